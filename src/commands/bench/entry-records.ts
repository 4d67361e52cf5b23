import type { AuditRecord } from '../../platform/audit/audit-record.entity.js';
import type { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { idAt, type Story } from './entry.js';

type Kept = Record<string, unknown>;
const screeningVerbs: Partial<Record<Story['state'], string>> = {
  admitted: 'admit',
  rejected: 'reject',
  returned: 'return',
};

/** The audit records that the verbs leave: start, save, freeze, submit, and what the screening decided. */
export function recordsOf(story: Story, [revision]: Partial<SubmissionRevision>[]): AuditRecord[] {
  const { entrant, submittedAt, screenedAt } = story;
  const leader = { actorId: entrant.leader.id, actorName: entrant.leader.name };
  const entry = { ...leader, subjectType: 'submission', subjectId: story.id };
  const records = [
    record(story.startedAt, { ...entry, action: 'start', before: null, after: startedOf(story) }),
    record(story.savedAt, { ...entry, action: 'save', before: null, after: { fields: Object.keys(story.answers) } }),
  ];
  if (submittedAt && revision) {
    const frozen = { ...leader, subjectType: 'submission_revision', subjectId: story.revisionId };
    records.push(record(submittedAt, { ...frozen, action: 'freeze', before: null, after: { ...revision } }));
    records.push(record(submittedAt, { ...entry, action: 'submit', ...submissionChange(story) }));
  }
  const verb = screeningVerbs[story.state];
  if (screenedAt && verb) {
    const screener = { ...entry, actorId: story.screener.id, actorName: story.screener.name };
    records.push(record(screenedAt, { ...screener, action: verb, ...screeningChange(story) }));
  }
  return records;
}

function record(at: Date, what: Omit<AuditRecord, 'id' | 'at' | 'requestId'>): AuditRecord {
  const id = idAt(at);
  return { id, at, ...what, requestId: id };
}

/** A draft begins with what its program or its form sends: here all answers at once. */
function startedOf(story: Story): Kept {
  return {
    id: story.id,
    cycleId: story.cycleId,
    nominationId: story.nomination.id,
    organisationId: story.entrant.organisation.id,
    regionCode: story.entrant.organisation.regionCode,
    startedById: story.entrant.leader.id,
    formVersionId: story.nomination.formVersionId,
    title: story.title,
    state: 'draft',
    answers: story.answers,
    registerNumber: null,
    revisionId: null,
    revisions: 0,
    submittedAt: null,
    firstSubmittedAt: null,
    screenedAt: null,
    screenedById: null,
    reason: '',
    dueAt: null,
    openFields: null,
    withdrawnAt: null,
    generated: true,
    createdAt: story.startedAt,
    savedAt: story.startedAt,
    savedById: story.entrant.leader.id,
  };
}

function submissionChange({ registerNumber, revisionId, submittedAt }: Story): { before: Kept; after: Kept } {
  return {
    before: {
      state: 'draft',
      registerNumber: null,
      revisions: 0,
      submittedAt: null,
      firstSubmittedAt: null,
      revisionId: null,
    },
    after: {
      state: 'submitted',
      registerNumber,
      revisions: 1,
      submittedAt,
      firstSubmittedAt: submittedAt,
      revisionId,
    },
  };
}

function screeningChange({ state, screenedAt, screener, reason, dueAt }: Story): { before: Kept; after: Kept } {
  const [toldBefore, told] = reason ? [{ reason: '' }, { reason }] : [{}, {}];
  const [dueBefore, due] = dueAt ? [{ dueAt: null }, { dueAt }] : [{}, {}];
  return {
    before: { state: 'submitted', screenedAt: null, screenedById: null, ...toldBefore, ...dueBefore },
    after: { state, screenedAt, screenedById: screener.id, ...told, ...due },
  };
}
