import type { EntityManager } from 'typeorm';
import type { Answers } from '../../domain/cycles/form.js';
import type { RowChange } from '../../platform/database/row-change.js';

interface Answered {
  id: string;
  revisionId: string | null;
}

/**
 * The working copy of an entry's answers, without its files: what was typed since the revision in force, otherwise that
 * revision's answers.
 */
export async function getAnswers(em: EntityManager, { id, revisionId }: Answered): Promise<Answers> {
  const [row] = await em.query<{ draft: Answers | null; answers: Answers | null; files: { field: string }[] | null }[]>(
    `SELECT d.answers AS draft, r.answers, r.files
       FROM (SELECT $1::uuid AS id, $2::uuid AS revision_id) e
       LEFT JOIN submission_draft d ON d.submission_id = e.id
       LEFT JOIN submission_revision r ON r.id = e.revision_id AND d.submission_id IS NULL`,
    [id, revisionId],
  );
  if (row?.draft) return row.draft;
  const files = new Set((row?.files ?? []).map(({ field }) => field));
  return Object.fromEntries(Object.entries(row?.answers ?? {}).filter(([field]) => !files.has(field)));
}

/** The working copy gets these answers. */
export const keepDraft = (id: string, answers: Answers): RowChange => ({
  sql: `INSERT INTO submission_draft (submission_id, answers) VALUES ($1, $2)
        ON CONFLICT (submission_id) DO UPDATE SET answers = excluded.answers`,
  values: [id, JSON.stringify(answers)],
});

/** What was typed is a revision now. */
export const dropDraft = (id: string): RowChange => ({
  sql: 'DELETE FROM submission_draft WHERE submission_id = $1',
  values: [id],
});
