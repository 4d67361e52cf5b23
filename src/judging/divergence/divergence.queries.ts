import type { EntityManager } from 'typeorm';
import type { RankedSheet } from '../../domain/ranking/input.js';
import { Divergence } from './divergence.entity.js';

/** An entry whose sheets are to be compared. */
export interface JudgedEntry {
  id: string;
  cycleId: string;
  nominationId: string;
  nomination: string;
  regionCode: string;
  registerNumber: string;
  submittedAt: Date;
}

const judgedEntry = `s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", n.code AS nomination,
            s.region_code AS "regionCode", s.register_number AS "registerNumber", s.submitted_at AS "submittedAt"`;

/**
 * The admitted entries whose comparison a message may change: that of its sheet or assignment, all of an expert who left, all of a
 * cycle whose rules or sheets were changed. Left out is one that lacks a sheet and of which nothing is said yet.
 */
export function listToCompare(em: EntityManager, messageId: string, now: Date): Promise<JudgedEntry[]> {
  return em.query(
    `WITH touched AS (
       SELECT a.submission_id AS id FROM outbox_message m JOIN evaluation v ON v.id = (m.payload->>'evaluationId')::uuid
         JOIN assignment a ON a.id = v.assignment_id WHERE m.id = $1
       UNION SELECT (m.payload->>'submissionId')::uuid FROM outbox_message m WHERE m.id = $1
       UNION SELECT a.submission_id FROM outbox_message m JOIN assignment a ON a.expert_id = (m.payload->>'expertId')::uuid
        WHERE m.id = $1 AND NOT m.payload ? 'submissionId'
       UNION SELECT x.id FROM outbox_message m JOIN submission x ON x.cycle_id = (m.payload->>'cycleId')::uuid
        WHERE m.id = $1 AND x.state = 'admitted')
     SELECT ${judgedEntry} FROM touched JOIN submission s USING (id) JOIN nomination n ON n.id = s.nomination_id
      WHERE s.state = 'admitted' AND NOT is_dropped_out(s.id, $2)
        AND (EXISTS (SELECT 1 FROM divergence d WHERE d.submission_id = s.id AND d.state <> 'gone') OR NOT EXISTS (
             SELECT 1 FROM assignment o LEFT JOIN evaluation w ON w.assignment_id = o.id
              WHERE o.submission_id = s.id AND o.state = 'active' AND o.kind = 'planned' AND w.state IS DISTINCT FROM 'submitted'))
      ORDER BY s.register_number`,
    [messageId, now],
  );
}

/** An admitted entry that has not dropped out by the instant. */
export async function findAdmittedEntry(
  em: EntityManager,
  submissionId: string,
  now: Date,
): Promise<JudgedEntry | null> {
  const [row] = await em.query<JudgedEntry[]>(
    `SELECT ${judgedEntry} FROM submission s JOIN nomination n ON n.id = s.nomination_id WHERE s.id = $1 AND s.state = 'admitted'
        AND NOT is_dropped_out(s.id, $2)`,
    [submissionId, now],
  );
  return row ?? null;
}

/** The admitted entries of a cycle that have experts and were not touched after the instant, with whether they wait for an extra one. */
export function listJudgedEntries(
  em: EntityManager,
  { cycleId, before, now }: { cycleId: string; before: Date; now: Date },
): Promise<(JudgedEntry & { waits: boolean })[]> {
  return em.query(
    `SELECT ${judgedEntry}, coalesce(d.state <> 'gone', false) AS waits
       FROM submission s JOIN nomination n ON n.id = s.nomination_id LEFT JOIN divergence d ON d.submission_id = s.id
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND s.id NOT IN (SELECT entries_dropped_out($1, $3))
        AND EXISTS (SELECT 1 FROM assignment a WHERE a.submission_id = s.id AND a.state = 'active')
        AND NOT EXISTS (SELECT 1 FROM assignment a LEFT JOIN evaluation v ON v.assignment_id = a.id WHERE a.submission_id = s.id
          AND greatest(a.created_at, a.ended_at, v.saved_at, v.submitted_at) > $2)
      ORDER BY s.register_number`,
    [cycleId, before, now],
  );
}

/** The sheets of an entry that are assigned now, how many of the planned ones are not handed in, and whether an extra expert is asked. */
export interface SheetsToCompare {
  sheets: RankedSheet[];
  missing: number;
  isExtraAsked: boolean;
}

interface AskedSheet {
  entryId: string;
  expertId: string;
  kind: 'planned' | 'extra';
  state: string | null;
  scores: Record<string, string> | null;
}

const askedSheets = (where: string) => `
  SELECT a.submission_id AS "entryId", a.expert_id AS "expertId", a.kind, v.state, v.scores
    FROM assignment a JOIN submission s ON s.id = a.submission_id LEFT JOIN evaluation v ON v.assignment_id = a.id
   WHERE ${where} AND a.state = 'active' ORDER BY a.expert_id`;

export async function sheetsOfEntry(em: EntityManager, submissionId: string): Promise<SheetsToCompare> {
  return toCompare(await em.query(askedSheets('s.id = $1'), [submissionId]));
}

/** The same of every admitted entry of a cycle. */
export async function sheetsOfCycle(em: EntityManager, cycleId: string): Promise<Map<string, SheetsToCompare>> {
  const rows: AskedSheet[] = await em.query(askedSheets(`s.cycle_id = $1 AND s.state = 'admitted'`), [cycleId]);
  const byEntry = new Map<string, AskedSheet[]>();
  for (const row of rows) byEntry.set(row.entryId, [...(byEntry.get(row.entryId) ?? []), row]);
  return new Map([...byEntry].map(([id, own]) => [id, toCompare(own)]));
}

function toCompare(rows: readonly AskedSheet[]): SheetsToCompare {
  return {
    sheets: rows
      .filter(({ state }) => state === 'submitted')
      .map(({ entryId, expertId, scores, kind }) => ({
        entryId,
        expertId,
        scores: scores ?? {},
        ...(kind === 'extra' && { extra: true }),
      })),
    missing: rows.filter(({ kind, state }) => kind === 'planned' && state !== 'submitted').length,
    isExtraAsked: rows.some(({ kind }) => kind === 'extra'),
  };
}

/** Two looks at one entry go one after another. */
export async function lockDivergenceOf(tx: EntityManager, submissionId: string): Promise<Divergence | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 8))', [submissionId]);
  return tx.findOneBy(Divergence, { submissionId });
}

/** Entries whose experts differ, the latest first; those that wait come before those that have their extra expert. Who dropped out waits for nobody. */
export interface DivergenceRow {
  submissionId: string;
  number: string;
  title: string;
  state: 'waiting' | 'assigned';
  criterion: string | null;
  difference: string;
  above: string;
  foundAt: Date;
  expert: string | null;
}

export function listDivergences(
  em: EntityManager,
  { cycleId, userId, limit, now }: { cycleId: string; userId: string | null; limit: number; now: Date },
): Promise<DivergenceRow[]> {
  return em.query(
    `SELECT d.submission_id AS "submissionId", s.register_number AS number, s.title, d.state, c.title AS criterion,
            d.difference, d.above, d.found_at AS "foundAt", u.name AS expert
       FROM divergence d JOIN submission s ON s.id = d.submission_id LEFT JOIN criterion c ON c.id = d.criterion_id
       LEFT JOIN assignment a ON a.id = d.assignment_id LEFT JOIN expert e ON e.id = a.expert_id
       LEFT JOIN user_account u ON u.id = e.user_id
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND d.state <> 'gone' AND s.id NOT IN (SELECT entries_hidden_from($3::uuid))
        AND s.id NOT IN (SELECT entries_dropped_out($1, $4))
      ORDER BY d.state DESC, d.found_at DESC, d.id LIMIT $2`,
    [cycleId, limit, userId, now],
  );
}
