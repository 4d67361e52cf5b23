import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { findStage, getForm } from '../cycles/cycles.queries.js';
import type { Actor } from '../domain/actor.js';
import type { FilesField } from '../domain/form.js';
import { Refusal } from '../domain/refusal.js';
import { isEditable } from '../domain/submission.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, save } from '../platform/database/save.js';
import { Files, usualTypes } from '../platform/files/files.js';
import { Attachment } from './attachment.entity.js';
import type { Submission } from './submission.entity.js';
import { visibleTo } from './submissions.policy.js';
import { getSubmission, listAttachments, lockSubmission } from './submissions.queries.js';
import { mustBeOfOwnOrganisation } from './submissions.service.js';

const usualMaxBytes = 20 * 1024 * 1024;
const usualMaxFiles = 10;

/** Files of an entry: stored first, attached then. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly files: Files,
  ) {}

  async attach(
    actor: Actor,
    id: string,
    fieldId: string,
    incoming: { name: string; bytes: Readable },
  ): Promise<Attachment> {
    const before = await getSubmission(this.db.reader, id, visibleTo(actor));
    const field = await this.mustBeOpenFor(actor, before, fieldId);
    const file = await this.files.receive(
      {
        ...incoming,
        allowed: field.allowed?.length ? field.allowed : usualTypes,
        maxBytes: field.maxBytes ?? usualMaxBytes,
      },
      actor,
    );
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      await this.mustBeOpenFor(actor, entry, fieldId);
      const here = (await listAttachments(tx, id)).filter((attachment) => attachment.field === fieldId);
      const max = field.maxFiles ?? usualMaxFiles;
      if (here.length >= max)
        throw new Refusal({
          code: 'invalid-input',
          problems: [{ pointer: `/${fieldId}`, rule: 'too-many', values: { max } }],
        });
      const values = { submissionId: id, field: fieldId, fileId: file.id, createdAt: now, removedAt: null };
      return Object.assign(await create(tx, Attachment, values, { actor, action: 'attach', now }), { file });
    });
  }

  /** Takes a file off the working copy; revisions that name it keep it. */
  async detach(actor: Actor, id: string, attachmentId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      const attachment = (await listAttachments(tx, id)).find((candidate) => candidate.id === attachmentId);
      if (!attachment) throw new Refusal({ code: 'not-found' });
      await this.mustBeOpenFor(actor, entry, attachment.field);
      await save(tx, attachment, { changes: { removedAt: now }, events: [] }, { actor, action: 'detach', now });
    });
  }

  /** The bytes of a file of an entry that the actor may see, also one that only an earlier revision names. */
  async open(actor: Actor, id: string, attachmentId: string): Promise<{ name: string; type: string; bytes: Readable }> {
    await getSubmission(this.db.reader, id, visibleTo(actor));
    return this.openOf(id, attachmentId);
  }

  /** The same for an entry that the caller has found to be open to the reader, as assignments open one to experts. */
  async openOf(submissionId: string, attachmentId: string): Promise<{ name: string; type: string; bytes: Readable }> {
    const attachment = await this.db.reader.findOne(Attachment, {
      where: { id: attachmentId, submissionId },
      relations: { file: true },
    });
    if (!attachment) throw new Refusal({ code: 'not-found' });
    return { name: attachment.file.name, type: attachment.file.type, bytes: await this.files.open(attachment.file) };
  }

  private async mustBeOpenFor(actor: Actor, entry: Submission, fieldId: string): Promise<FilesField> {
    mustBeOfOwnOrganisation(actor, entry);
    const form = await getForm(this.db.reader, entry.formVersionId);
    const field = form.fields.find((candidate) => candidate.id === fieldId && candidate.type === 'files');
    if (!field) throw new Refusal({ code: 'not-found' });
    const intake = await findStage(this.db.reader, entry.cycleId, 'intake');
    if (!isEditable(entry, intake, this.clock.now()))
      throw new Refusal({ code: 'action-not-allowed', action: 'attach', state: entry.state });
    return field as FilesField;
  }
}
