import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { formOf, getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Answers, FileAnswer, FormField } from '../../domain/cycles/form.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustFitDraft } from '../../domain/submissions/draft.js';
import { fieldEdits, type FieldClash, type SentEdit } from '../../domain/submissions/field-edits.js';
import { isFieldOpen, mustKeepClosed } from '../../domain/submissions/open-fields.js';
import { mustBeEditable } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import { getAnswers, keepDraft } from '../entries/answers.queries.js';
import { Submission } from '../entries/submission.entity.js';
import { visibleTo, mustHoldRight } from '../entries/submission.policy.js';
import { lockSubmission } from '../entries/submission.queries.js';
import { Attachment } from '../files/attachment.entity.js';
import { intakeToSend } from '../files/grace.queries.js';
import { titleOf } from '../../domain/submissions/submission-revision.js';
import { getRevision } from '../revisions/revisions.queries.js';
import { getFieldPasts, keepFieldEdits } from './field-edits.queries.js';

export interface SaveInput {
  /** The version of the entry from which the sender began, for all fields or by field. */
  version: number | Readonly<Record<string, number>>;
  answers: Answers;
  /** What each field grew from, where the sender says it: by it two edits of one text are put together. */
  bases?: Answers;
  /** Which window of the sender's browser it is, so that one's own other window is told from others. */
  window?: string;
}

export interface Saved {
  entry: Submission;
  /** The fields in which the sender's edit and another's were put together, as they stand now. */
  merged: Answers;
}

/** Keeps what is typed into an entry. */
@Injectable()
export class SavingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Saves fields of the working copy. `version` is what the sender began from, for all fields or for each: where somebody
   * saved the same field meanwhile, the two edits are put together, or refused with `stale-edit` and both texts of the fields
   * that clash; then nothing of the request is kept. Malformed answers are kept as typed; only submitting looks at them
   * strictly. What the form does not ask, and what is long beyond any form, is refused with `invalid-input`; another text in a
   * field that a return left closed with `fields-closed`.
   */
  save(actor: Actor, id: string, input: SaveInput): Promise<Saved> {
    return this.change(actor, id, (tx, facts) => this.keep(tx, { ...facts, actor, input }));
  }

  /** Puts what was submitted back into the fields that the return left closed; what stood there is kept as a past value. */
  putBack(actor: Actor, id: string): Promise<Submission> {
    return this.change(actor, id, async (tx, facts) => {
      const { entry, setup, now } = facts;
      if (entry.openFields === null) return entry;
      const closed = formOf(setup, entry.formVersionId).fields.filter((field) => !isFieldOpen(entry, field.id));
      const { answers: inForce } = await getRevision(tx, entry.revisionId!);
      await putFilesBack(tx, { entry, closed, inForce, actor, now });
      const answers = Object.fromEntries(
        closed.filter(({ type }) => type !== 'files').map(({ id: field }) => [field, inForce[field] ?? '']),
      );
      return (await this.keep(tx, { ...facts, actor, input: { version: entry.version, answers } })).entry;
    });
  }

  private change<T>(actor: Actor, id: string, work: (tx: EntityManager, facts: Editing) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustHoldRight(actor, entry, 'edit');
      const setup = await getSetup(tx, entry.cycleId);
      const { timeZone } = setup.cycle;
      const intake = await intakeToSend(tx, setup, entry, { clock: this.clock });
      mustBeEditable(entry, { action: 'save', intake, now, timeZone });
      return work(tx, { entry, setup, now });
    });
  }

  private async keep(
    tx: EntityManager,
    { entry, setup, now, actor, input }: Editing & { actor: Actor; input: SaveInput },
  ): Promise<Saved> {
    const [kept, pasts] = await Promise.all([
      getAnswers(tx, entry),
      getFieldPasts(tx, entry.id, Object.keys(input.answers)),
    ]);
    const edits = fieldEdits(kept, sentEdit(actor, input), pasts);
    if (edits.clashes.length > 0) throw await staleFields(tx, entry, edits.clashes);
    const changed = Object.keys(edits.changes);
    if (changed.length === 0) return { entry, merged: {} };
    const form = formOf(setup, entry.formVersionId);
    mustFitDraft(form.fields, edits.changes, kept);
    await mustLeaveClosed(
      tx,
      entry,
      form.fields.filter((field) => changed.includes(field.id)),
      edits.changes,
    );
    const answers = { ...kept, ...edits.changes };
    const saved = {
      // The title of what was submitted stands until it is submitted anew: a working copy is nobody else's business.
      title: entry.revisionId ? entry.title : titleOf(answers),
      savedAt: now,
      savedById: actor.userId,
      version: entry.version + 1,
    };
    const changes = new Changes(tx, { actor, now });
    changes.add(keepDraft(entry.id, answers));
    changes.add({
      sql: 'UPDATE submission SET title = $2, saved_at = $3, saved_by_id = $4, version = $5 WHERE id = $1',
      values: [entry.id, saved.title, saved.savedAt, saved.savedById, saved.version],
    });
    const { version, savedById: userId } = saved;
    const fields = { submissionId: entry.id, edits, version, userId, window: input.window ?? '', now };
    for (const change of keepFieldEdits(fields)) changes.add(change);
    // The audit names the fields; their texts are in the revisions, and a draft is nobody else's business.
    changes.record('save', {
      subjectType: 'submission',
      subjectId: entry.id,
      before: null,
      after: { fields: changed },
    });
    await changes.finish();
    const merged = Object.fromEntries(edits.merged.map((field) => [field, edits.changes[field]!]));
    return { entry: Object.assign(entry, saved), merged };
  }
}

/** An entry that its people may change, under its lock. */
interface Editing {
  entry: Submission;
  setup: CycleSetup;
  now: Date;
}

async function mustLeaveClosed(
  tx: EntityManager,
  entry: Submission,
  fields: readonly FormField[],
  answers: Answers,
): Promise<void> {
  if (entry.openFields === null || fields.every(({ id }) => isFieldOpen(entry, id))) return;
  const { answers: inForce } = await getRevision(tx, entry.revisionId!);
  mustKeepClosed(entry, fields, { answers, inForce });
}

/** The files of closed fields are those that were submitted: later ones are taken off, those that were taken off come back. */
async function putFilesBack(
  tx: EntityManager,
  facts: { entry: Submission; closed: readonly FormField[]; inForce: Answers; actor: Actor; now: Date },
): Promise<void> {
  const { entry, closed, inForce, actor, now } = facts;
  const fields = closed.filter(({ type }) => type === 'files').map(({ id }) => id);
  const submitted = new Set(fields.flatMap((id) => ((inForce[id] ?? []) as FileAnswer[]).map((file) => file.id)));
  for (const attachment of await tx.findBy(Attachment, { submissionId: entry.id, field: In(fields) })) {
    const removedAt = submitted.has(attachment.id) ? null : (attachment.removedAt ?? now);
    await save(tx, attachment, { changes: { removedAt }, events: [] }, { actor, action: 'put-back', now });
  }
}

const sentEdit = ({ userId }: Actor, { version, answers, bases = {}, window = '' }: SaveInput): SentEdit => ({
  answers,
  base: (field) => (Object.hasOwn(bases, field) ? { value: bases[field] } : undefined),
  since: (field) => (typeof version === 'number' ? version : (version[field] ?? 0)),
  userId,
  window,
});

/** Both texts of each field that two have changed in the same place, with who the other was. */
async function staleFields(tx: EntityManager, entry: Submission, clashes: readonly FieldClash[]): Promise<Refusal> {
  const names = await namesOf(tx, clashes);
  const [latest] = [...clashes].sort((a, b) => b.version - a.version);
  return new Refusal({
    code: 'stale-edit',
    yours: Object.fromEntries(clashes.map(({ field, yours }) => [field, yours])),
    theirs: Object.fromEntries(clashes.map(({ field, theirs }) => [field, theirs])),
    version: entry.version,
    changedBy: names.get(latest!.savedById ?? '') ?? null,
    changedAt: latest!.savedAt,
    fields: clashes.map(({ field, version, savedById, savedAt, isOwn }) => ({
      field,
      version,
      changedBy: names.get(savedById ?? '') ?? null,
      changedAt: savedAt,
      isOwn,
    })),
  });
}

async function namesOf(tx: EntityManager, clashes: readonly FieldClash[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }[]>('SELECT id, name FROM user_account WHERE id = ANY ($1)', [
    clashes.flatMap(({ savedById }) => savedById ?? []),
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
