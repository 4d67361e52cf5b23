import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getOrganisation } from '../../accounts/organisations/organisations.queries.js';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { getCurrentForm, getForm } from '../../cycles/forms/forms.queries.js';
import { getRegion } from '../../cycles/reference/reference.queries.js';
import { getNomination } from '../../cycles/nominations/nominations.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { contentHash } from '../../domain/kernel/canonical.js';
import { validateAnswers } from '../../domain/submissions/form-answers.js';
import type { Answers } from '../../domain/cycles/form.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { regionOn } from '../../domain/cycles/region.js';
import { mustBeOpen } from '../../domain/cycles/stage.js';
import { registerNumber, revisionContent } from '../../domain/submissions/submission-revision.js';
import { mustBeEditable, submit, withdraw } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import type { Attachment } from '../files/attachment.entity.js';
import { SubmissionRevision } from '../revisions/submission-revision.entity.js';
import { Submission } from '../entries/submission.entity.js';
import { visibleTo, mustBeOfOwnOrganisation } from '../entries/submission.policy.js';
import { countInPlay, lockQuota, lockSubmission, takeSequence } from '../entries/submission.queries.js';
import { listAttachments, withFiles } from '../files/files.queries.js';

export interface StartInput {
  nominationId: string;
  organisationId: string;
  answers?: Answers;
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
    return this.db.transaction((tx) => this.startIn(tx, actor, input, this.clock.now()));
  }

  /** Begins and submits in one transaction: for programs. */
  startAndSubmit(actor: Actor, input: StartInput): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      return this.submitIn(tx, actor, await this.startIn(tx, actor, input, now), now);
    });
  }

  /**
   * Saves the working copy. `version` is what the sender began from: when somebody saved meanwhile, refuses with
   * `stale-edit` and both texts. Malformed answers are kept as typed; only submitting looks at them strictly.
   */
  saveAnswers(actor: Actor, id: string, input: { version: number; answers: Answers }): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustBeOfOwnOrganisation(actor, entry);
      if (entry.version !== input.version) throw await staleEdit(tx, entry, input.answers);
      const { timeZone } = await getCycle(tx, entry.cycleId);
      mustBeEditable(entry, { action: 'save', intake: await findStage(tx, entry.cycleId, 'intake'), now, timeZone });
      const changed = Object.keys(input.answers).filter(
        (field) => JSON.stringify(entry.answers[field]) !== JSON.stringify(input.answers[field]),
      );
      if (changed.length === 0) return entry;
      const answers = { ...entry.answers, ...input.answers };
      const changes = {
        answers,
        title: titleOf(answers),
        savedAt: now,
        savedById: actor.userId,
        version: entry.version + 1,
      };
      await tx.update(Submission, { id: entry.id }, changes);
      // The audit names the fields; their texts are in the revisions, and a draft is nobody else's business.
      await record(
        tx,
        { actor, action: 'save', now },
        { subjectType: 'submission', subjectId: entry.id, before: null, after: { fields: changed } },
      );
      return Object.assign(entry, changes);
    });
  }

  /**
   * Submits what is saved. The clock is read as the transaction begins, before it waits for anybody, so that a person who
   * was in time is not late because of a queue. The quota is counted under a lock of region and nomination.
   */
  submit(actor: Actor, id: string): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      return this.submitIn(tx, actor, await lockSubmission(tx, id, visibleTo(actor)), now);
    });
  }

  withdraw(actor: Actor, id: string, reason: string): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustBeOfOwnOrganisation(actor, entry);
      const cycle = await getCycle(tx, entry.cycleId);
      const intake = await findStage(tx, entry.cycleId, 'intake');
      return save(tx, entry, withdraw(entry, { now, timeZone: cycle.timeZone, intake, reason }), {
        actor,
        action: 'withdraw',
        now,
      });
    });
  }

  private async startIn(
    tx: EntityManager,
    actor: Actor,
    { nominationId, organisationId, answers = {} }: StartInput,
    now: Date,
  ): Promise<Submission> {
    if (actor.kind === 'person' && !actor.organisationIds.includes(organisationId))
      throw new Refusal({ code: 'not-found' });
    const nomination = await getNomination(tx, nominationId);
    const cycle = await getCycle(tx, nomination.cycleId);
    if (cycle.state !== 'announced') throw new Refusal({ code: 'not-found' });
    mustBeOpen(await findStage(tx, cycle.id, 'intake'), 'intake', now, cycle.timeZone);
    const organisation = await getOrganisation(tx, organisationId);
    if (nomination.allowedKinds.length > 0 && !nomination.allowedKinds.includes(organisation.kind))
      throw new Refusal({ code: 'kind-not-allowed', kind: organisation.kind, allowed: nomination.allowedKinds });
    const form = await getCurrentForm(tx, nominationId);
    const values = {
      id: newId(),
      cycleId: cycle.id,
      nominationId,
      organisationId,
      regionCode: organisation.regionCode,
      startedById: actor.userId,
      formVersionId: form.id,
      title: titleOf(answers),
      state: 'draft' as const,
      answers,
      registerNumber: null,
      revisionId: null,
      revisions: 0,
      submittedAt: null,
      firstSubmittedAt: null,
      screenedAt: null,
      screenedById: null,
      reason: '',
      dueAt: null,
      withdrawnAt: null,
      generated: false,
      createdAt: now,
      savedAt: now,
      savedById: actor.userId,
    };
    return create(tx, Submission, values, { actor, action: 'start', now });
  }

  private async submitIn(tx: EntityManager, actor: Actor, entry: Submission, now: Date): Promise<Submission> {
    mustBeOfOwnOrganisation(actor, entry);
    const facts = await this.submitFacts(tx, entry, now);
    const decision = submit(entry, { ...facts, registerNumber: entry.registerNumber ?? '' });
    const revision = await this.freeze(tx, { ...facts, actor, entry, number: entry.revisions + 1 });
    // The counter of the nomination is everybody's: it is taken last and held for as short as can be.
    const number =
      entry.registerNumber ??
      registerNumber({ ...facts.numbering, sequence: await takeSequence(tx, entry.nominationId) });
    return save(
      tx,
      entry,
      { ...decision, changes: { ...decision.changes, registerNumber: number, revisionId: revision.id } },
      { actor, action: 'submit', now },
    );
  }

  private async submitFacts(tx: EntityManager, entry: Submission, now: Date) {
    const nomination = await getNomination(tx, entry.nominationId);
    const cycle = await getCycle(tx, entry.cycleId);
    const form = await getForm(tx, entry.formVersionId);
    const organisation = await getOrganisation(tx, entry.organisationId);
    const attachments = await listAttachments(tx, entry.id);
    const answers = withFiles(entry.answers, attachments);
    const quota = nomination.quotaPerRegion;
    return {
      now,
      timeZone: cycle.timeZone,
      intake: await findStage(tx, cycle.id, 'intake'),
      quota,
      inPlay: quota === null ? 0 : await this.countForQuota(tx, entry),
      organisationKind: organisation.kind,
      allowedKinds: nomination.allowedKinds,
      problems: validateAnswers(form.fields, answers, { complete: true }),
      numbering: { nominationCode: nomination.code, year: cycle.year },
      organisation,
      attachments,
      answers,
    };
  }

  /** Whoever counts for a quota holds its lock until the end of the transaction. */
  private async countForQuota(tx: EntityManager, { id, nominationId, regionCode }: Submission): Promise<number> {
    await lockQuota(tx, nominationId, regionCode);
    return countInPlay(tx, { nominationId, regionCode, exceptId: id });
  }

  private async freeze(
    tx: EntityManager,
    facts: {
      actor: Actor;
      entry: Submission;
      organisation: Organisation;
      attachments: Attachment[];
      answers: Answers;
      number: number;
      now: Date;
    },
  ): Promise<SubmissionRevision> {
    const { actor, entry, organisation, number, now } = facts;
    const region = regionOn(await getRegion(tx, entry.regionCode), dayOf(now, 'Europe/Moscow'));
    const content = {
      submissionId: entry.id,
      number,
      title: entry.title,
      formVersionId: entry.formVersionId,
      answers: facts.answers,
      organisation: {
        id: organisation.id,
        name: organisation.name,
        kind: organisation.kind,
        regionCode: region.code,
        regionName: region.nameRu,
      },
      files: facts.attachments.map(({ field, file }) => ({
        field,
        name: file.name,
        type: file.type,
        bytes: file.bytes,
        sha256: file.sha256,
      })),
      submittedAt: now,
    };
    const hash = contentHash(revisionContent(content), sha256);
    const values = { ...content, id: newId(), contentHash: hash, submittedById: actor.userId };
    return create(tx, SubmissionRevision, values, { actor, action: 'freeze', now });
  }
}

/** The name of the practice is the answer to the field `title`; every form has it. */
export function titleOf(answers: Answers): string {
  const title = answers['title'];
  return typeof title === 'string' ? title.trim() : '';
}

async function staleEdit(tx: EntityManager, entry: Submission, yours: Answers): Promise<Refusal> {
  const [row] = entry.savedById
    ? ((await tx.query('SELECT name FROM user_account WHERE id = $1', [entry.savedById])) as { name: string }[])
    : [];
  const theirs = Object.fromEntries(Object.keys(yours).map((field) => [field, entry.answers[field] ?? null]));
  return new Refusal({
    code: 'stale-edit',
    yours,
    theirs,
    version: entry.version,
    changedBy: row?.name ?? null,
    changedAt: entry.savedAt,
  });
}
