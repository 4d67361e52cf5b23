import type { EntityManager } from 'typeorm';
import type { Answers } from '../../domain/cycles/form.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { all, statementOf } from '../../platform/database/condition.js';
import type { Visibility } from '../entries/submission.policy.js';

/** A received entry with the revision that was in force at an instant, and what was recorded of it until then. */
export interface DatedRow {
  number: string;
  nominationId: string;
  revision: number;
  title: string;
  answers: Answers;
  formVersionId: string;
  organisation: { name: string; regionName: string };
  submittedAt: Date;
  firstSubmittedAt: Date;
  state: SubmissionState | null;
  reason: string | null;
  dueAt: string | null;
  nowState: SubmissionState;
  nowReason: string;
  screenedAt: Date | null;
  withdrawnAt: Date | null;
}

/** How many came for the first time after an instant. */
export async function countSince(
  em: EntityManager,
  visibility: Visibility,
  { cycleId, nominationId, at, until }: { cycleId: string; nominationId?: string | undefined; at: Date; until: Date },
): Promise<number> {
  const { text, values } = statementOf(
    ($) => `SELECT count(*)::int AS n FROM submission s
             WHERE ${all([
               visibility,
               (place) => `s.cycle_id = ${place(cycleId)} AND s.first_submitted_at > ${place(at)}::timestamptz`,
               (place) => `s.first_submitted_at <= ${place(until)}::timestamptz`,
               nominationId !== undefined && ((place) => `s.nomination_id = ${place(nominationId)}`),
             ])($)}`,
  );
  const [row] = await em.query<{ n: number }[]>(text, values);
  return row!.n;
}

/** What was submitted by an instant, in the order of its arrival. The last record of each column counts. */
export function listAt(
  em: EntityManager,
  visibility: Visibility,
  { cycleId, nominationId, at }: { cycleId: string; nominationId?: string | undefined; at: Date },
): Promise<DatedRow[]> {
  const { text, values } = statementOf(
    ($) => `
      SELECT s.register_number AS number, s.nomination_id AS "nominationId", r.number AS revision, r.title, r.answers,
             r.form_version_id AS "formVersionId", r.organisation, r.submitted_at AS "submittedAt",
             s.first_submitted_at AS "firstSubmittedAt", told.said->>'state' AS state, told.said->>'reason' AS reason,
             told.said->>'dueAt' AS "dueAt", s.state AS "nowState", s.reason AS "nowReason",
             s.screened_at AS "screenedAt", s.withdrawn_at AS "withdrawnAt"
        FROM submission s
        JOIN LATERAL (SELECT * FROM submission_revision v
                       WHERE v.submission_id = s.id AND v.submitted_at <= ${$(at)}::timestamptz
                       ORDER BY v.number DESC LIMIT 1) r ON true
        LEFT JOIN LATERAL (SELECT jsonb_object_agg(e.key, e.value ORDER BY a.at, a.id) AS said
                             FROM audit_record a CROSS JOIN jsonb_each(a.after) AS e
                            WHERE a.subject_type = 'submission' AND a.subject_id = s.id::text AND a.at <= ${$(at)}::timestamptz
                              AND jsonb_typeof(a.after) = 'object' AND e.key IN ('state', 'reason', 'dueAt')) told ON true
       WHERE ${all([
         visibility,
         (place) => `s.cycle_id = ${place(cycleId)} AND s.first_submitted_at <= ${place(at)}::timestamptz`,
         nominationId !== undefined && ((place) => `s.nomination_id = ${place(nominationId)}`),
       ])($)}
       ORDER BY s.first_submitted_at, s.id`,
  );
  return em.query<DatedRow[]>(text, values);
}
