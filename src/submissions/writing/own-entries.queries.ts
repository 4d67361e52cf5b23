import { In, type EntityManager } from 'typeorm';
import { hasUnsent } from '../../domain/submissions/submission-revision.js';
import { Submission } from '../entries/submission.entity.js';
import { getWorkingCopy } from './shown.queries.js';
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

type FactsRow = Omit<OwnFacts, 'hasUnsent' | 'intake'> & {
  opensAt: Date | null;
  closesAt: Date | null;
  /** Nothing is unsent where this is false; where it is true, the texts are compared. */
  mayDiffer: boolean;
};

export async function listOwnFacts(
  em: EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, OwnFacts>> {
  const rows = await em.query<FactsRow[]>(
    `SELECT s.id, i.opens_at AS "opensAt", ${intakeClosesAtSql('i', 's')} AS "closesAt",
            r.id IS NOT NULL AND (
              d.submission_id IS NOT NULL
              OR (SELECT array_agg(jsonb_build_array(a.id, a.caption) ORDER BY a.id) FROM attachment a
                   WHERE a.submission_id = s.id AND a.removed_at IS NULL)
                 IS DISTINCT FROM
                 (SELECT array_agg(jsonb_build_array((f.file->>'id')::uuid, coalesce(f.file->>'caption', ''))
                                   ORDER BY (f.file->>'id')::uuid)
                    FROM jsonb_each(r.answers) AS v CROSS JOIN jsonb_array_elements(
                      CASE jsonb_typeof(v.value) WHEN 'array' THEN v.value ELSE '[]' END) AS f (file)
                   WHERE jsonb_typeof(f.file) = 'object' AND f.file ? 'sha256' AND f.file ? 'mediaType')
              OR EXISTS (SELECT 1 FROM attachment a WHERE a.submission_id = s.id AND a.removed_at IS NULL AND a.position IS NOT NULL)
            ) AS "mayDiffer",
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
  const unsent = await unsentAmong(
    em,
    rows.filter(({ mayDiffer }) => mayDiffer).map(({ id }) => id),
  );
  return new Map(
    rows.map(({ opensAt, closesAt, mayDiffer: _cheap, ...facts }) => [
      facts.id,
      {
        ...facts,
        hasUnsent: unsent.has(facts.id),
        intake: opensAt && closesAt ? { kind: 'intake', opensAt, closesAt } : null,
      },
    ]),
  );
}

/** Of entries that may have something unsent those that have, by the rule that their own pages go by. */
async function unsentAmong(em: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const entries = await em.findBy(Submission, { id: In([...ids]) });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const { answers, revision } = await getWorkingCopy(em, entry);
      return hasUnsent(revision?.answers ?? null, answers) ? entry.id : null;
    }),
  );
  return new Set(found.filter((id) => id !== null));
}
