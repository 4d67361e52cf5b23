import { contentHash } from '../../domain/kernel/canonical.js';
import { contentForm, revisionContent } from '../../domain/submissions/submission-revision.js';
import { sha256 } from '../../platform/ids.js';
import type { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import type { SubmissionDraft } from '../../submissions/entries/submission-draft.entity.js';
import type { Submission } from '../../submissions/entries/submission.entity.js';
import type { Story } from './entry.js';

/** The entry as it stands. */
export function submissionOf(story: Story): Partial<Submission> {
  const { entrant, nomination, screenedAt, submittedAt } = story;
  return {
    id: story.id,
    cycleId: story.cycleId,
    nominationId: nomination.id,
    organisationId: entrant.organisation.id,
    regionCode: entrant.organisation.regionCode,
    startedById: entrant.leader.id,
    formVersionId: nomination.formVersionId,
    title: story.title,
    state: story.state,
    registerNumber: story.registerNumber,
    revisionId: submittedAt && story.revisionId,
    revisions: submittedAt ? 1 : 0,
    submittedAt,
    firstSubmittedAt: submittedAt,
    screenedAt,
    screenedById: screenedAt && story.screener.id,
    reason: story.reason,
    dueAt: story.dueAt,
    withdrawnAt: null,
    generated: true,
    createdAt: story.startedAt,
    savedAt: story.savedAt,
    savedById: entrant.leader.id,
    version: 2 + (submittedAt ? 1 : 0) + (screenedAt ? 1 : 0),
  };
}

/** What was typed and not submitted. */
export const draftsOf = ({ id, answers, submittedAt }: Story): Partial<SubmissionDraft>[] =>
  submittedAt ? [] : [{ submissionId: id, answers }];

/** What was submitted, frozen under its hash; nothing of a draft. */
export function revisionsOf(story: Story): Partial<SubmissionRevision>[] {
  const { entrant, submittedAt } = story;
  if (!submittedAt) return [];
  const { id, name, kind, regionCode } = entrant.organisation;
  const content = {
    contentForm,
    submissionId: story.id,
    number: 1,
    title: story.title,
    formVersionId: story.nomination.formVersionId,
    answers: story.answers,
    organisation: { id, name, kind, regionCode, regionName: entrant.regionName },
    files: [],
    submittedAt,
  };
  const hash = contentHash(revisionContent(content), sha256);
  return [{ ...content, id: story.revisionId, contentHash: hash, submittedById: entrant.leader.id }];
}
