import { AttachmentsService } from '../../submissions/files/attachments.service.js';
import { isViewable } from '../../submissions/files/file-view.js';
import type { Submission } from '../../submissions/entries/submission.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { EntityManager } from 'typeorm';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { selfScoresOf, withoutSelfScores, type EntryFacts } from '../../domain/cycles/entry-facts.js';
import { getForm } from '../../cycles/forms/forms.queries.js';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import type { FileAnswer } from '../../domain/cycles/form.js';
import { hidesFiles, blinded } from '../../domain/judging/blind.js';
import { namesOf } from './blind.queries.js';

/** A file of the entry as the expert may know it. */
export interface DeskFile {
  id: string;
  /** Empty where names of files are hidden. */
  name: string;
  type: string;
  /** What its people say of it; empty where they say nothing, or its name is hidden. */
  caption: string;
  /** Null where it is hidden. */
  bytes: number | null;
}

/** The bytes of one of the listed files: where names are hidden, a copy without metadata under a neutral name. */
export function openListed(
  attachments: AttachmentsService,
  entry: Submission,
  { files, fileId }: { files: readonly DeskFile[]; fileId: string },
) {
  const index = files.findIndex(({ id }) => id === fileId);
  if (index < 0) throw new Refusal({ code: 'not-found' });
  return files[index]!.name
    ? attachments.openOf(entry.id, fileId)
    : attachments.openBare(entry, { attachmentId: fileId, number: index + 1 });
}

/** The same to be shown by the browser, where it is of a type that can be. */
export function showListed(
  attachments: AttachmentsService,
  entry: Submission,
  listed: { files: readonly DeskFile[]; fileId: string },
) {
  const file = listed.files.find(({ id }) => id === listed.fileId);
  if (!file || !isViewable(file.type)) throw new Refusal({ code: 'not-found' });
  return file.name ? attachments.showOf(entry.id, file.id) : openListed(attachments, entry, listed);
}

/** A revision with its files as the rules let experts, and entrants who review, read them, and the applicant's own points apart. */
export async function readRevision(
  em: EntityManager,
  id: string,
  { judging: { blind }, entryFacts }: { judging: Pick<JudgingRules, 'blind'>; entryFacts: EntryFacts },
): Promise<{ revision: SubmissionRevision; files: DeskFile[]; selfScores: Record<string, string> }> {
  const whole = await em.findOneByOrFail(SubmissionRevision, { id });
  const selfScores = selfScoresOf(whole.answers, entryFacts);
  const revision = { ...whole, answers: withoutSelfScores(whole.answers, entryFacts) };
  const { fields } = await getForm(em, revision.formVersionId);
  const files = fields
    .filter(({ type, about }) => type === 'files' && (about === undefined || !blind.includes(about)))
    .flatMap((field) => (revision.answers[field.id] ?? []) as FileAnswer[])
    .map(({ id: fileId, name, mediaType, bytes, caption = '' }) => ({
      id: fileId,
      name,
      type: mediaType,
      caption,
      bytes,
    }));
  if (!hidesFiles(blind)) return { revision, files, selfScores };
  const names = blind.includes('people') ? await namesOf(em, revision.submissionId) : { people: [] };
  return {
    revision: { ...blinded(revision, { fields, blind, names }), files: [] },
    files: files.map((file) => ({ ...file, name: '', caption: '', bytes: null })),
    selfScores,
  };
}
