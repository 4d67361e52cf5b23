import type { UnrankedReason } from '../../domain/ranking/result.js';
import { Injectable } from '@nestjs/common';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { currentFormOf, nominationOf } from '../../cycles/setup/cycle-setup.js';
import { selfScoresOf } from '../../domain/cycles/entry-facts.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { metEntries } from '../../domain/results/rankings/hidden-entries.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { listKeptByRegion } from '../../judging/assignment/regional-gate.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { findNominationId, listCards } from '../access/entry-cards.queries.js';
import { listExpertNames } from '../access/expert-names.queries.js';
import { mustSeeResults } from '../access/results.policy.js';
import { VisibleCycleReader, visibleOf } from '../access/visible-cycle.reader.js';
import { listAwards, listNotAwarded, listWithdrawals } from '../awards/awards.queries.js';
import { Freshness } from '../rankings/freshness.service.js';
import { readInputsSeen, type InputsSeen } from '../rankings/inputs-seen.js';
import {
  findLatestHead,
  findLatestRanking,
  findRow,
  getInputs,
  listLatestHeads,
  listUnranked,
  type RankingHead,
} from '../rankings/rankings.queries.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import { entriesNamed } from '../weighing/weighing-model.js';
import { WeighingsService } from '../weighing/weighings.service.js';
import { RankingFrames, type FramedRow } from './ranking-frame.reader.js';
import { countAssigned, countSheets, getAnswers, listFieldTitles, listShownRows } from './ranking-table.queries.js';

/** A nomination with its latest ranking, and all that its table shows. */
export type RankedNomination = NonNullable<Awaited<ReturnType<RankingTableReader['nomination']>>>;
/** The same as a page shows it: some of its rows, and what is said of all. */
export type RankingPage = NonNullable<Awaited<ReturnType<RankingTableReader['page']>>['found']>;

/** So many rows are shown at once. */
const shownRows = 50;

/** Which rows are asked for: those after a position, or all. */
interface PartOfRanking {
  after: number;
  all: boolean;
}

/** The latest ranking of a nomination, whether it still is what would be counted, and why entries of it have no place. */
export interface LatestRanking extends RankingHead {
  stale: boolean;
  unranked: UnrankedReason[];
}

/** Rankings for those who may see them, without the entries that the reader must not meet. */
@Injectable()
export class RankingTableReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly cycles: VisibleCycleReader,
    private readonly freshness: Freshness,
    private readonly frames: RankingFrames,
    private readonly weighings: WeighingsService,
  ) {}

  /**
   * The cycle and the nomination with its latest ranking, the first rows of it or all, and what belongs to them; `found` is
   * null before the first ranking. Refuses: `not-found`.
   */
  async page(actor: Actor, cycleId: string, nominationId: string, part: PartOfRanking) {
    const em = this.db.reader;
    const now = this.clock.now();
    if (!isId(nominationId)) throw new Refusal({ code: 'not-found' });
    const inputs = await readInputsSeen(em, cycleId, [nominationId], now);
    const visible = visibleOf(actor, inputs.setup, now);
    const nomination = visible.nominations.find(({ id }) => id === nominationId);
    if (!nomination) throw new Refusal({ code: 'not-found' });
    const ranking = await findLatestHead(em, nominationId);
    return { visible, nomination, found: ranking && (await this.found(actor, { nomination, ranking, inputs, part })) };
  }

  private async found(
    actor: Actor,
    {
      nomination,
      ranking,
      inputs,
      part,
    }: { nomination: Nomination; ranking: RankingHead; inputs: InputsSeen; part: PartOfRanking },
  ) {
    const em = this.db.reader;
    const frame = await this.frames.of(nomination, ranking, inputs);
    const hidden = await listHiddenFrom(em, actor.userId);
    const [ranked, unranked] = [metEntries(frame.ranked, hidden), metEntries(frame.unranked, hidden)];
    const hiddenHere = frame.ranked.length + frame.unranked.length - ranked.length - unranked.length;
    const from = ranked.filter(({ position }) => position > part.after);
    const shown = {
      ranked: part.all ? ranked : from.slice(0, shownRows),
      unranked: part.all ? unranked : unranked.slice(0, shownRows),
    };
    const { weighing, task } = await this.weighings.of(ranking.id, hidden);
    const isVotedOn = hiddenHere === 0 && frame.input.rule.tieChain.some(({ kind }) => kind === 'open-vote');
    const equals = isVotedOn ? firstEquals(ranked) : [];
    const others = [...equals.map(({ entryId }) => entryId), ...(weighing ? entriesNamed(weighing) : [])];
    return {
      ...frame,
      ranking,
      /** Those with a place and without one, as far as the reader may meet them. */
      ranked,
      unranked,
      shown,
      rows: await listShownRows(
        em,
        ranking.id,
        [...shown.ranked, ...shown.unranked].map(({ position }) => position),
      ),
      /** How many entries the reader must not meet; they keep their places and are not shown. */
      hidden: hiddenHere,
      /** The position after which those with a place go on; null at the end. */
      next: !part.all && from.length > shownRows ? from[shownRows - 1]!.position : null,
      /** Equals on shared places that the rule gives to an open vote: the first of such groups. */
      equals,
      /** Of entries that are spoken of beside the rows. */
      cards: isVotedOn || weighing ? await listCards(em, [...new Set(others)]) : {},
      facts: new Map(currentFormOf(inputs.setup, nomination.id).fields.map(({ id, label }) => [id, label.ru])),
      weighing,
      task,
    };
  }

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
    };
  }

  /** The nomination and ranking in which an entry stands; an entry of another cycle does not exist here. */
  async entry(actor: Actor, cycleId: string, submissionId: string) {
    const em = this.db.reader;
    const visible = await this.cycles.read(actor, cycleId);
    const nominationId = await findNominationId(em, cycleId, submissionId);
    const nomination = visible.nominations.find(({ id }) => id === nominationId);
    const head = nomination && (await findLatestHead(em, nomination.id));
    const row = head && (await findRow(em, head.id, submissionId));
    if (nomination && row && 'place' in row && !(await listHiddenFrom(em, actor.userId)).has(submissionId))
      return {
        ...visible,
        nomination,
        row,
        ranking: { ...head, inputs: await getInputs(em, head.id) },
        selfScores: selfScoresOf(await getAnswers(em, submissionId), visible.edition.entryFacts),
        facts: await listFieldTitles(em, nomination.id),
        cards: await listCards(em, [submissionId]),
      };
    throw new Refusal({ code: 'not-found' });
  }

  /** The latest rankings by nomination, and whether anything that they counted has changed since. */
  async heads(cycleId: string): Promise<Map<string, LatestRanking>> {
    const em = this.db.reader;
    const rankings = await listLatestHeads(em, cycleId);
    const ids = rankings.map(({ nominationId }) => nominationId);
    const inputs = await readInputsSeen(em, cycleId, ids, this.clock.now());
    const unranked = await listUnranked(
      em,
      rankings.map(({ id }) => id),
    );
    const heads = new Map<string, LatestRanking>();
    for (const ranking of rankings) {
      const nomination = nominationOf(inputs.setup, ranking.nominationId);
      heads.set(nomination.id, {
        ...ranking,
        stale: !(await this.freshness.isFresh(nomination, ranking, inputs)),
        unranked: unranked.get(ranking.id) ?? [],
      });
    }
    return heads;
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

/** Entries with equal totals on shared places: the first such group. */
function firstEquals(ranked: readonly FramedRow[]): FramedRow[] {
  const first = ranked.find(({ place }) => place.from !== place.to);
  return first ? ranked.filter(({ place }) => place.from === first.place.from) : [];
}
