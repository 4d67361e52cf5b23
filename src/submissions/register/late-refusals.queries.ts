import type { EntityManager } from 'typeorm';
import type { LateRefusal } from './late-refusal.entity.js';

/** Keeps the first of those that came late for a close; true where it was the first. */
export async function keepLateRefusal(
  tx: EntityManager,
  late: Omit<LateRefusal, 'nomination' | 'organisation' | 'submission' | 'user'>,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }[]>(
    `INSERT INTO late_refusal (id, cycle_id, nomination_id, organisation_id, submission_id, user_id, arrived_at, closes_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [
      late.id,
      late.cycleId,
      late.nominationId,
      late.organisationId,
      late.submissionId,
      late.userId,
      late.arrivedAt,
      late.closesAt,
    ],
  );
  return rows.length > 0;
}

/** What came late in a cycle, as the register tells of it: whose and when, nothing of what it says. */
export interface LateRow {
  id: string;
  submissionId: string | null;
  registerNumber: string | null;
  nomination: string;
  organisation: string;
  regionCode: string;
  arrivedAt: Date;
  closesAt: Date;
  /** When the entry was submitted after all; null where it was not. */
  submittedAt: Date | null;
}

interface LateAsked {
  cycleId: string;
  nominationId?: string | undefined;
  at: Date;
  readerId: string | null;
}

/** In the order in which they came, up to an instant, without those that the reader must not meet. */
export function listLate(em: EntityManager, { cycleId, nominationId, at, readerId }: LateAsked): Promise<LateRow[]> {
  return em.query(
    `SELECT l.id, l.submission_id AS "submissionId", s.register_number AS "registerNumber", n.title AS nomination,
            o.name AS organisation, coalesce(s.region_code, o.region_code) AS "regionCode", l.arrived_at AS "arrivedAt",
            l.closes_at AS "closesAt",
            (SELECT min(r.submitted_at) FROM submission_revision r
              WHERE r.submission_id = s.id AND r.submitted_at > l.arrived_at AND r.submitted_at <= $2) AS "submittedAt"
       FROM late_refusal l JOIN nomination n ON n.id = l.nomination_id JOIN organisation o ON o.id = l.organisation_id
       LEFT JOIN submission s ON s.id = l.submission_id
      WHERE l.cycle_id = $1 AND l.arrived_at <= $2 AND ($4::uuid IS NULL OR l.nomination_id = $4)
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = $3 AND m.organisation_id = l.organisation_id)
        AND (l.submission_id IS NULL OR l.submission_id NOT IN (SELECT entries_hidden_from($3::uuid)))
      ORDER BY l.arrived_at, l.id`,
    [cycleId, at, readerId, nominationId ?? null],
  );
}
