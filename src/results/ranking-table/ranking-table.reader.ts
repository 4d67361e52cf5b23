import { Injectable } from '@nestjs/common';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { selfScoresOf } from '../../domain/cycles/entry-facts.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { metEntries } from '../../domain/results/rankings/hidden-entries.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { listKeptByRegion } from '../../judging/assignment/regional-gate.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { sha256 } from '../../platform/ids.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { findNominationId, listCards } from '../access/entry-cards.queries.js';
import { listExpertNames } from '../access/expert-names.queries.js';
import { mustSeeResults } from '../access/results.policy.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { listAwards, listNotAwarded, listWithdrawals } from '../awards/awards.queries.js';
import { rankingInput } from '../rankings/ranking-input.queries.js';
import { findLatestRanking, listRankingHeads } from '../rankings/rankings.queries.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import { countAssigned, countSheets, getAnswers, listFieldTitles } from './ranking-table.queries.js';

/** A nomination with its latest ranking, and all that its table shows. */
export type RankedNomination = NonNullable<Awaited<ReturnType<RankingTableReader['nomination']>>>;

/** Rankings for those who may see them, without the entries that the reader must not meet. */
@Injectable()
export class RankingTableReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly cycles: VisibleCycleReader,
  ) {}

  /** A nomination's latest ranking with the entries' cards, what is decided, and whether the sheets still say the same. */
  async nomination(actor: Actor, nomination: Nomination) {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: nomination.cycleId, nominationId: nomination.id });
    const ranking = await findLatestRanking(em, nomination.id);
    if (!ranking) return null;
    const rows = storedRowsOf(ranking);
    const hidden = await listHiddenFrom(em, actor.userId);
    const [ranked, unranked] = [metEntries(rows.ranked, hidden), metEntries(rows.unranked, hidden)];
    const awards = await listAwards(em, { nominationId: nomination.id });
    return {
      ranking,
      ranked,
      unranked,
      /** How many entries the reader must not meet; they keep their places and are not shown. */
      hidden: rows.ranked.length + rows.unranked.length - ranked.length - unranked.length,
      cards: await listCards(
        em,
        [...ranked, ...unranked].map(({ entryId }) => entryId),
      ),
      assigned: await countAssigned(em, nomination.id),
      awards: awards.filter(({ submissionId }) => !hidden.has(submissionId)),
      nobody: await listNotAwarded(em, { nominationId: nomination.id }),
      /** Entries that were chosen and withdrawn since. */
      withdrawn: (await listWithdrawals(em, { nominationId: nomination.id })).map((each) => each.submissionId),
      proposal: await proposalOf(em, ranking),
      facts: await listFieldTitles(em, nomination.id),
      fresh: sha256(canonicalJson(await rankingInput(em, nomination, this.clock.now()))) === ranking.inputsHash,
    };
  }

  /** The nomination and ranking in which an entry stands; an entry of another cycle does not exist here. */
  async entry(actor: Actor, cycleId: string, submissionId: string) {
    const em = this.db.reader;
    const visible = await this.cycles.read(actor, cycleId);
    const nominationId = await findNominationId(em, cycleId, submissionId);
    const nomination = visible.nominations.find(({ id }) => id === nominationId);
    const ranking = nomination && (await findLatestRanking(em, nomination.id));
    const row = ranking && storedRowsOf(ranking).ranked.find(({ entryId }) => entryId === submissionId);
    if (nomination && row && !(await listHiddenFrom(em, actor.userId)).has(submissionId))
      return {
        ...visible,
        nomination,
        row,
        ranking,
        selfScores: selfScoresOf(await getAnswers(em, submissionId), visible.edition.entryFacts),
        facts: await listFieldTitles(em, nomination.id),
        cards: await listCards(em, [submissionId]),
      };
    throw new Refusal({ code: 'not-found' });
  }

  /** The latest rankings by nomination, with one query for any number of them. */
  async heads(cycleId: string) {
    const heads = await listRankingHeads(this.db.reader, cycleId, this.clock.now());
    return new Map(heads.map((head) => [head.nominationId, head]));
  }

  /** How far the sheets of each nomination are. */
  async sheets(cycleId: string) {
    const counts = await countSheets(this.db.reader, cycleId, this.clock.now());
    return new Map(counts.map((row) => [row.nominationId, row]));
  }

  /** How many admitted entries of each nomination regions did not send on to the experts. */
  async keptByRegion(cycleId: string): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { nominationId } of (await listKeptByRegion(this.db.reader, cycleId)) ?? [])
      counts.set(nominationId, (counts.get(nominationId) ?? 0) + 1);
    return counts;
  }

  /** Names of experts by id, for the people who make results. */
  expertNames(ids: readonly string[]) {
    return listExpertNames(this.db.reader, ids);
  }

  cards(entryIds: readonly string[]) {
    return listCards(this.db.reader, entryIds);
  }
}
