import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  currentFormOf,
  formOf,
  getSetup,
  holdExtensions,
  intakeOf,
  intakeOfEntry,
  nominationOf,
  type CycleSetup,
} from '../../cycles/setup/cycle-setup.js';
import { agree } from '../../cycles/consents/account-consents.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Decision } from '../../domain/kernel/decision.js';
import type { ConsentTick } from '../../cycles/consents/consent-ticks.js';
import { mustFitDraft } from '../../domain/submissions/draft.js';
import { validateAnswers } from '../../domain/submissions/form-answers.js';
import { plainAnswers } from '../../domain/submissions/plain-answers.js';
import type { Answers } from '../../domain/cycles/form.js';
import { infectedIn } from '../../domain/submissions/infected.js';
import { type FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { mustBeOpen } from '../../domain/cycles/stage.js';
import { registerNumber } from '../../domain/submissions/register-number.js';
import { mustKeepClosed } from '../../domain/submissions/open-fields.js';
import { graceOf, submit, withdraw } from '../../domain/submissions/submission.js';
import { isSameContent, titleOf } from '../../domain/submissions/submission-revision.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import { record, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { getNomination } from '../../cycles/nominations/nominations.queries.js';
import { keepLateRefusal } from '../register/late-refusals.queries.js';
import { dropDraft, getAnswers, keepDraft } from '../entries/answers.queries.js';
import { freeze, type Submitted } from '../revisions/freeze.js';
import { getRevision } from '../revisions/revisions.queries.js';
import { EntryOrigin } from '../entries/entry-origin.entity.js';
import { Submission } from '../entries/submission.entity.js';
import { visibleTo, mustBeOfOwnOrganisation, mustHoldRight } from '../entries/submission.policy.js';
import { countInPlay, getSubmission, lockQuota, lockSubmission, takeSequence } from '../entries/submission.queries.js';
import { Attachment } from '../files/attachment.entity.js';
import { intakeToSend } from '../files/grace.queries.js';
import { listAttachments, listQuarantined, withFiles } from '../files/files.queries.js';
import { getBeginning, getSurroundings, type Entrant } from './writing-facts.queries.js';

export interface StartInput {
  nominationId: string;
  organisationId: string;
  answers?: Answers;
  /** What the person agrees to by this. */
  consents?: ConsentTick[];
  /** By those who run the contest, for an organisation that is not theirs: whether they may is asked before. */
  onBehalf?: boolean;
  /** The published practice that it repeats; that it is public is asked before. */
  repeats?: PracticeRepeated;
  /** The earlier entry from which it goes on, with the files that it takes along. */
  continues?: { entryId: string; files: Pick<Attachment, 'field' | 'fileId' | 'caption' | 'position'>[] };
}

/** What is kept of the practice that an entry repeats. */
export type PracticeRepeated = Pick<
  EntryOrigin,
  'practiceId' | 'slug' | 'title' | 'regionName' | 'organisation' | 'year'
>;

interface Place {
  nominationId: string;
  organisationId: string;
}

/** What was sent, by whom and when: an entry, or something that begins and is submitted in one request. */
interface Sent extends Partial<Place> {
  actor: Actor;
  now: Date;
  entryId: string | null;
}

/** The entrant's verbs. */
@Injectable()
export class SubmissionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Begins a draft while the intake is open. Someone else's organisation does not exist for the actor. */
  start(actor: Actor, input: StartInput): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const changes = new Changes(tx, { actor, now });
      const entry = await this.startIn(changes, tx, { actor, input, now });
      await changes.finish();
      return entry;
    });
  }

  /** The same as part of more that is done at once. */
  async startIn(
    changes: Changes,
    tx: EntityManager,
    { actor, input, now }: { actor: Actor; input: StartInput; now: Date },
  ): Promise<Submission> {
    const { setup, entry, answers } = await this.begin(changes, tx, { actor, input, now });
    mustFitDraft(formOf(setup, entry.formVersionId).fields, answers);
    changes.add(keepDraft(entry.id, answers));
    for (const file of input.continues?.files ?? [])
      changes.create(Attachment, { ...file, submissionId: entry.id, createdAt: now, removedAt: null }, 'attach');
    return entry;
  }

  /** Begins and submits in one transaction, and writes both in one statement: for programs. */
  startAndSubmit(actor: Actor, input: StartInput): Promise<Submission> {
    const now = this.clock.now();
    const { nominationId, organisationId } = input;
    return this.orLate({ actor, now, nominationId, organisationId, entryId: null }, async (tx) => {
      const changes = new Changes(tx, { actor, now });
      const begun = await this.begin(changes, tx, { actor, input, now });
      const { fields } = formOf(begun.setup, begun.entry.formVersionId);
      const answers = plainAnswers(fields, begun.answers);
      await this.submitIn(changes, tx, { ...begun, answers, actor, now, attachments: [] }, { hasAgreed: true });
      await changes.finish();
      return begun.entry;
    });
  }

  /**
   * Submits what is saved. The clock is read as the transaction begins, before it waits for anybody, so that a person who
   * was in time is not late because of a queue. The quota is counted under a lock of region and nomination.
   */
  submit(actor: Actor, id: string, ticks: readonly ConsentTick[] = []): Promise<Submission> {
    const now = this.clock.now();
    return this.orLate({ actor, now, entryId: id }, async (tx) => {
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustHoldRight(actor, entry, 'submit');
      const changes = new Changes(tx, { actor, now });
      const attachments = await listAttachments(tx, entry.id);
      const around = await getSurroundings(tx, entry);
      const { fields } = formOf(around.setup, entry.formVersionId);
      const answers = plainAnswers(fields, withFiles(await getAnswers(tx, entry), attachments));
      if (entry.state === 'submitted' && (await isInForce(tx, entry, answers))) return entry;
      if (entry.openFields !== null) {
        const { answers: inForce } = await getRevision(tx, entry.revisionId!);
        mustKeepClosed(entry, fields, { answers, inForce });
      }
      const infected = infectedIn(attachments, await listQuarantined(tx, attachments));
      await this.submitIn(changes, tx, { ...around, entry, answers, attachments, actor, now }, { infected, ticks });
      changes.add(dropDraft(entry.id));
      await changes.finish();
      return entry;
    });
  }

  withdraw(actor: Actor, id: string, reason: string): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      return save(tx, entry, await withdrawal(tx, actor, entry, { now, reason }), { actor, action: 'withdraw', now });
    });
  }

  /** Refuses what {@link withdraw} would refuse now. */
  async mustBeWithdrawable(actor: Actor, id: string): Promise<void> {
    const em = this.db.reader;
    const entry = await getSubmission(em, id, visibleTo(actor));
    await withdrawal(em, actor, entry, { now: this.clock.now(), reason: '' });
  }

  /** What is refused as late is kept as a fact of its own: the transaction that refuses it leaves nothing. */
  private async orLate(sent: Sent, work: (tx: EntityManager) => Promise<Submission>): Promise<Submission> {
    try {
      return await this.db.transaction(work);
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'stage-closed')
        await this.keepLate(sent, error.detail.closesAt);
      throw error;
    }
  }

  private async keepLate({ actor, now, entryId, ...place }: Sent, closesAt: Date | null): Promise<void> {
    if (!closesAt || now < closesAt) return;
    await this.db.transaction(async (tx) => {
      const { cycleId, nominationId, organisationId } = entryId
        ? await getSubmission(tx, entryId, visibleTo(actor))
        : { ...(place as Place), cycleId: (await getNomination(tx, place.nominationId!)).cycleId };
      const id = newId();
      const late = { id, cycleId, nominationId, organisationId, submissionId: entryId, userId: actor.userId };
      if (!(await keepLateRefusal(tx, { ...late, arrivedAt: now, closesAt }))) return;
      const subject = entryId
        ? { subjectType: 'submission', subjectId: entryId }
        : { subjectType: 'late_refusal', subjectId: id };
      await record(
        tx,
        { actor, action: 'refuse-late', now },
        { ...subject, before: null, after: { closesAt, nominationId, organisationId } },
      );
    });
  }

  private async begin(
    changes: Changes,
    tx: EntityManager,
    { actor, input, now }: { actor: Actor; input: StartInput; now: Date },
  ): Promise<{ setup: CycleSetup; organisation: Entrant; entry: Submission; answers: Answers }> {
    const { nominationId, organisationId, answers = {}, onBehalf = false } = input;
    if (actor.kind === 'person' && !onBehalf && !actor.organisationIds.includes(organisationId))
      throw new Refusal({ code: 'not-found' });
    const { setup, organisation } = await getBeginning(tx, input);
    const { cycle } = setup;
    if (cycle.state !== 'announced') throw new Refusal({ code: 'not-found' });
    if (!onBehalf) await agree(tx, actor, { setup, ticks: input.consents ?? [], now });
    mustBeOpen(intakeOf(setup, input), 'intake', now, cycle.timeZone);
    const { allowedKinds } = nominationOf(setup, nominationId);
    if (allowedKinds.length > 0 && !allowedKinds.includes(organisation.kind))
      throw new Refusal({ code: 'kind-not-allowed', kind: organisation.kind, allowed: allowedKinds });
    const values = {
      id: newId(),
      cycleId: cycle.id,
      nominationId,
      organisationId,
      regionCode: organisation.regionCode,
      startedById: actor.userId,
      enteredById: onBehalf ? actor.userId : null,
      responsibleId: actor.userId,
      continuedFromId: input.continues?.entryId ?? null,
      formVersionId: currentFormOf(setup, nominationId).id,
      title: '',
      state: 'draft' as const,
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
      generated: false,
      createdAt: now,
      savedAt: now,
      savedById: actor.userId,
    };
    const entry = changes.create(Submission, values, 'start');
    if (input.repeats) changes.create(EntryOrigin, { ...input.repeats, submissionId: entry.id, at: now }, 'repeat');
    // The row has the title of the draft, its record has not: what is typed and not submitted is nobody else's business.
    entry.title = titleOf(answers);
    return { setup, organisation, entry, answers };
  }

  /** Whoever counts for a quota holds its lock until the end of the transaction. */
  private async submitIn(
    changes: Changes,
    tx: EntityManager,
    facts: Submitted,
    {
      infected = [],
      ticks = [],
      hasAgreed = false,
    }: { infected?: FieldProblem[]; ticks?: readonly ConsentTick[]; hasAgreed?: boolean } = {},
  ): Promise<void> {
    const { setup, organisation, entry, actor, now } = facts;
    mustHoldRight(actor, entry, 'submit');
    const { cycle } = setup;
    if (!hasAgreed && entry.enteredById !== actor.userId) await agree(tx, actor, { setup, ticks, now });
    const nomination = nominationOf(setup, entry.nominationId);
    const quota = nomination.quotaPerRegion;
    const intake = await intakeToSend(tx, setup, entry, { clock: this.clock });
    const grace = graceOf(entry, intake, now);
    const decision = submit(entry, {
      now,
      timeZone: cycle.timeZone,
      intake,
      quota,
      inPlay: quota === null ? 0 : await this.countForQuota(tx, entry),
      organisationKind: organisation.kind,
      allowedKinds: nomination.allowedKinds,
      problems: [
        ...validateAnswers(formOf(setup, entry.formVersionId).fields, facts.answers, { complete: true }),
        ...infected,
      ],
      registerNumber: entry.registerNumber ?? '',
    });
    await holdExtensions(tx, setup, { ...entry, submissionId: entry.id }, now);
    const revision = freeze(changes, { ...facts, graceOf: grace });
    // The counter of the nomination is everybody's: it is taken last and held for as short as can be.
    const numbering = { nominationCode: nomination.code, year: cycle.year };
    const number =
      entry.registerNumber ?? registerNumber({ ...numbering, sequence: await takeSequence(tx, entry.nominationId) });
    changes.save(
      entry,
      {
        ...decision,
        changes: { ...decision.changes, registerNumber: number, revisionId: revision.id, title: revision.title },
      },
      'submit',
    );
  }

  private async countForQuota(tx: EntityManager, { id, nominationId, regionCode }: Submission): Promise<number> {
    // Sent together and done one after the other: what is counted is what stands when the lock is had.
    const [, inPlay] = await Promise.all([
      lockQuota(tx, nominationId, regionCode),
      countInPlay(tx, { nominationId, regionCode, exceptId: id }),
    ]);
    return inPlay;
  }
}

/** Whether the revision in force says the same: a second press of the button is no second submission. */
async function isInForce(tx: EntityManager, { revisionId }: Submission, answers: Answers): Promise<boolean> {
  const revision = await getRevision(tx, revisionId!);
  return isSameContent(revision.answers, answers);
}

async function withdrawal(
  em: EntityManager,
  actor: Actor,
  entry: Submission,
  facts: { now: Date; reason: string },
): Promise<Decision<Submission>> {
  mustBeOfOwnOrganisation(actor, entry);
  const setup = await getSetup(em, entry.cycleId);
  return withdraw(entry, { ...facts, timeZone: setup.cycle.timeZone, intake: intakeOfEntry(setup, entry) });
}
