import type { FastifyRequest } from 'fastify';
import { hasUnsent, titleOf } from '../../domain/submissions/submission-revision.js';
import { changedFields, partsOf } from './changes-model.js';
import type { EntryPage } from './submissions.reader.js';

/**
 * What its people typed and did not submit, against the revision in force: what others do not see. Null for a draft, which is
 * all unsent, and where nothing differs.
 */
export function unsentOf({ entry, answers, revision, form, revisionForm, own }: EntryPage, { locale }: FastifyRequest) {
  if (!own || !revision || !hasUnsent(revision.answers, answers)) return null;
  const after = { title: titleOf(answers), answers };
  const compared = { before: revision, after, beforeFields: revisionForm.fields, afterFields: form.fields };
  const changed = changedFields(compared, locale);
  const isRetitled = revision.title !== after.title;
  return {
    number: revision.number,
    at: revision.submittedAt,
    next: entry.revisions + 1,
    count: changed.length + (isRetitled ? 1 : 0),
    retitled: isRetitled ? partsOf(revision.title, after.title) : null,
    changed,
  };
}
