import { In, type EntityManager } from 'typeorm';
import { findRules } from '../cycles/editions/editions.queries.js';
import { judgingRulesFrom, type ConsentText, type JudgingRules } from '../domain/cycles/judging-rules.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { isId, tokenHash } from '../platform/ids.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { Conflict } from './conflict.entity.js';
import { ExpertConsent } from './expert-consent.entity.js';
import { ExpertPreference } from './expert-preference.entity.js';
import { Expert } from './expert.entity.js';

export function listExperts(em: EntityManager, cycleId: string): Promise<Expert[]> {
  return em.find(Expert, { where: { cycleId }, relations: { user: true }, order: { invitedAt: 'ASC', id: 'ASC' } });
}

export async function getExpert(em: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await em.findOne(Expert, { where: { id }, relations: { user: true, cycle: true } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** The same with the row locked until the end of the transaction. */
export async function lockExpert(tx: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await tx.findOne(Expert, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** The expert whom the link of an invitation names. Refuses an unknown or answered link with `link-expired`. */
export async function findInvited(em: EntityManager, token: string): Promise<Expert> {
  const expert = await em.findOne(Expert, {
    where: { tokenHash: tokenHash(token), state: In(['invited', 'lapsed']) },
    relations: { user: true, cycle: true },
  });
  if (!expert) throw new Refusal({ code: 'link-expired' });
  return expert;
}

/** What the expert would like to judge (1), or rather not (-1), by entry. */
export async function listPreferences(em: EntityManager, expertId: string): Promise<Map<string, number>> {
  const rows = await em.findBy(ExpertPreference, { expertId });
  return new Map(rows.map(({ submissionId, preference }) => [submissionId, preference]));
}

export function listConsents(em: EntityManager, expertId: string): Promise<ExpertConsent[]> {
  return em.find(ExpertConsent, { where: { expertId }, order: { givenAt: 'ASC' } });
}

/** The people of the latest jury before the year, with how they did. */
export interface EarlierExpert {
  id: string;
  userId: string;
  year: number;
  name: string;
  email: string;
  state: Expert['state'];
  employer: string;
  capacity: number;
  assigned: number;
  submitted: number;
}

export function listEarlierJury(
  em: EntityManager,
  { year, now }: { year: number; now: Date },
): Promise<EarlierExpert[]> {
  return em.query(
    `SELECT x.id, u.id AS "userId", c.year, u.name, u.email, x.state, x.employer, x.capacity, count(a.id)::int AS assigned,
            count(v.id) FILTER (WHERE v.state = 'submitted')::int AS submitted
       FROM expert x JOIN cycle c ON c.id = x.cycle_id JOIN user_account u ON u.id = x.user_id AND u.deactivated_at IS NULL
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active' AND NOT is_dropped_out(a.submission_id, $2)
       LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE c.year = (SELECT max(p.year) FROM cycle p JOIN expert e ON e.cycle_id = p.id
                       WHERE p.year < $1 AND p.state IN ('announced', 'completed'))
        AND c.state <> 'cancelled' AND x.state <> 'removed'
      GROUP BY x.id, u.id, c.year ORDER BY u.name, x.id`,
    [year, now],
  );
}

export async function listKnownSpheres(em: EntityManager): Promise<string[]> {
  const rows: { sphere: string }[] = await em.query(
    `SELECT DISTINCT unnest(n.spheres) AS sphere FROM nomination n JOIN cycle c ON c.id = n.cycle_id
      WHERE c.state = 'announced' ORDER BY 1 LIMIT 60`,
  );
  return rows.map(({ sphere }) => sphere);
}

/** The texts of the regulation in force that the expert has not signed in their present version. */
export async function missingConsents(
  em: EntityManager,
  { id, cycleId }: Pick<Expert, 'id' | 'cycleId'>,
  rules?: JudgingRules,
): Promise<ConsentText[]> {
  const { consents } = rules ?? judgingRulesFrom((await findRules(em, cycleId))?.judgingRules);
  if (consents.length === 0) return [];
  const signed = await em.findBy(ExpertConsent, { expertId: id });
  return consents.filter(
    ({ kind, version }) => !signed.some((each) => each.kind === kind && each.consentVersion === version),
  );
}

/** The person's own places on juries, the latest year first. */
export function listExpertsOfUser(em: EntityManager, userId: string): Promise<Expert[]> {
  return em.find(Expert, {
    where: { userId, state: In(['invited', 'lapsed', 'accepted']) },
    relations: { cycle: true },
    order: { cycle: { year: 'DESC' } },
  });
}

export function listConflicts(em: EntityManager, cycleId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expert: { cycleId } } });
}

export function listConflictsOfExpert(em: EntityManager, expertId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expertId } });
}

/** Entries that experts judge: admitted ones, in the order of their register numbers. */
export function listAdmitted(em: EntityManager, cycleId: string): Promise<Submission[]> {
  return em.find(Submission, {
    where: { cycleId, state: 'admitted' },
    relations: { nomination: true, organisation: true },
    order: { registerNumber: 'ASC' },
  });
}

export function listAssignments(em: EntityManager, cycleId: string): Promise<Assignment[]> {
  return em.find(Assignment, { where: { expert: { cycleId } } });
}

export async function lockPlan(tx: EntityManager, id: string): Promise<AssignmentPlan> {
  const plan = isId(id)
    ? await tx.findOne(AssignmentPlan, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!plan) throw new Refusal({ code: 'not-found' });
  return plan;
}

/** How far each accepted expert is: sheets submitted of those assigned; entries that dropped out by the instant are neither. */
export function listCompletion(
  em: EntityManager,
  cycleId: string,
  now: Date,
): Promise<
  { expertId: string; name: string; email: string; assigned: number; submitted: number; lastAt: Date | null }[]
> {
  return em.query(
    `SELECT x.id AS "expertId", u.name, u.email, count(a.id)::int AS assigned,
            count(e.id) FILTER (WHERE e.state = 'submitted')::int AS submitted, max(e.saved_at) AS "lastAt"
       FROM expert x
       JOIN user_account u ON u.id = x.user_id
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
             AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2))
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE x.cycle_id = $1 AND x.state = 'accepted'
      GROUP BY x.id, u.name, u.email
      ORDER BY count(a.id) - count(e.id) FILTER (WHERE e.state = 'submitted') DESC, u.name`,
    [cycleId, now],
  );
}

export function countAdmitted(em: EntityManager, cycleId: string): Promise<number> {
  return em.countBy(Submission, { cycleId, state: 'admitted' });
}

/** How many entries each expert of the cycle must not meet by declaration. */
export async function countConflicts(em: EntityManager, cycleId: string): Promise<Map<string, number>> {
  const rows: { id: string; count: number }[] = await em.query(
    `SELECT c.expert_id AS id, count(DISTINCT c.submission_id)::int AS count
       FROM conflict c JOIN expert x ON x.id = c.expert_id WHERE x.cycle_id = $1 GROUP BY c.expert_id`,
    [cycleId],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Entries that the expert has, and those of them not handed in; who dropped out by the instant is not among them. */
export async function countHeld(
  em: EntityManager,
  expertId: string,
  now: Date,
): Promise<{ held: number; left: number }> {
  const [row] = await em.query<{ held: number; left: number }[]>(
    `SELECT count(*)::int AS held, count(*) FILTER (WHERE v.state IS DISTINCT FROM 'submitted')::int AS left
       FROM assignment a LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE a.expert_id = $1 AND a.state = 'active' AND NOT is_dropped_out(a.submission_id, $2)`,
    [expertId, now],
  );
  return row!;
}
