import type { EntityManager } from 'typeorm';
import type { FieldEdits, FieldStamp, PastValue } from '../../domain/submissions/field-edits.js';
import type { RowChange } from '../../platform/database/row-change.js';

/** How these fields of an entry came to be what they are. */
export async function getFieldPasts(
  em: EntityManager,
  submissionId: string,
  fields: readonly string[],
): Promise<{ stamps: FieldStamp[]; past: PastValue[] }> {
  const [stamps, past] = await Promise.all([
    em.query<FieldStamp[]>(
      `SELECT field, version, saved_by_id AS "savedById", saved_window AS "savedWindow", saved_at AS "savedAt"
         FROM submission_field WHERE submission_id = $1 AND field = ANY ($2)`,
      [submissionId, fields],
    ),
    em.query<PastValue[]>(
      'SELECT field, version, value FROM submission_field_past WHERE submission_id = $1 AND field = ANY ($2)',
      [submissionId, fields],
    ),
  ]);
  return { stamps, past };
}

interface Saving {
  submissionId: string;
  edits: FieldEdits;
  version: number;
  userId: string | null;
  window: string;
  now: Date;
}

/** The fields that were saved, with what they replaced of others. */
export function keepFieldEdits({ submissionId, edits, version, userId, window, now }: Saving): RowChange[] {
  const stamped: RowChange = {
    sql: `INSERT INTO submission_field (submission_id, field, version, saved_by_id, saved_window, saved_at)
          SELECT $1::uuid, field, $3::integer, $4::uuid, $5::text, $6::timestamptz FROM unnest($2::text[]) field
          ON CONFLICT (submission_id, field) DO UPDATE SET version = excluded.version, saved_by_id = excluded.saved_by_id,
            saved_window = excluded.saved_window, saved_at = excluded.saved_at`,
    values: [submissionId, Object.keys(edits.changes), version, userId, window, now],
  };
  if (edits.replaced.length === 0) return [stamped];
  // Statements of one change see the rows as they were before it: whose words these were is read from the old stamp.
  const replaced: RowChange = {
    sql: `INSERT INTO submission_field_past (submission_id, field, version, value, saved_by_id, saved_at, replaced_at)
          SELECT $1::uuid, r.field, r.version, coalesce(r.value, 'null'), f.saved_by_id, f.saved_at, $3::timestamptz
            FROM jsonb_to_recordset($2::jsonb) AS r (field text, version integer, value jsonb)
            LEFT JOIN submission_field f ON f.submission_id = $1::uuid AND f.field = r.field
          ON CONFLICT DO NOTHING`,
    values: [submissionId, JSON.stringify(edits.replaced), now],
  };
  return [stamped, replaced];
}
