import { regionOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Answers } from '../../domain/cycles/form.js';
import { regionOn } from '../../domain/cycles/region.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { contentHash } from '../../domain/kernel/canonical.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import { contentForm, revisionContent, titleOf } from '../../domain/submissions/submission-revision.js';
import type { Changes } from '../../platform/database/changes.js';
import { newId, sha256 } from '../../platform/ids.js';
import type { Submission } from '../entries/submission.entity.js';
import type { StoredFile } from '../../platform/files/stored-file.entity.js';
import { SubmissionRevision } from './submission-revision.entity.js';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';

/** What is frozen, and by whom. */
export interface Submitted {
  setup: CycleSetup;
  organisation: Pick<Organisation, 'id' | 'name' | 'kind'>;
  entry: Submission;
  answers: Answers;
  attachments: readonly {
    field: string;
    caption: string;
    file: Pick<StoredFile, 'name' | 'type' | 'bytes' | 'sha256'>;
  }[];
  actor: Actor;
  now: Date;
  /** The close after which it comes, where it counts by the grace. */
  graceOf?: Date | null;
}

/** Keeps what is submitted as a revision, which nothing changes any more. */
export function freeze(changes: Changes, submitted: Submitted) {
  const { setup, organisation, entry, answers, attachments, actor, now, graceOf = null } = submitted;
  const region = regionOn(regionOf(setup, entry.regionCode), dayOf(now, setup.cycle.timeZone));
  const content = {
    contentForm,
    submissionId: entry.id,
    number: entry.revisions + 1,
    title: titleOf(answers),
    formVersionId: entry.formVersionId,
    answers,
    organisation: {
      id: organisation.id,
      name: organisation.name,
      kind: organisation.kind,
      regionCode: region.code,
      regionName: region.nameRu,
    },
    files: attachments.map(({ field, caption, file }) => ({
      field,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      sha256: file.sha256,
      ...(caption && { caption }),
    })),
    submittedAt: now,
  };
  const hash = contentHash(revisionContent(content), sha256);
  const values = { ...content, id: newId(), contentHash: hash, graceOf, submittedById: actor.userId };
  return changes.create(SubmissionRevision, values, 'freeze');
}
