import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { FactEntry, FactExpert, PlanFacts, StandingPair } from '../../domain/assignment/plans/pose-problem.js';
import type { AssignedPair } from '../../domain/assignment/problem/problem.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import type { ConflictPair } from '../../domain/judging/conflict-sources.js';
import { keptIds } from '../assignment/regional-gate.queries.js';

/** An entry with the names by which people know it. */
export interface NamedEntry extends FactEntry {
  number: string;
  title: string;
}

export interface NamedExpert extends FactExpert {
  name: string;
  email: string;
}

/** Everything that decides a plan of the cycle, in a fixed order. */
export interface CycleFacts extends PlanFacts {
  entries: NamedEntry[];
  experts: NamedExpert[];
  /** Pairs that the plan in force keeps apart: a later plan does too, unless somebody frees them in it. */
  excluded: AssignedPair[];
}

/** Reads what decides a plan; the same facts give the same lists. */
export async function loadPlanFacts(em: EntityManager, cycleId: string, now: Date): Promise<CycleFacts> {
  const edition = await getEdition(em, cycleId);
  const { assignment, conflicts } = judgingRulesFrom(edition.judgingRules);
  const kept = await keptIds(em, cycleId);
  return {
    entries: (await listPlanEntries(em, cycleId, now)).filter(({ id }) => !kept.has(id)),
    experts: await listPlanExperts(em, cycleId),
    conflicts: await listPlanConflicts(em, cycleId, conflicts.region),
    wishes: await em.query(
      `SELECT w.submission_id AS "entryId", w.expert_id AS "expertId", w.preference
         FROM expert_preference w JOIN expert e ON e.id = w.expert_id WHERE e.cycle_id = $1 ORDER BY w.id`,
      [cycleId],
    ),
    standing: await listStanding(em, cycleId, now),
    ended: await listEnded(em, cycleId),
    excluded: await listExcluded(em, cycleId),
    reviewsPerEntry: edition.reviewsPerEntry,
    regionIsConflict: conflicts.region,
    rules: assignment,
  };
}

/** The pairs locked out by the plan that was published last, which carries on those before it; not those in force all the same. */
export async function listExcluded(em: EntityManager, cycleId: string): Promise<AssignedPair[]> {
  return em.query<AssignedPair[]>(
    `SELECT f.pair->>0 AS "entryId", f.pair->>1 AS "expertId"
       FROM (SELECT forbidden FROM assignment_plan WHERE cycle_id = $1 AND state = 'published'
              ORDER BY published_at DESC, id DESC LIMIT 1) p
      CROSS JOIN jsonb_array_elements(p.forbidden) WITH ORDINALITY AS f (pair, n)
      WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.state = 'active' AND a.submission_id::text = f.pair->>0
                           AND a.expert_id::text = f.pair->>1)
      ORDER BY f.n`,
    [cycleId],
  );
}

/** Admitted entries; who dropped out of the cross-review is given to nobody any more. */
function listPlanEntries(em: EntityManager, cycleId: string, now: Date): Promise<NamedEntry[]> {
  return em.query(
    `SELECT s.id, s.register_number AS number, s.title, s.nomination_id AS "nominationId", s.region_code AS "regionCode",
            s.organisation_id AS "organisationId", n.spheres
       FROM submission s JOIN nomination n ON n.id = s.nomination_id
      WHERE s.cycle_id = $1 AND s.state = 'admitted'
        AND s.id NOT IN (SELECT entries_dropped_out($1, $2))
      ORDER BY s.id`,
    [cycleId, now],
  );
}

/** Ids of the entries that a plan of these nominations, or of all where none is named, is about. */
export async function listPlannable(
  em: EntityManager,
  { cycleId, nominationIds }: { cycleId: string; nominationIds: readonly string[] },
  now: Date,
): Promise<Set<string>> {
  const admitted: { id: string }[] = await em.query(
    `SELECT id FROM submission WHERE cycle_id = $1 AND state = 'admitted'
        AND (cardinality($2::text[]) = 0 OR nomination_id::text = ANY($2))
        AND id NOT IN (SELECT entries_dropped_out($1, $3))`,
    [cycleId, nominationIds, now],
  );
  const kept = await keptIds(em, cycleId);
  return new Set(admitted.map(({ id }) => id).filter((id) => !kept.has(id)));
}

/** Those who may take entries, and those who left with sheets handed in. */
function listPlanExperts(em: EntityManager, cycleId: string): Promise<NamedExpert[]> {
  return em.query(
    `SELECT e.id, u.name, u.email, coalesce(e.region_code, p.region_code) AS "regionCode",
            e.organisation_id AS "organisationId", e.capacity, e.panels, coalesce(p.spheres, '{}') AS spheres,
            e.state = 'accepted' AND e.place = 'main' AS "isOpen"
       FROM expert e JOIN user_account u ON u.id = e.user_id LEFT JOIN expert_profile p ON p.user_id = e.user_id
      WHERE e.cycle_id = $1
        AND (e.state = 'accepted' AND e.place = 'main'
             OR EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = e.id AND a.state = 'active'))
      ORDER BY e.id`,
    [cycleId],
  );
}

/**
 * Who worked on an entry does not judge it. Suspected ones keep a pair apart like confirmed ones. Those that region and organisation tell by themselves are not read:
 * they are hundreds of thousands, and whoever poses the problem finds them.
 */
function listPlanConflicts(em: EntityManager, cycleId: string, regionIsConflict: boolean): Promise<ConflictPair[]> {
  return em.query(
    `SELECT c.expert_id AS "expertId", c.submission_id AS "submissionId", c.source
       FROM conflict c JOIN expert e ON e.id = c.expert_id LEFT JOIN expert_profile p ON p.user_id = e.user_id
       JOIN submission s ON s.id = c.submission_id AND s.state = 'admitted'
      WHERE e.cycle_id = $1 AND c.state <> 'dismissed'
        AND (c.source NOT IN ('same-region', 'same-organisation')
             OR NOT ($2 AND coalesce(coalesce(e.region_code, p.region_code) = s.region_code, false)
                     OR coalesce(e.organisation_id = s.organisation_id, false)))
     UNION
     SELECT e.id, w.submission_id, 'related' FROM expert e
       JOIN submission_collaborator w ON w.user_id = e.user_id JOIN submission s ON s.id = w.submission_id AND s.state = 'admitted'
      WHERE e.cycle_id = $1
      ORDER BY 2, 1, 3`,
    [cycleId, regionIsConflict],
  );
}

/** Assignments in force with what was done on each; of entries that dropped out none is in force for a plan. */
export function listStanding(em: EntityManager, cycleId: string, now: Date): Promise<StandingPair[]> {
  return em.query(
    `SELECT a.submission_id AS "entryId", a.expert_id AS "expertId", a.kind,
            CASE WHEN v.state IN ('submitted', 'set-aside') THEN 'submitted'
                 WHEN v.id IS NOT NULL THEN 'begun' ELSE 'none' END AS work
       FROM assignment a JOIN expert e ON e.id = a.expert_id
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
       LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE e.cycle_id = $1 AND a.state = 'active' AND s.id NOT IN (SELECT entries_dropped_out($1, $2))
      ORDER BY a.submission_id, a.expert_id`,
    [cycleId, now],
  );
}

/** Pairs that were assigned once and ended. */
export function listEnded(em: EntityManager, cycleId: string): Promise<AssignedPair[]> {
  return em.query(
    `SELECT a.submission_id AS "entryId", a.expert_id AS "expertId" FROM assignment a JOIN expert e ON e.id = a.expert_id
      WHERE e.cycle_id = $1 AND a.state <> 'active' ORDER BY a.submission_id, a.expert_id`,
    [cycleId],
  );
}
