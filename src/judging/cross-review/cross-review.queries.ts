import type { EntityManager } from 'typeorm';
import type { Criterion } from '../../cycles/criteria/criterion.entity.js';
import { findRules } from '../../cycles/editions/editions.queries.js';
import { listCriteria, withKinds } from '../../cycles/criteria/criteria.queries.js';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { masked, secretsOf } from '../../domain/judging/blind.js';
import type { CrossEntry, CrossPair } from '../../domain/judging/cross-table.js';
import type { CrossReviewState, OwedReviews } from '../../domain/judging/cross-review.js';
import type { EntryFacts } from '../../domain/cycles/entry-facts.js';
import { judgingRulesFrom, type JudgingRules } from '../../domain/cycles/judging-rules.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { peopleOf } from '../reading/blind.queries.js';
import { CrossReviewAllotment } from './cross-review-allotment.entity.js';
import { CrossReviewDuty } from './cross-review-duty.entity.js';
import { CrossReview } from './cross-review.entity.js';

/** What decides about the cross-review of a cycle. */
export interface CrossScene {
  cycle: Cycle;
  stage: Stage | null;
  judging: JudgingRules;
  rules: JudgingRules['crossReview'];
  criteria: (Criterion & { kind: CriterionKind })[];
  /** Which fields of the form are the entrant's own points: nobody who reviews reads them. */
  entryFacts: EntryFacts;
}

export async function sceneOf(em: EntityManager, cycleId: string): Promise<CrossScene> {
  const cycle = isId(cycleId) ? await getCycle(em, cycleId) : null;
  if (!cycle) throw new Refusal({ code: 'not-found' });
  const edition = await findRules(em, cycleId);
  const judging = judgingRulesFrom(edition?.judgingRules);
  return {
    cycle,
    stage: await findStage(em, cycleId, 'cross-review'),
    judging,
    rules: judging.crossReview,
    criteria: withKinds(await listCriteria(em, cycleId), edition?.rankingRule),
    entryFacts: edition?.entryFacts ?? {},
  };
}

/** Allotting and giving back count what entries have: in one cycle they go one after another. */
export async function lockAllotting(tx: EntityManager, cycleId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [`cross-review ${cycleId}`]);
}

/** Admitted entries of the cycle that take part, those of exempt nominations left out. */
export function listCrossEntries(
  em: EntityManager,
  cycleId: string,
  exempt: readonly string[],
): Promise<(CrossEntry & { revisionId: string })[]> {
  return em.query(
    `SELECT s.id, s.register_number AS number, s.organisation_id AS "organisationId", s.region_code AS "regionCode",
            s.nomination_id AS "nominationId", s.revision_id AS "revisionId"
       FROM submission s JOIN nomination n ON n.id = s.nomination_id
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND NOT n.code = ANY($2) ORDER BY s.id`,
    [cycleId, [...exempt]],
  );
}

/** Every pair of the cycle; those that ended were given back. */
export async function listPairs(
  em: EntityManager,
  cycleId: string,
): Promise<{ standing: CrossPair[]; ended: CrossPair[] }> {
  const rows: (CrossPair & { state: CrossReviewState })[] = await em.query(
    `SELECT v.reviewer_id AS "reviewerId", v.submission_id AS "entryId", v.state
       FROM cross_review v JOIN submission s ON s.id = v.reviewer_id WHERE s.cycle_id = $1 ORDER BY v.id`,
    [cycleId],
  );
  const pairs = (wanted: (state: CrossReviewState) => boolean) =>
    rows.filter(({ state }) => wanted(state)).map(({ reviewerId, entryId }) => ({ reviewerId, entryId }));
  return { standing: pairs((state) => state !== 'conflicted'), ended: pairs((state) => state === 'conflicted') };
}

export function listAllotments(em: EntityManager, cycleId: string): Promise<CrossReviewAllotment[]> {
  return em.find(CrossReviewAllotment, { where: { cycleId }, order: { id: 'ASC' } });
}

/** What SQL finds of an entry that owes reviews; `dropped` at the instant that was asked about. */
export interface Standing extends OwedReviews {
  submissionId: string;
  dropped: boolean;
}

export function listStandings(em: EntityManager, cycleId: string, now: Date): Promise<Standing[]> {
  return em.query(
    `SELECT submission_id AS "submissionId", needed, submitted, excused, exempt, dropped
       FROM cross_review_standing($1, $2)`,
    [cycleId, now],
  );
}

/** A review of one of the person's own organisations; anybody else's does not exist. With its row locked where it is changed. */
export async function getOwnReview(
  em: EntityManager,
  id: string,
  { organisationIds, lock = false }: { organisationIds: readonly string[]; lock?: boolean },
): Promise<CrossReview> {
  const query = em
    .createQueryBuilder(CrossReview, 'v')
    .innerJoin('v.reviewer', 'own')
    .innerJoin('v.submission', 'other')
    .where('v.id = :id AND own.organisation_id = ANY(:organisationIds)', { id, organisationIds: [...organisationIds] })
    .andWhere("own.state = 'admitted' AND other.state = 'admitted'");
  if (lock) query.setLock('pessimistic_write', undefined, ['v']);
  const review = isId(id) ? await query.getOne() : null;
  if (!review) throw new Refusal({ code: 'not-found' });
  return review;
}

/** A duty of the cycle, locked. */
export async function lockDuty(tx: EntityManager, cycleId: string, submissionId: string): Promise<CrossReviewDuty> {
  const duty =
    isId(submissionId) &&
    (await tx
      .createQueryBuilder(CrossReviewDuty, 'd')
      .innerJoin('d.submission', 's')
      .where('d.submission_id = :submissionId AND s.cycle_id = :cycleId', { submissionId, cycleId })
      .setLock('pessimistic_write', undefined, ['d'])
      .getOne());
  if (!duty) throw new Refusal({ code: 'not-found' });
  return duty;
}

/** An entry of the person's that takes part, with what it owes. */
export interface OwnDuty extends Standing {
  cycleId: string;
  title: string;
  number: string;
  excuseReason: string;
}

export function listOwnDuties(em: EntityManager, organisationIds: readonly string[], now: Date): Promise<OwnDuty[]> {
  return em.query(
    `WITH own AS (
       SELECT s.id, s.cycle_id, s.title, s.register_number, d.excuse_reason
         FROM cross_review_duty d JOIN submission s ON s.id = d.submission_id AND s.state = 'admitted'
         JOIN cycle c ON c.id = s.cycle_id AND c.state = 'announced'
        WHERE s.organisation_id = ANY($1))
     SELECT own.cycle_id AS "cycleId", own.title, own.register_number AS number, own.excuse_reason AS "excuseReason",
            x.submission_id AS "submissionId", x.needed, x.submitted, x.excused, x.exempt, x.dropped
       FROM (SELECT DISTINCT cycle_id FROM own) c CROSS JOIN LATERAL cross_review_standing(c.cycle_id, $2) x
       JOIN own ON own.id = x.submission_id ORDER BY own.register_number, own.id`,
    [[...organisationIds], now],
  );
}

/** One line of the own list: the entry's title as the rules let it be read. */
export interface OwnReview {
  id: string;
  reviewerId: string;
  title: string;
  number: string;
  nomination: string;
  state: CrossReviewState;
  begun: boolean;
  comment: string;
  submittedAt: Date | null;
}

export async function listOwnReviews(
  em: EntityManager,
  reviewerIds: readonly string[],
  blindOf: (cycleId: string) => JudgingRules['blind'],
): Promise<OwnReview[]> {
  interface Row extends OwnReview {
    cycleId: string;
    organisation: Record<string, string>;
    people: string[];
  }
  const rows: Row[] = await em.query(
    `SELECT v.id, v.reviewer_id AS "reviewerId", r.title, s.register_number AS number, n.title AS nomination, v.state,
            v.comment <> '' OR v.grades <> '{}' AS begun, v.comment, v.submitted_at AS "submittedAt",
            s.cycle_id AS "cycleId", r.organisation, ${peopleOf} AS people
       FROM cross_review v JOIN submission s ON s.id = v.submission_id AND s.state = 'admitted'
       JOIN submission_revision r ON r.id = v.revision_id JOIN nomination n ON n.id = s.nomination_id
      WHERE v.reviewer_id = ANY($1) AND v.state <> 'conflicted' ORDER BY v.position, v.id`,
    [[...reviewerIds]],
  );
  return rows.map(({ cycleId, organisation, people, title, ...row }) => ({
    ...row,
    title: masked(title, secretsOf(organisation, blindOf(cycleId), { people })),
  }));
}

/** Who dropped out and was not told since the close. */
export async function listUntold(em: EntityManager, now: Date): Promise<{ cycleId: string; submissionId: string }[]> {
  return em.query(
    `SELECT c.id AS "cycleId", x.submission_id AS "submissionId"
       FROM stage g JOIN cycle c ON c.id = g.cycle_id AND c.state = 'announced'
       CROSS JOIN LATERAL cross_review_standing(c.id, $1) x
       JOIN cross_review_duty d ON d.submission_id = x.submission_id
      WHERE g.kind = 'cross-review' AND g.closes_at <= $1 AND x.dropped AND (d.told_at IS NULL OR d.told_at < g.closes_at)
      ORDER BY d.id`,
    [now],
  );
}
