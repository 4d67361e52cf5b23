import type { EntityManager } from 'typeorm';
import { intakeClosesAtSql } from '../../cycles/extensions/extensions.queries.js';
import type { StageWindow } from '../../domain/cycles/stage.js';

/** What decides how an entry stands for its own people, beside its row. */
export interface OwnFacts {
  id: string;
  intake: StageWindow | null;
  /** Something was typed or attached after the revision in force, and differs from it. */
  hasUnsent: boolean;
  /** Whether the cycle's results are out, and what they name the entry. */
  isPublished: boolean;
  outcomes: string[];
}

export async function listOwnFacts(
  em: EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, OwnFacts>> {
  const rows = await em.query<(OwnFacts & { opensAt: Date | null; closesAt: Date | null })[]>(
    `SELECT s.id, i.opens_at AS "opensAt", ${intakeClosesAtSql('i', 's')} AS "closesAt",
            r.id IS NOT NULL AND (
              coalesce(d.answers <> r.answers - ARRAY(SELECT f->>'field' FROM jsonb_array_elements(r.files) f), false)
              OR (SELECT array_agg(a.field || f.sha256 ORDER BY a.field, f.sha256) FROM attachment a
                    JOIN stored_file f ON f.id = a.file_id WHERE a.submission_id = s.id AND a.removed_at IS NULL)
                 IS DISTINCT FROM
                 (SELECT array_agg(f.field || f.sha256 ORDER BY f.field, f.sha256)
                    FROM jsonb_to_recordset(r.files) AS f (field text, sha256 text))
            ) AS "hasUnsent",
            p.id IS NOT NULL AS "isPublished",
            ARRAY(SELECT c.outcome FROM certificate c WHERE c.publication_id = p.id AND c.submission_id = s.id
                   ORDER BY c.outcome) AS outcomes
       FROM submission s
       LEFT JOIN submission_revision r ON r.id = s.revision_id
       LEFT JOIN submission_draft d ON d.submission_id = s.id
       LEFT JOIN stage i ON i.cycle_id = s.cycle_id AND i.kind = 'intake'
       LEFT JOIN LATERAL (SELECT id FROM publication WHERE cycle_id = s.cycle_id AND publish_at <= $2
                           ORDER BY number DESC LIMIT 1) p ON true
      WHERE s.id = ANY ($1)`,
    [ids, now],
  );
  return new Map(
    rows.map(({ opensAt, closesAt, ...facts }) => [
      facts.id,
      { ...facts, intake: opensAt && closesAt ? { kind: 'intake', opensAt, closesAt } : null },
    ]),
  );
}
