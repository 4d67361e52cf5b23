import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { AssignmentPlan } from '../assignment/assignment-plan.entity.js';
import { likeText } from '../like-text.js';

/** A plan without its pairs, which may be very many. */
export type PlanHead = Pick<
  AssignmentPlan,
  'id' | 'state' | 'origin' | 'seed' | 'note' | 'summary' | 'report' | 'createdAt' | 'publishedAt' | 'nominationIds'
>;

export function listPlanHeads(em: EntityManager, cycleId: string, limit = 30): Promise<PlanHead[]> {
  return em.find(AssignmentPlan, {
    where: { cycleId },
    order: { createdAt: 'DESC', id: 'DESC' },
    take: limit,
    select: {
      id: true,
      state: true,
      origin: true,
      seed: true,
      note: true,
      summary: true,
      report: true,
      createdAt: true,
      publishedAt: true,
      nominationIds: true,
    },
  });
}

/** A plan of the cycle; of another one it does not exist. */
export async function getPlan(em: EntityManager, cycleId: string, planId: string): Promise<AssignmentPlan> {
  const plan = isId(planId) && isId(cycleId) ? await em.findOneBy(AssignmentPlan, { id: planId, cycleId }) : null;
  if (!plan) throw new Refusal({ code: 'not-found' });
  return plan;
}

/** An entry of a plan with those who judge it. */
export interface PlanEntryRow {
  id: string;
  number: string;
  title: string;
  nomination: string;
  experts: { id: string; name: string }[];
}

export interface PlanEntryFilter {
  planId: string;
  /** Who reads: entries that he or she must not meet are left out. */
  userId: string | null;
  nominationId: string | null;
  /** A part of the number, of the title or of an expert's name. */
  q: string;
  after: string | null;
  limit: number;
}

/** Entries of a plan by number, a page at a time. */
export function listPlanEntries(em: EntityManager, filter: PlanEntryFilter): Promise<PlanEntryRow[]> {
  const { planId, userId, nominationId, q, after, limit } = filter;
  return em.query(
    `WITH pair AS (
       SELECT (x->>0)::uuid AS entry, (x->>1)::uuid AS expert
         FROM assignment_plan p CROSS JOIN LATERAL jsonb_array_elements(p.pairs) x WHERE p.id = $1),
     named AS (
       SELECT pair.entry, e.id, u.name FROM pair JOIN expert e ON e.id = pair.expert JOIN user_account u ON u.id = e.user_id),
     page AS (
       SELECT s.id, s.register_number AS number, s.title, n.title AS nomination
         FROM submission s JOIN nomination n ON n.id = s.nomination_id
        WHERE s.id IN (SELECT entry FROM pair) AND s.id NOT IN (SELECT entries_hidden_from($6::uuid)) AND ($2::uuid IS NULL OR s.nomination_id = $2)
          AND ($3 = '' OR s.register_number ILIKE '%' || $3 || '%' OR s.title ILIKE '%' || $3 || '%'
               OR s.id IN (SELECT entry FROM named WHERE name ILIKE '%' || $3 || '%'))
          AND ($4::text IS NULL OR s.register_number > $4)
        ORDER BY s.register_number LIMIT $5)
     SELECT page.*, json_agg(json_build_object('id', named.id, 'name', named.name) ORDER BY named.name, named.id) AS experts
       FROM page JOIN named ON named.entry = page.id
      GROUP BY page.id, page.number, page.title, page.nomination ORDER BY page.number`,
    [planId, nominationId, likeText(q), after, limit, userId],
  );
}

/** How people call entries and experts. */
export async function namesOf(
  em: EntityManager,
  ids: { entries: Iterable<string>; experts: Iterable<string> },
): Promise<{
  entries: Map<string, { number: string; title: string }>;
  experts: Map<string, { name: string; email: string }>;
}> {
  const entries: { id: string; number: string; title: string }[] = await em.query(
    'SELECT id, register_number AS number, title FROM submission WHERE id = ANY($1::uuid[])',
    [[...new Set(ids.entries)]],
  );
  const experts: { id: string; name: string; email: string }[] = await em.query(
    `SELECT e.id, u.name, u.email FROM expert e JOIN user_account u ON u.id = e.user_id WHERE e.id = ANY($1::uuid[])`,
    [[...new Set(ids.experts)]],
  );
  return {
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    experts: new Map(experts.map((expert) => [expert.id, expert])),
  };
}

/** What a new plan would have to do with the admitted entries, but for those that dropped out or are kept from the experts. */
export async function countToDo(
  em: EntityManager,
  cycleId: string,
  { now, kept }: { now: Date; kept: readonly string[] },
): Promise<{ entries: number; experts: number; short: number }> {
  const [row] = await em.query<{ entries: number; experts: number; short: number }[]>(
    `SELECT (SELECT count(*)::int FROM submission WHERE cycle_id = $1 AND state = 'admitted'
               AND id NOT IN (SELECT entries_dropped_out($1, $2)) AND id <> ALL($3::uuid[])) AS entries,
            (SELECT count(*)::int FROM expert WHERE cycle_id = $1 AND state = 'accepted' AND place = 'main') AS experts,
            (SELECT count(*)::int FROM submission s CROSS JOIN LATERAL (
               SELECT count(*) AS held FROM assignment a JOIN expert e ON e.id = a.expert_id
                 LEFT JOIN evaluation v ON v.assignment_id = a.id
                WHERE a.submission_id = s.id AND a.state = 'active' AND a.kind = 'planned'
                  AND (e.state = 'accepted' OR v.state = 'submitted')) h
              WHERE s.cycle_id = $1 AND s.state = 'admitted' AND s.id <> ALL($3::uuid[])
                AND s.id NOT IN (SELECT entries_dropped_out($1, $2)) AND h.held <
                (SELECT r.reviews_per_entry FROM regulation_edition r WHERE r.cycle_id = $1 ORDER BY r.number DESC LIMIT 1)) AS short`,
    [cycleId, now, kept],
  );
  return row!;
}
