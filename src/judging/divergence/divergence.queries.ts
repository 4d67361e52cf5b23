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

/** The entry of the submitted sheet that a message tells of, where no planned sheet of it is missing any more and it is still in. */
export async function findFullyJudged(em: EntityManager, messageId: string, now: Date): Promise<JudgedEntry | null> {
  const [row] = await em.query<JudgedEntry[]>(
    `SELECT s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", n.code AS nomination,
            s.region_code AS "regionCode", s.register_number AS "registerNumber", s.submitted_at AS "submittedAt"
       FROM outbox_message m
       JOIN evaluation v ON v.id = (m.payload->>'evaluationId')::uuid AND v.state = 'submitted'
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted' JOIN nomination n ON n.id = s.nomination_id
      WHERE m.id = $1 AND NOT is_dropped_out(s.id, $2) AND NOT EXISTS (
            SELECT 1 FROM assignment o LEFT JOIN evaluation w ON w.assignment_id = o.id
             WHERE o.submission_id = s.id AND o.state = 'active' AND o.kind = 'planned' AND w.state IS DISTINCT FROM 'submitted')`,
    [messageId, now],
  );
  return row ?? null;
}

/** An admitted entry that has not dropped out by the instant. */
export async function findAdmittedEntry(
  em: EntityManager,
  submissionId: string,
  now: Date,
): Promise<JudgedEntry | null> {
  const [row] = await em.query<JudgedEntry[]>(
    `SELECT s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", n.code AS nomination,
            s.region_code AS "regionCode", s.register_number AS "registerNumber", s.submitted_at AS "submittedAt"
       FROM submission s JOIN nomination n ON n.id = s.nomination_id WHERE s.id = $1 AND s.state = 'admitted'
        AND NOT is_dropped_out(s.id, $2)`,
    [submissionId, now],
  );
  return row ?? null;
}

/** The sheets of an entry that are assigned now, and how many of them are not handed in. */
export async function sheetsOfEntry(
  em: EntityManager,
  submissionId: string,
): Promise<{ sheets: RankedSheet[]; missing: number }> {
  const rows = await em.query<
    { entryId: string; expertId: string; kind: string; state: string | null; scores: Record<string, string> | null }[]
  >(
    `SELECT a.submission_id AS "entryId", a.expert_id AS "expertId", a.kind, v.state, v.scores
       FROM assignment a LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE a.submission_id = $1 AND a.state = 'active' ORDER BY a.expert_id`,
    [submissionId],
  );
  const sheets = rows
    .filter(({ state }) => state === 'submitted')
    .map(({ entryId, expertId, scores, kind }) => ({
      entryId,
      expertId,
      scores: scores ?? {},
      ...(kind === 'extra' && { extra: true }),
    }));
  return { sheets, missing: rows.filter(({ kind, state }) => kind === 'planned' && state !== 'submitted').length };
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
      WHERE s.cycle_id = $1 AND d.state <> 'gone' AND s.id NOT IN (SELECT entries_hidden_from($3::uuid))
        AND s.id NOT IN (SELECT entries_dropped_out($1, $4))
      ORDER BY d.state DESC, d.found_at DESC, d.id LIMIT $2`,
    [cycleId, limit, userId, now],
  );
}
