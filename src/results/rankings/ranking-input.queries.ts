import type { EntityManager } from 'typeorm';
import { BodyBallots } from './body-ballots.entity.js';
import type { Answers } from '../../domain/cycles/form.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import type { CountedCorrection } from '../../domain/ranking/input.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RankingInput, RankedEntry, RankedSheet } from '../../domain/ranking/rank-entries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { ruleFrom, publicVotesFact } from '../../domain/ranking/ranking-rule.js';
import { type EntryFacts, factsOf } from '../../domain/cycles/entry-facts.js';
import { countedVotes } from '../../judging/voting/public-votes.queries.js';
import { keptIds } from '../../judging/assignment/regional-gate.queries.js';
import { listSubmittedSheets } from '../../judging/sheets/sheets.queries.js';
import { compareText } from '../../domain/kernel/seeded.js';

/** What the body last gave in the second phase of a nomination; null before it did. */
export async function findBodyBallots(em: EntityManager, nominationId: string): Promise<BodyBallots | null> {
  const [found] = await em.find(BodyBallots, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return found ?? null;
}

/** An admitted entry as a ranking takes it. */
export interface RankableEntry {
  id: string;
  regionCode: string;
  registerNumber: string;
  submittedAt: Date;
  /** Of the revision in force; null where nobody asks for them: they are large. */
  answers: Answers | null;
  /** Where its entrants dropped out of the cross-review. */
  crossReview: { submitted: number; needed: number } | null;
}

/** Admitted entries of a nomination; with an instant, who dropped out by then is marked. */
export function listRankable(
  em: EntityManager,
  nominationId: string,
  { now, withAnswers = false }: { now: Date | null; withAnswers?: boolean },
): Promise<RankableEntry[]> {
  return em.query(
    `SELECT s.id, s.region_code AS "regionCode", s.register_number AS "registerNumber", s.submitted_at AS "submittedAt",
            CASE WHEN $2 THEN (SELECT r.answers FROM submission_revision r WHERE r.id = s.revision_id) END AS answers,
            CASE WHEN x.dropped THEN jsonb_build_object('submitted', x.submitted, 'needed', x.needed) END AS "crossReview"
       FROM submission s
       LEFT JOIN cross_review_standing((SELECT n.cycle_id FROM nomination n WHERE n.id = $1), $3) x ON x.submission_id = s.id
      WHERE s.nomination_id = $1 AND is_ranked(s.id, s.state) ORDER BY s.register_number, s.id`,
    [nominationId, withAnswers, now],
  );
}

/** What the latest open vote between equals of a nomination gave; null before the first. */
export async function findOpenVote(em: EntityManager, nominationId: string): Promise<OpenVoteRecord | null> {
  const [vote] = await em.find(OpenVoteRecord, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return vote ?? null;
}

/** What two people have approved for a nomination, in the order in which it was. */
export function listAppliedCorrections(em: EntityManager, nominationId: string): Promise<CountedCorrection[]> {
  return em.query(
    `SELECT id, ground, changes FROM correction WHERE nomination_id = $1 AND state = 'applied' ORDER BY applied_at, id`,
    [nominationId],
  );
}

/** Decimals of totals as people read them; they decide nothing. */
const decimals = 2;

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
