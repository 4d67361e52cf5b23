import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formOf, getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { hidesFiles } from '../../domain/judging/blind.js';
import type { FilesField } from '../../domain/cycles/form.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustBeOpenField } from '../../domain/submissions/open-fields.js';
import { isEditable } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Changes } from '../../platform/database/changes.js';
import { save } from '../../platform/database/save.js';
import { BareCopies, bareRecipe } from '../../platform/files/bare/bare-copies.js';
import { FileScans } from '../../platform/files/scanning/file-scans.js';
import { endingOf, Files } from '../../platform/files/files.js';
import type { StoredFile } from '../../platform/files/stored-file.entity.js';
import { Attachment } from './attachment.entity.js';
import type { Submission } from '../entries/submission.entity.js';
import { isOwnOf, visibleTo, mustHoldRight } from '../entries/submission.policy.js';
import { getSubmission, lockSubmission } from '../entries/submission.queries.js';
import { moved } from '../../domain/submissions/file-order.js';
import { isViewable } from './file-view.js';
import { intakeToSend } from './grace.queries.js';
import { fileLimits, type FileLimits } from './file-limits.js';
import { isSubmitted, listAttachments, listFilesToBare } from './files.queries.js';

interface Opened {
  name: string;
  type: string;
  bytes: Readable;
}

/** Files of an entry: stored first, attached then. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly files: Files,
    private readonly bare: BareCopies,
    private readonly scans: FileScans,
  ) {}

  async attach(
    actor: Actor,
    id: string,
    fieldId: string,
    { begunAt = null, ...incoming }: { name: string; bytes: Readable; begunAt?: Date | null },
  ): Promise<Attachment> {
    const before = await getSubmission(this.db.reader, id, visibleTo(actor));
    const { field, setup } = await this.mustBeOpenFor(this.db.reader, actor, before, fieldId, begunAt);
    const limits = fileLimits(field);
    await mustHaveRoom(this.db.reader, id, fieldId, limits.maxFiles);
    const file = await this.files.receive({ ...incoming, ...limits }, actor);
    // The applicant alone can help where no copy can be made, so it is made while the applicant is here.
    if (hidesFiles(judgingRulesFrom(setup.rules?.judgingRules).blind))
      await this.bare.make(file).catch(unlessInQuarantine);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      await this.mustBeOpenFor(tx, actor, entry, fieldId, begunAt);
      await mustHaveRoom(tx, id, fieldId, limits.maxFiles);
      const values = {
        submissionId: id,
        field: fieldId,
        fileId: file.id,
        caption: '',
        position: null,
        begunAt,
        createdAt: now,
        removedAt: null,
      };
      const changes = new Changes(tx, { actor, now });
      const attachment = changes.create(Attachment, values, 'attach');
      await changes.finish();
      return Object.assign(attachment, { file });
    });
  }

  /**
   * What a field takes, when one more file may be put there now. Refuses as `attach` does before it takes the bytes, and
   * `too-large` and `file-empty` by the size that is told.
   */
  async mustTake(
    actor: Actor,
    id: string,
    fieldId: string,
    file: { name: string; bytes: number },
  ): Promise<FileLimits> {
    const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
    const { field } = await this.mustBeOpenFor(this.db.reader, actor, entry, fieldId);
    const limits = fileLimits(field);
    await mustHaveRoom(this.db.reader, id, fieldId, limits.maxFiles);
    if (file.bytes > limits.maxBytes) throw new Refusal({ code: 'too-large', limitBytes: limits.maxBytes });
    if (file.bytes < 1) throw new Refusal({ code: 'file-empty', name: file.name });
    return limits;
  }

  /** Captions as they are typed, and one file moved by a place among those of its field. */
  async arrange(actor: Actor, id: string, wish: Arrangement): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      const here = await listAttachments(tx, id);
      const changes = new Changes(tx, { actor, now });
      const places = placesOf(here, wish);
      for (const one of here) {
        const caption = wish.captions[one.id]?.trim().slice(0, longestCaption) ?? one.caption;
        const position = places.get(one.id) ?? one.position;
        if (caption === one.caption && position === one.position) continue;
        await this.mustBeOpenFor(tx, actor, entry, one.field);
        changes.save(one, { changes: { caption, position }, events: [] }, 'arrange');
      }
      await changes.finish();
    });
  }

  /** Takes a file off the working copy; revisions that name it keep it. */
  async detach(actor: Actor, id: string, attachmentId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      const attachment = (await listAttachments(tx, id)).find((candidate) => candidate.id === attachmentId);
      if (!attachment) throw new Refusal({ code: 'not-found' });
      await this.mustBeOpenFor(tx, actor, entry, attachment.field);
      await save(tx, attachment, { changes: { removedAt: now }, events: [] }, { actor, action: 'detach', now });
    });
  }

  /**
   * The bytes of a file of an entry that the actor may see. Whoever does not write the entry opens what was submitted, also
   * what only an earlier revision names; a file that was not submitted does not exist for them.
   */
  async open(actor: Actor, id: string, attachmentId: string): Promise<Opened> {
    await this.mustBeOpenTo(actor, id, attachmentId);
    return this.openOf(id, attachmentId);
  }

  private async mustBeOpenTo(actor: Actor, id: string, attachmentId: string): Promise<Submission> {
    const entry = await getSubmission(this.db.reader, id, visibleTo(actor));
    if (!isOwnOf(actor, entry) && !(await isSubmitted(this.db.reader, id, attachmentId)))
      throw new Refusal({ code: 'not-found' });
    return entry;
  }

  /** What is told of such a file, beside its bytes. */
  async described(actor: Actor, id: string, attachmentId: string) {
    const entry = await this.mustBeOpenTo(actor, id, attachmentId);
    const { file, caption } = await this.attachmentOf(id, attachmentId);
    await this.scans.mustBeReadable(this.db.reader, file);
    const { name, type, bytes, sha256 } = file;
    return { name, type, bytes, sha256, caption, title: entry.title };
  }

  /** A file of a type that browsers show. Of a picture it is the copy that tells nothing of where and with what it was taken. */
  async show(actor: Actor, id: string, attachmentId: string): Promise<Opened> {
    await this.mustBeOpenTo(actor, id, attachmentId);
    return this.showOf(id, attachmentId);
  }

  /** The same for an entry that the caller has found to be open to the reader. */
  async showOf(submissionId: string, attachmentId: string): Promise<Opened> {
    const { file } = await this.attachmentOf(submissionId, attachmentId);
    if (!isViewable(file.type)) throw new Refusal({ code: 'not-found' });
    const isPicture = file.type.startsWith('image/');
    return { name: file.name, type: file.type, bytes: await (isPicture ? this.bare : this.files).open(file) };
  }

  /** The same for an entry that the caller has found to be open to the reader, as assignments open one to experts. */
  async openOf(submissionId: string, attachmentId: string): Promise<Opened> {
    const file = await this.fileOf(submissionId, attachmentId);
    return { name: file.name, type: file.type, bytes: await this.files.open(file) };
  }

  /**
   * A copy without metadata, under a name that tells nothing, for readers who may not know whose the entry is. Refuses with
   * `file-not-bared` where there can be none.
   */
  async openBare(
    { id, registerNumber }: Pick<Submission, 'id' | 'registerNumber'>,
    { attachmentId, number }: { attachmentId: string; number: number },
  ): Promise<Opened> {
    const file = await this.fileOf(id, attachmentId);
    const name = `${registerNumber}-${number}.${endingOf(file.type).toLowerCase()}`;
    return { name, type: file.type, bytes: await this.bare.open({ ...file, name }) };
  }

  /** Makes the copies that are still missing; of which there can be none is written down and shown beside the file. */
  async bareAll(): Promise<void> {
    for (const file of await listFilesToBare(this.db.reader, bareRecipe))
      await this.bare.make(file).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
  }

  private async fileOf(submissionId: string, attachmentId: string): Promise<StoredFile> {
    return (await this.attachmentOf(submissionId, attachmentId)).file;
  }

  private async attachmentOf(submissionId: string, attachmentId: string): Promise<Attachment> {
    const where = { id: attachmentId, submissionId };
    const attachment = await this.db.reader.findOne(Attachment, { where, relations: { file: true } });
    if (!attachment) throw new Refusal({ code: 'not-found' });
    return attachment;
  }

  /** The field, when files may be put there now; the set-up is that of the reader or transaction that asks. */
  private async mustBeOpenFor(
    em: EntityManager,
    actor: Actor,
    entry: Submission,
    fieldId: string,
    begunAt: Date | null = null,
  ): Promise<{ field: FilesField; setup: CycleSetup }> {
    mustHoldRight(actor, entry, 'edit');
    const setup = await getSetup(em, entry.cycleId);
    const { fields } = formOf(setup, entry.formVersionId);
    const field = fields.find((candidate) => candidate.id === fieldId && candidate.type === 'files');
    if (!field) throw new Refusal({ code: 'not-found' });
    if (!isEditable(entry, await intakeToSend(em, setup, entry, { clock: this.clock, begunAt }), this.clock.now()))
      throw new Refusal({ code: 'action-not-allowed', action: 'attach', state: entry.state });
    mustBeOpenField(entry, field);
    return { field: field as FilesField, setup };
  }
}

/** What waits for the scanner is bared once it is clean. */
function unlessInQuarantine(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'file-in-quarantine')) throw error;
}

/** What is to become of captions and places. */
export interface Arrangement {
  captions: Readonly<Record<string, string>>;
  /** The file that goes up or down by one. */
  move: { id: string; by: -1 | 1 } | null;
}

export const longestCaption = 300;

/** The places of the files of a field once one of them is moved: from then on all of them have theirs. */
function placesOf(here: readonly Attachment[], { move }: Arrangement): Map<string, number> {
  const field = here.find(({ id }) => id === move?.id)?.field;
  if (!move || field === undefined) return new Map();
  const ids = here.filter((one) => one.field === field).map(({ id }) => id);
  return new Map(moved(ids, move.id, move.by).map((id, index) => [id, index]));
}

/** Asked before the bytes are taken, so that none are stored for nothing, and under the lock once more. */
async function mustHaveRoom(em: EntityManager, id: string, fieldId: string, max: number): Promise<void> {
  const here = (await listAttachments(em, id)).filter(({ field }) => field === fieldId);
  if (here.length < max) return;
  const problems = [{ pointer: `/${fieldId}`, rule: 'too-many', values: { max } }];
  throw new Refusal({ code: 'invalid-input', problems });
}
