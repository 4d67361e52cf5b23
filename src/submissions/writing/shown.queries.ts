import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import type { Answers } from '../../domain/cycles/form.js';
import { isFile } from '../../domain/submissions/submission-revision.js';
import { getAnswers } from '../entries/answers.queries.js';
import type { Submission } from '../entries/submission.entity.js';
import { Attachment } from '../files/attachment.entity.js';
import { listAttachments, withFiles } from '../files/files.queries.js';
import { getRevision } from '../revisions/revisions.queries.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';

/** What a reader is shown of an entry. */
export interface Shown {
  title: string;
  answers: Answers;
  formVersionId: string;
  attachments: Attachment[];
  /** What is in force: what everybody but the entry's own people reads. Null for a draft. */
  revision: SubmissionRevision | null;
}

/** What was submitted is what others read; what was typed since is nobody's business but its authors'. */
export async function getInForce(em: EntityManager, entry: Submission): Promise<Shown> {
  if (!entry.revisionId) return { ...blank(entry), revision: null };
  const revision = await getRevision(em, entry.revisionId);
  const { title, answers, formVersionId } = revision;
  return { title, answers, formVersionId, attachments: await listFilesOf(em, revision), revision };
}

/** The working copy with its files, for those who write it. */
export async function getWorkingCopy(em: EntityManager, entry: Submission): Promise<Shown> {
  const [attachments, answers, revision] = await Promise.all([
    listAttachments(em, entry.id),
    getAnswers(em, entry),
    entry.revisionId ? getRevision(em, entry.revisionId) : null,
  ]);
  return { ...blank(entry), answers: withFiles(answers, attachments), attachments, revision };
}

const blank = (entry: Submission) => ({
  title: entry.title,
  answers: {},
  formVersionId: entry.formVersionId,
  attachments: [],
});

/** The files that a revision names, in its order, also those that were taken off the working copy since. */
export async function listFilesOf(
  em: EntityManager,
  { submissionId, answers }: SubmissionRevision,
): Promise<Attachment[]> {
  const ids = Object.values(answers)
    .flatMap((answer) => (Array.isArray(answer) ? (answer as unknown[]) : []))
    .flatMap((item) => (isFile(item) ? [item.id] : []));
  if (ids.length === 0) return [];
  const found = await em.find(Attachment, { where: { id: In(ids), submissionId }, relations: { file: true } });
  return found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}
