import type { EntityManager } from 'typeorm';
import type { Outcome } from '../../domain/cycles/outcome.js';
import type { UnrankedRow } from '../../domain/ranking/rank-entries.js';
import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import type { Standing } from '../rankings/rankings.queries.js';
import type { Answers } from '../../domain/cycles/form.js';
import { findCurrentForm } from '../../cycles/forms/forms.queries.js';

/** The answers of an entry's revision in force. */
export async function getAnswers(em: EntityManager, entryId: string): Promise<Answers> {
  const [row]: { answers: Answers }[] = await em.query(
    'SELECT r.answers FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.id = $1',
    [entryId],
  );
  return row?.answers ?? {};
}

/** How far the sheets of each nomination are; those of entries that dropped out of the cross-review are not awaited. */
export interface SheetCount {
  nominationId: string;
  entries: number;
  assigned: number;
  submitted: number;
}

export function countSheets(em: EntityManager, cycleId: string, now: Date): Promise<SheetCount[]> {
  return em.query(
    `SELECT n.id AS "nominationId", count(DISTINCT s.id)::int AS entries, count(a.id)::int AS assigned,
            count(e.id) FILTER (WHERE e.state = 'submitted')::int AS submitted
       FROM nomination n
       LEFT JOIN submission s ON s.nomination_id = n.id AND s.state = 'admitted'
       LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
             AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2))
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE n.cycle_id = $1 GROUP BY n.id`,
    [cycleId, now],
  );
}

/** The same of one nomination: only the sheets that are awaited. */
export async function countAwaited(
  em: EntityManager,
  { cycleId, id }: { cycleId: string; id: string },
  now: Date,
): Promise<number> {
  const [row] = await em.query<{ n: number }[]>(
    `SELECT count(a.id)::int AS n
       FROM submission s JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
      WHERE s.nomination_id = $2 AND s.state = 'admitted' AND s.id NOT IN (SELECT entries_dropped_out($1, $3))`,
    [cycleId, id, now],
  );
  return row!.n;
}

/** A row of a ranking as its page shows it. */
export interface ShownRow extends EntryCard {
  standing: Standing | UnrankedRow;
  /** Sheets that are awaited; null where the entry is no longer in. */
  assigned: number | null;
  /** What the entry holds. */
  outcomes: Outcome[];
}

/** Rows of a ranking at their positions, each with what a page shows beside it: in one statement for all of them. */
export function listShownRows(em: EntityManager, rankingId: string, positions: readonly number[]): Promise<ShownRow[]> {
  return em.query(
    `SELECT w.standing, r.title, r.organisation->>'name' AS organisation,
            coalesce(r.organisation->>'regionName', s.region_code) AS region,
            CASE WHEN is_ranked(s.id, s.state)
              THEN (SELECT count(*)::int FROM assignment a WHERE a.submission_id = s.id AND a.state = 'active') END AS assigned,
            ARRAY(SELECT a.outcome FROM award a WHERE a.submission_id = s.id) AS outcomes
       FROM ranking_row w JOIN submission s ON s.id = w.entry_id JOIN submission_revision r ON r.id = s.revision_id
      WHERE w.ranking_id = $1 AND w.position = ANY($2::int[]) ORDER BY w.position`,
    [rankingId, positions],
  );
}

/** Sheets awaited of each admitted entry of a nomination. */
export async function countAssigned(em: EntityManager, nominationId: string): Promise<Map<string, number>> {
  const rows: { id: string; n: number }[] = await em.query(
    `SELECT s.id, count(a.id)::int AS n FROM submission s
       LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
      WHERE s.nomination_id = $1 AND is_ranked(s.id, s.state) GROUP BY s.id`,
    [nominationId],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** What the fields of a nomination's form are called, by id: facts are named by them. */
export async function listFieldTitles(em: EntityManager, nominationId: string): Promise<Map<string, string>> {
  const form = await findCurrentForm(em, nominationId);
  return new Map((form?.fields ?? []).map(({ id, label }) => [id, label.ru]));
}
