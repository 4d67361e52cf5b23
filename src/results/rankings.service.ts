import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../cycles/editions/editions.queries.js';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import type { Actor } from '../domain/kernel/actor.js';
import { canonicalJson } from '../domain/kernel/canonical.js';
import { type EntryFacts, factsOf } from '../domain/cycles/entry-facts.js';
import { bodyBallots, goesOn } from '../domain/ranking/second-phase.js';
import type { BodyBallot } from '../domain/ranking/input.js';
import { publicVotesFact, ruleFrom, type RankingRule } from '../domain/ranking/ranking-rule.js';
import {
  rankEntries,
  type RankedEntry,
  type RankedSheet,
  type RankingInput,
  type RankingRow,
  type UnrankedRow,
} from '../domain/ranking/rank-entries.js';
import { Refusal, type FieldProblem } from '../domain/kernel/refusal.js';
import { compareText } from '../domain/kernel/seeded.js';
import { mustGiveReason } from '../domain/kernel/reason.js';
import { keptIds } from '../judging/assignment/regional-gate.queries.js';
import { listSubmittedSheets } from '../judging/sheets/sheets.queries.js';
import { countedVotes } from '../judging/voting/public-votes.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, record } from '../platform/database/save.js';
import { newId, sha256 } from '../platform/ids.js';
import { listHiddenFrom } from '../submissions/relations/hidden.queries.js';
import { listAppliedCorrections } from './corrections.queries.js';
import { mustMeetAll } from './hidden-entries.js';
import { Ranking } from './ranking.entity.js';
import { mustRunResults, mustSeeResults } from './results.policy.js';
import { BodyBallots } from './body-ballots.entity.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import { findBodyBallots, findLatestRanking, findOpenVote, listRankable, listVoters } from './ranking.queries.js';
import { getCycleOf, getNominationOf, lockMeeting, lockNomination } from './results.queries.js';

/** Decimals of totals as people read them; they decide nothing. */
const decimals = 2;

type Person = Actor & { userId: string };

/** Votes by entry, and the entries that the chair's casting vote chose. */
export interface OpenVoteInput {
  votes: Record<string, number>;
  chair: string[];
  ground: string;
}

export interface BodyBallotsInput {
  meetingId: string;
  ballots: readonly BodyBallot[];
  ground: string;
}

/** Computing rankings from frozen sheets. Equal inputs are one ranking, however often it is asked for. */
@Injectable()
export class RankingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Ranks a nomination by the edition in force. Refuses with `nothing-to-rank` where nothing is admitted. */
  rank(actor: Actor, nominationId: string): Promise<Ranking> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockNomination(tx, nominationId);
      mustRunResults(actor, { cycleId: nomination.cycleId, nominationId });
      return this.rankIn(tx, actor, nomination);
    });
  }

  /** Ranks every nomination that has admitted entries. */
  rankAll(actor: Actor, cycleId: string): Promise<Ranking[]> {
    return this.db.transaction(async (tx) => {
      await getCycleOf(tx, cycleId);
      mustRunResults(actor, { cycleId });
      const rankings: Ranking[] = [];
      for (const { id } of await listNominations(tx, cycleId)) {
        const nomination = await lockNomination(tx, id);
        const kept = await keptIds(tx, cycleId, id);
        if ((await listRankable(tx, id, { now: null })).some((entry) => !kept.has(entry.id)))
          rankings.push(await this.rankIn(tx, actor, nomination));
      }
      return rankings;
    });
  }

  /**
   * Records an open vote between equals, with whom the chair chose, and ranks again by it. Refuses with `nothing-to-rank`
   * before the first ranking, with `conflict-of-interest` for one who must not meet an entry of the nomination, with
   * `invalid-input` where the rule has no open vote or an entry is not in the ranking.
   */
  vote(actor: Person, nominationId: string, input: OpenVoteInput): Promise<Ranking> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const nomination = await lockNomination(tx, nominationId);
      mustRunResults(actor, { cycleId: nomination.cycleId, nominationId });
      await mustMeetAll(tx, actor, nominationId);
      const ranking = await findLatestRanking(tx, nominationId);
      if (!ranking) throw new Refusal({ code: 'nothing-to-rank' });
      mustBeVotable(input, ranking, (await getEdition(tx, nomination.cycleId)).rankingRule);
      const values = {
        ...input,
        ground: mustGiveReason(input.ground),
        cycleId: nomination.cycleId,
        nominationId,
        rankingId: ranking.id,
        recordedAt: now,
        recordedById: actor.userId,
      };
      await create(tx, OpenVoteRecord, values, { actor, action: 'vote', now });
      return this.rankIn(tx, actor, nomination);
    });
  }

  /**
   * Records what the members of a sitting gave in the second phase, and ranks again by it; an earlier record gives way.
   * Refuses what `bodyBallots` refuses, `nothing-to-rank` before the first ranking, `action-not-allowed` where the rule has no
   * second phase, `conflict-of-interest` for one who must not meet an entry of the nomination.
   */
  recordBallots(actor: Person, nominationId: string, input: BodyBallotsInput): Promise<Ranking> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const nomination = await lockNomination(tx, nominationId);
      const { cycleId } = nomination;
      mustRunResults(actor, { cycleId, nominationId });
      await mustMeetAll(tx, actor, nominationId);
      const meeting = await lockMeeting(tx, input.meetingId);
      if (meeting.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
      const phase = ruleFrom((await getEdition(tx, cycleId)).rankingRule).secondPhase;
      if (!phase) throw new Refusal({ code: 'action-not-allowed', action: 'second-phase', state: 'one-phase' });
      const { ballots: _earlier, ...first } = await rankingInput(tx, nomination, now);
      const finalists = goesOn(rankEntries(first).rows, phase).map(({ entryId }) => entryId);
      const voters = (await listVoters(tx, meeting.id, nominationId)).map(({ id }) => id);
      const facts = { phase, finalists: new Set(finalists), voters: new Set(voters) };
      const values = {
        cycleId,
        nominationId,
        meetingId: meeting.id,
        ballots: bodyBallots(input.ballots, facts),
        ground: mustGiveReason(input.ground),
        recordedAt: now,
        recordedById: actor.userId,
      };
      await create(tx, BodyBallots, values, { actor, action: 'record-ballots', now });
      return this.rankIn(tx, actor, nomination);
    });
  }

  /** The latest ranking of a nomination; `null` before the first. */
  async latest(actor: Actor, nominationId: string): Promise<Ranking | null> {
    const { cycleId } = await getNominationOf(this.db.reader, nominationId);
    mustSeeResults(actor, { cycleId, nominationId });
    return findLatestRanking(this.db.reader, nominationId);
  }

  /** Entries that the actor must not meet; whatever shows a ranking leaves them out. */
  hiddenFrom(actor: Actor): Promise<Set<string>> {
    return listHiddenFrom(this.db.reader, actor.userId);
  }

  /** The ranking as it is now, in the caller's transaction; what has been ranked already is not ranked again. */
  async rankIn(tx: EntityManager, actor: Actor, nomination: Nomination): Promise<Ranking> {
    const now = this.clock.now();
    const input = await rankingInput(tx, nomination, now);
    const inputsHash = sha256(canonicalJson(input));
    const before = await findLatestRanking(tx, nomination.id);
    if (before?.inputsHash === inputsHash) return before;
    const { rows, unranked } = rankEntries(input);
    const ranking = Object.assign(new Ranking(), {
      id: newId(),
      cycleId: nomination.cycleId,
      nominationId: nomination.id,
      editionId: (await getEdition(tx, nomination.cycleId)).id,
      inputs: input,
      inputsHash,
      rows: [...rows, ...unranked],
      sheets: input.sheets.length,
      computedAt: now,
      computedById: actor.userId,
    });
    await tx.insert(Ranking, ranking as never);
    // The audit names the inputs by their hash; the row itself can never change.
    const after = { nominationId: nomination.id, inputsHash, sheets: ranking.sheets };
    await record(
      tx,
      { actor, action: 'rank', now },
      { subjectType: 'ranking', subjectId: ranking.id, before: null, after },
    );
    return ranking;
  }
}

function mustBeVotable({ votes, chair }: OpenVoteInput, ranking: Ranking, rule: RankingRule): void {
  const known = new Set(rowsOf(ranking).ranked.map(({ entryId }) => entryId));
  const problems: FieldProblem[] = [...Object.keys(votes), ...chair]
    .filter((id) => !known.has(id))
    .map((id) => ({ pointer: `/votes/${id}`, rule: 'not-offered' }));
  if (!rule.tieChain.some(({ kind }) => kind === 'open-vote'))
    problems.push({ pointer: '/votes', rule: 'not-offered' });
  if (Object.keys(votes).length === 0) problems.push({ pointer: '/votes', rule: 'required' });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}

/** Everything that decides the ranking of a nomination now, in a fixed order; what the rule does not ask for stays out. */
export async function rankingInput(em: EntityManager, nomination: Nomination, now: Date): Promise<RankingInput> {
  const criteria = await listCriteria(em, nomination.cycleId);
  const { rankingRule: rule, entryFacts } = await getEdition(em, nomination.cycleId);
  const { weightSets, indicators, bonuses } = ruleFrom(rule);
  const asked: EntryFacts = {
    ...(weightSets.some(({ amount }) => amount) && entryFacts.amount && { amount: entryFacts.amount }),
    ...(indicators.length > 0 && { facts: entryFacts.facts ?? {} }),
    ...(bonuses.length > 0 && { bonuses: entryFacts.bonuses ?? {} }),
  };
  const votes = indicators.some(({ fact }) => fact === publicVotesFact)
    ? await countedVotes(em, nomination, now)
    : null;
  const rankable = await listRankable(em, nomination.id, { now, withAnswers: Object.keys(asked).length > 0 });
  // Whom the region did not send on is not before the experts, and nobody waits for sheets.
  const kept = await keptIds(em, nomination.cycleId, nomination.id);
  const entries = rankable.filter(({ id }) => !kept.has(id));
  const sheets = (await listSubmittedSheets(em, nomination.id)).filter(({ entryId }) => !kept.has(entryId));
  const code = weightSets.some((set) => set.nomination !== undefined) ? { nomination: nomination.code } : {};
  const vote = rule.tieChain.some(({ kind }) => kind === 'open-vote') ? await findOpenVote(em, nomination.id) : null;
  const given = rule.secondPhase ? await findBodyBallots(em, nomination.id) : null;
  const corrections = await listAppliedCorrections(em, nomination.id);
  return {
    criteria: criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax })),
    entries: entries
      .sort((a, b) => compareText(a.registerNumber, b.registerNumber))
      .map(({ submittedAt, answers, crossReview, ...entry }) => ({
        ...entry,
        ...(crossReview && { crossReview }),
        submittedAt: submittedAt.toISOString(),
        ...code,
        ...withVotes(answers ? factsOf(answers, asked) : {}, votes && (votes.get(entry.id) ?? 0)),
      })),
    sheets: sheets.map(sheetOf),
    rule,
    decimals,
    ...(vote && { openVote: { votes: vote.votes, chair: vote.chair } }),
    ...(given && { ballots: given.ballots }),
    ...(corrections.length > 0 && { corrections }),
  };
}

/** The facts with the votes of the public among them, where they count and the vote has closed. */
function withVotes(facts: Pick<RankedEntry, 'facts'>, votes: number | null): Pick<RankedEntry, 'facts'> {
  return votes === null ? facts : { ...facts, facts: { ...facts.facts, [publicVotesFact]: String(votes) } };
}

/** A sheet as a ranking takes it: what an expert could not judge and whether it is the extra one, where it says so. */
function sheetOf({ entryId, expertId, scores, cannotJudge, extra }: RankedSheet): RankedSheet {
  return {
    entryId,
    expertId,
    scores,
    ...(cannotJudge?.length && { cannotJudge }),
    ...(extra && { extra }),
  };
}

/** The rows of a ranking as they were stored: with a place, and without one for the reason they name. */
export function rowsOf(ranking: Pick<Ranking, 'rows'>): { ranked: RankingRow[]; unranked: UnrankedRow[] } {
  const rows = ranking.rows as unknown as (RankingRow | UnrankedRow)[];
  return {
    ranked: rows.filter((row): row is RankingRow => 'place' in row),
    unranked: rows.filter((row): row is UnrankedRow => !('place' in row)),
  };
}

export const inputOf = (ranking: Pick<Ranking, 'inputs'>): RankingInput => ranking.inputs as unknown as RankingInput;
