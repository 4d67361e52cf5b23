import { Injectable } from '@nestjs/common';
import { getEdition } from '../cycles/editions/editions.queries.js';
import { listCalendar } from '../cycles/reference/reference.queries.js';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import { listStages } from '../cycles/stages/stages.queries.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import type { Actor } from '../domain/kernel/actor.js';
import { canonicalJson } from '../domain/kernel/canonical.js';
import { selfScoresOf } from '../domain/cycles/entry-facts.js';
import { calendarOf } from '../domain/cycles/production-calendar.js';
import { publicationDueOn, publicationRulesFrom, type PublicationRules } from '../domain/cycles/publication-rules.js';
import { goesOn } from '../domain/ranking/second-phase.js';
import { ruleFrom } from '../domain/ranking/ranking-rule.js';
import { rankEntries } from '../domain/ranking/rank-entries.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { listKeptByRegion } from '../judging/assignment/regional-gate.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { sha256 } from '../platform/ids.js';
import { listHiddenFrom } from '../submissions/relations/hidden.queries.js';
import { met, mustMeetAll } from './hidden-entries.js';
import { proposalOf } from './proposal.js';
import { rankingInput, rowsOf } from './rankings.service.js';
import { standingHash } from './protocols.service.js';
import { maySeeResults, mustRunResults, mustSeeResults } from './results.policy.js';
import * as queries from './results.queries.js';
import * as rankingQueries from './ranking.queries.js';
import * as publicationQueries from './publication.queries.js';
import { mayWatch } from './sittings.policy.js';
import { listSeatedWithout } from './sittings.queries.js';
import { listExpertNames } from './weighing.queries.js';

/** What pages and programs read of results before and after the publication, for those who may. */
@Injectable()
export class ResultsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The cycle and what every page of it shows. A person of one nomination sees that one. */
  async frame(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const cycle = await queries.getCycleOf(em, cycleId);
    const all = await listNominations(em, cycleId);
    const nominations = all.filter(({ id }) => maySeeResults(actor, { cycleId, nominationId: id }));
    if (nominations.length === 0) mustSeeResults(actor, { cycleId });
    const now = this.clock.now();
    return {
      cycle,
      nominations,
      edition: await getEdition(em, cycleId),
      criteria: await listCriteria(em, cycleId),
      stages: await listStages(em, cycleId),
      sheets: new Map((await rankingQueries.countSheets(em, cycleId, now)).map((row) => [row.nominationId, row])),
      now,
    };
  }

  /** A nomination's latest ranking with the entries' cards, what is decided, and whether the sheets still say the same. */
  async ranking(actor: Actor, nomination: Nomination) {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: nomination.cycleId, nominationId: nomination.id });
    const ranking = await rankingQueries.findLatestRanking(em, nomination.id);
    if (!ranking) return null;
    const rows = rowsOf(ranking);
    const hidden = await listHiddenFrom(em, actor.userId);
    const [ranked, unranked] = [met(rows.ranked, hidden), met(rows.unranked, hidden)];
    const awards = await queries.listAwards(em, { nominationId: nomination.id });
    return {
      ranking,
      ranked,
      unranked,
      /** How many entries the reader must not meet; they keep their places and are not shown. */
      hidden: rows.ranked.length + rows.unranked.length - ranked.length - unranked.length,
      cards: await rankingQueries.listCards(
        em,
        [...ranked, ...unranked].map(({ entryId }) => entryId),
      ),
      assigned: await rankingQueries.countAssigned(em, nomination.id),
      awards: awards.filter(({ submissionId }) => !hidden.has(submissionId)),
      nobody: await queries.listNotAwarded(em, { nominationId: nomination.id }),
      /** Entries that were chosen and withdrawn since. */
      withdrawn: (await queries.listWithdrawals(em, { nominationId: nomination.id })).map((each) => each.submissionId),
      proposal: await proposalOf(em, ranking),
      facts: await rankingQueries.listFieldTitles(em, nomination.id),
      fresh: sha256(canonicalJson(await rankingInput(em, nomination, this.clock.now()))) === ranking.inputsHash,
    };
  }

  /** How many admitted entries of each nomination regions did not send on to the experts. */
  async kept(cycleId: string): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { nominationId } of (await listKeptByRegion(this.db.reader, cycleId)) ?? [])
      counts.set(nominationId, (counts.get(nominationId) ?? 0) + 1);
    return counts;
  }

  /** The latest rankings by nomination, with one query for any number of them. */
  async rankings(cycleId: string) {
    const heads = await rankingQueries.listRankingHeads(this.db.reader, cycleId, this.clock.now());
    return new Map(heads.map((head) => [head.nominationId, head]));
  }

  /** The nomination and ranking in which an entry stands; an entry of another cycle does not exist here. */
  async entry(actor: Actor, cycleId: string, submissionId: string) {
    const frame = await this.frame(actor, cycleId);
    const nominationId = await rankingQueries.findNominationId(this.db.reader, cycleId, submissionId);
    const nomination = frame.nominations.find(({ id }) => id === nominationId);
    const ranking = nomination && (await rankingQueries.findLatestRanking(this.db.reader, nomination.id));
    const row = ranking && rowsOf(ranking).ranked.find(({ entryId }) => entryId === submissionId);
    if (nomination && row && !(await listHiddenFrom(this.db.reader, actor.userId)).has(submissionId))
      return {
        ...frame,
        nomination,
        row,
        ranking,
        selfScores: selfScoresOf(
          await rankingQueries.getAnswers(this.db.reader, submissionId),
          frame.edition.entryFacts,
        ),
        facts: await rankingQueries.listFieldTitles(this.db.reader, nomination.id),
        cards: await rankingQueries.listCards(this.db.reader, [submissionId]),
      };
    throw new Refusal({ code: 'not-found' });
  }

  /** The sittings of the cycle; a mere member is not shown those at which others are recorded. */
  async meetings(actor: Actor, cycleId: string) {
    await this.frame(actor, cycleId);
    const meetings = await queries.listMeetings(this.db.reader, cycleId);
    if (meetings.every((meeting) => mayWatch(actor, meeting))) return meetings;
    const others = await listSeatedWithout(this.db.reader, cycleId, actor.userId);
    return meetings.filter((meeting) => mayWatch(actor, meeting) || !others.has(meeting.id));
  }

  async awards(actor: Actor, cycleId: string) {
    const { nominations } = await this.frame(actor, cycleId);
    const seen = new Set(nominations.map(({ id }) => id));
    const awards = await queries.listAwards(this.db.reader, { cycleId });
    const hidden = await listHiddenFrom(this.db.reader, actor.userId);
    return awards.filter(({ nominationId, submissionId }) => seen.has(nominationId) && !hidden.has(submissionId));
  }

  /** Kinds that are awarded to nobody, of the nominations that the actor sees. */
  async nobody(actor: Actor, cycleId: string) {
    const { nominations } = await this.frame(actor, cycleId);
    const seen = new Set(nominations.map(({ id }) => id));
    return (await queries.listNotAwarded(this.db.reader, { cycleId })).filter((each) => seen.has(each.nominationId));
  }

  /** Who goes on to the second phase of a nomination, who votes at the sitting, and what was recorded last. */
  async secondPhase(actor: Actor, nomination: Nomination, meetingId: string | null) {
    const em = this.db.reader;
    mustRunResults(actor, { cycleId: nomination.cycleId, nominationId: nomination.id });
    await mustMeetAll(em, actor, nomination.id);
    const { ballots: _earlier, ...first } = await rankingInput(em, nomination, this.clock.now());
    const phase = ruleFrom(first.rule).secondPhase;
    if (!phase || first.entries.length === 0) throw new Refusal({ code: 'not-found' });
    const rows = goesOn(rankEntries(first).rows, phase);
    return {
      phase,
      rows,
      cards: await rankingQueries.listCards(
        em,
        rows.map(({ entryId }) => entryId),
      ),
      voters: meetingId ? await rankingQueries.listVoters(em, meetingId, nomination.id) : [],
      recorded: await rankingQueries.findBodyBallots(em, nomination.id),
    };
  }

  /** Protocols of the cycle with their signatures, publications, and which of the protocols stand as things are. */
  async publication(actor: Actor, cycleId: string) {
    mustSeeResults(actor, { cycleId: (await queries.getCycleOf(this.db.reader, cycleId)).id });
    const em = this.db.reader;
    const protocols = await publicationQueries.listProtocols(em, cycleId);
    return {
      protocols,
      meetings: await queries.listMeetings(em, cycleId),
      approvals: await publicationQueries.listApprovals(
        em,
        protocols.map(({ id }) => id),
      ),
      publications: await publicationQueries.listPublications(em, cycleId),
      awards: await queries.listAwards(em, { cycleId }),
      nobody: await queries.listNotAwarded(em, { cycleId }),
      withdrawals: await queries.listWithdrawals(em, { cycleId }),
    };
  }

  /** The hash that the sitting's protocol would have now; `null` when none could be drawn up. */
  async standing(meetingId: string): Promise<string | null> {
    return standingHash(this.db.reader, await queries.getMeeting(this.db.reader, meetingId), this.clock.now());
  }

  /** The last day on which the results of a protocol are to be published; null where the rules set no term. */
  async publicationDue(
    edition: { publicationRules: Partial<PublicationRules> },
    protocolOn: string,
  ): Promise<string | null> {
    const { term } = publicationRulesFrom(edition.publicationRules);
    if (!term) return null;
    return publicationDueOn(protocolOn, term, calendarOf(await listCalendar(this.db.reader)));
  }

  isPublished(meetingId: string): Promise<boolean> {
    return publicationQueries.isPublished(this.db.reader, meetingId);
  }

  /** Names of experts by id, for the people who make results. */
  expertNames(ids: readonly string[]) {
    return listExpertNames(this.db.reader, ids);
  }

  cards(entryIds: readonly string[]) {
    return rankingQueries.listCards(this.db.reader, entryIds);
  }
}
