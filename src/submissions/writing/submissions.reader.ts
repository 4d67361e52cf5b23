import { EntryOrigin } from '../entries/entry-origin.entity.js';
import { missingConsents } from '../../cycles/consents/account-consents.queries.js';
import type { EntryConsent } from '../../domain/cycles/entry-rules.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getForm } from '../../cycles/forms/forms.queries.js';
import {
  formOf,
  getSetup,
  closingIn,
  intakeOfEntry,
  regionOf,
  stagesFor,
  type CycleSetup,
} from '../../cycles/setup/cycle-setup.js';
import type { FormVersion } from '../../cycles/forms/form-version.entity.js';
import { Region } from '../../cycles/reference/region.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { hidesFiles } from '../../domain/judging/blind.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import type { Answers, FormField, Words } from '../../domain/cycles/form.js';
import { changedQuestions } from '../../domain/submissions/carry-over.js';
import { isEditable, isWithdrawable, type SubmissionState } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { BareCopies } from '../../platform/files/bare/bare-copies.js';
import type { UnbaredReason } from '../../platform/files/bare/unbared.js';
import { record } from '../../platform/database/save.js';
import type { Attachment } from '../files/attachment.entity.js';
import { intakeToSend } from '../files/grace.queries.js';
import { listQuarantined } from '../files/files.queries.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';
import type { Submission } from '../entries/submission.entity.js';
import { getAnswers } from '../entries/answers.queries.js';
import { isOwnOf, visibleTo } from '../entries/submission.policy.js';
import { includesRight, isOfOrganisation, rightOn, type EntryRight } from '../../domain/submissions/entry-rights.js';
import * as queries from '../entries/submission.queries.js';
import { SubmissionFilter, listSubmissions, type ListedEntry } from '../register/register.queries.js';
import { countReceived } from '../register/tally.queries.js';
import { getRevision, listRevisions } from '../revisions/revisions.queries.js';
import { CrossTask, listCrossTasks } from './cross-tasks.queries.js';
import { endPresence, notePresence, type Present } from './presence.queries.js';
import { getInForce, getWorkingCopy, listFilesOf } from './shown.queries.js';

export interface EntryPage {
  entry: Submission;
  /** With files: the working copy for the entry's own people, what is in force for everybody else. */
  answers: Answers;
  /** What is in force; null for a draft. */
  revision: SubmissionRevision | null;
  form: FormVersion;
  /** The form that the revision in force answered. */
  revisionForm: FormVersion;
  /** As they are for this entry: its intake with what was extended for it. */
  stages: Stage[];
  region: Region;
  attachments: Attachment[];
  /** Hashes of files that are kept from experts who may not know whose they are, with the reason. */
  unbared: Map<string, UnbaredReason>;
  /** Ids of files that nobody opens: empty until the scanner has looked, then what it found. */
  quarantined: Map<string, string>;
  /** The published practice that the entry repeats; null where it repeats none. */
  origin: EntryOrigin | null;
  /** Of an entry that goes on from an earlier one or repeats a practice: the questions that were asked otherwise then. */
  earlierQuestions: Map<string, Words>;
  /** Others of the region in play in the nomination. */
  inPlay: number;
  editable: boolean;
  withdrawable: boolean;
  /** Whether the reader works on the entry: for its organisation, or as a collaborator. */
  own: boolean;
  /** What the reader may do with it; null for all others who read it. */
  right: EntryRight | null;
  /** Whether the reader acts for the entry's organisation. */
  ofOrganisation: boolean;
  /** What the entry owes in the cross-review; nothing for other readers. */
  tasks: CrossTask[];
  now: Date;
}

/** A window asks every 15 seconds; whoever was silent for three times as long has gone. */
const presentForMs = 45_000;

/** A revision with the form that it answered. */
export interface OpenedRevision {
  entry: Submission;
  revision: SubmissionRevision;
  form: FormVersion;
}

/** What controllers and pages read, always through the visibility of the actor. */
@Injectable()
export class SubmissionsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly bare: BareCopies,
  ) {}

  /** Refuses `not-found`; `handed-over` to who entered it on behalf of its organisation, whose people have it by now. */
  async get(actor: Actor, id: string): Promise<Submission> {
    try {
      return await queries.getSubmission(this.db.reader, id, visibleTo(actor));
    } catch (error) {
      const organisation = error instanceof Refusal && (await queries.findEnteredBy(this.db.reader, id, actor.userId));
      if (organisation) throw new Refusal({ code: 'handed-over', organisation });
      throw error;
    }
  }

  /** What the person is yet to agree to before submitting; nothing for an organizer who entered it on behalf. */
  async missingConsents({ userId }: Actor, { cycleId, enteredById }: Submission): Promise<EntryConsent[]> {
    if (enteredById !== null && enteredById === userId) return [];
    return missingConsents(this.db.reader, userId, await getSetup(this.db.reader, cycleId));
  }

  /** The entry with its answers: the working copy for its own people, without files; what is in force for everybody else. */
  async getWithAnswers(actor: Actor, id: string): Promise<{ entry: Submission; answers: Answers }> {
    const entry = await this.get(actor, id);
    if (isOwnOf(actor, entry)) return { entry, answers: await getAnswers(this.db.reader, entry) };
    return { entry, answers: (await getInForce(this.db.reader, entry)).answers };
  }

  list(actor: Actor, filter: SubmissionFilter, page: Parameters<typeof listSubmissions>[3]): Promise<ListedEntry[]> {
    return listSubmissions(this.db.reader, visibleTo(actor), filter, page);
  }

  countByState(actor: Actor, cycleId: string): Promise<Partial<Record<SubmissionState, number>>> {
    return countReceived(this.db.reader, actor, cycleId);
  }

  /** Of files that were read for the actor. */
  quarantined(attachments: readonly Attachment[]): Promise<Map<string, string>> {
    return listQuarantined(this.db.reader, attachments);
  }

  /** Of a revision that was read for the actor. */
  filesOf(revision: SubmissionRevision): Promise<Attachment[]> {
    return listFilesOf(this.db.reader, revision);
  }

  /** Of an entry that was read for the actor. */
  revisions({ id }: Submission): Promise<SubmissionRevision[]> {
    return listRevisions(this.db.reader, id);
  }

  /** Everything that the pages of one entry show. */
  async page(actor: Actor, id: string): Promise<EntryPage> {
    const em = this.db.reader;
    const now = this.clock.now();
    const entry = await this.get(actor, id);
    const setup = await getSetup(em, entry.cycleId);
    const right = rightOn(actor, entry);
    const own = right !== null;
    const ofOrganisation = isOfOrganisation(actor, entry);
    const intake = intakeOfEntry(setup, entry);
    const { answers, attachments, formVersionId, revision } = await (own ? getWorkingCopy : getInForce)(em, entry);
    const page: EntryPage = {
      entry,
      answers,
      revision,
      form: formOf(setup, formVersionId),
      revisionForm: formOf(setup, revision?.formVersionId ?? formVersionId),
      stages: stagesFor(setup, { ...entry, submissionId: id }),
      region: regionOf(setup, entry.regionCode),
      attachments,
      unbared: await this.unbared(setup, attachments),
      quarantined: await listQuarantined(em, attachments),
      origin: await em.findOneBy(EntryOrigin, { submissionId: id }),
      earlierQuestions: await earlierQuestions(em, entry, formOf(setup, formVersionId).fields),
      inPlay: await queries.countInPlay(em, {
        nominationId: entry.nominationId,
        regionCode: entry.regionCode,
        exceptId: id,
      }),
      editable:
        includesRight(right, 'edit') &&
        isEditable(entry, own ? await intakeToSend(em, setup, entry, { clock: this.clock }) : intake, now),
      withdrawable: ofOrganisation && isWithdrawable(entry, intake, now),
      own,
      right,
      ofOrganisation,
      tasks: ofOrganisation
        ? (await listCrossTasks(em, [entry.organisationId], now)).filter(({ entryId }) => entryId === id)
        : [],
      now,
    };
    await this.noteReading(actor, entry, now);
    return page;
  }

  /** What is in force of an entry that was read for the actor, for its own people who read the working copy else. */
  async inForce({ entry, revisionForm }: EntryPage): Promise<Pick<EntryPage, 'answers' | 'attachments' | 'form'>> {
    const { answers, attachments } = await getInForce(this.db.reader, entry);
    return { answers, attachments, form: revisionForm };
  }

  /**
   * Notes where one of the entry's people is in its form, and tells who else has it open, each once.
   * Refuses `not-found` whoever does not write the entry.
   */
  async presence(
    actor: Actor & { userId: string },
    id: string,
    at: { window: string; field: string; leaves: boolean },
  ): Promise<{ present: (Present & { isOwn: boolean })[]; fields: readonly FormField[] }> {
    const em = this.db.reader;
    const entry = await this.get(actor, id);
    if (!includesRight(rightOn(actor, entry), 'edit')) throw new Refusal({ code: 'not-found' });
    const setup = await getSetup(em, entry.cycleId);
    const { fields } = formOf(setup, entry.formVersionId);
    if (at.leaves) {
      await endPresence(em, id, actor.userId, at.window);
      return { present: [], fields };
    }
    const now = this.clock.now();
    const after = new Date(now.getTime() - presentForMs);
    const { window, field } = at;
    const present = await notePresence(em, { submissionId: id, userId: actor.userId, window, field, now, after });
    return { present: present.map((one) => ({ ...one, isOwn: one.userId === actor.userId })), fields };
  }

  /** Who reads an entry of others is on record. */
  private async noteReading(actor: Actor, entry: Submission, now: Date): Promise<void> {
    const { id } = entry;
    if (!actor.userId || isOwnOf(actor, entry)) return;
    await record(
      this.db.reader,
      { actor, action: 'read', now },
      { subjectType: 'submission', subjectId: id, before: null, after: null },
    );
  }

  private async unbared(
    { rules }: CycleSetup,
    attachments: readonly Attachment[],
  ): Promise<Map<string, UnbaredReason>> {
    if (attachments.length === 0 || !hidesFiles(judgingRulesFrom(rules?.judgingRules).blind)) return new Map();
    return this.bare.listUnbared(attachments.map(({ file }) => file.sha256));
  }

  /** The organizer's register and screening lists of a cycle. */
  async register(
    actor: Actor,
    cycleId: string,
    filter: Omit<SubmissionFilter, 'cycleId'>,
    page: { after: readonly [string, string] | null; limit: number },
  ) {
    const [frame, entries] = await Promise.all([
      this.receivedFrame(actor, cycleId),
      this.list(actor, { cycleId, ...filter }, page),
    ]);
    return { ...frame, entries };
  }

  /** What stands around the lists of what a cycle has received. */
  async receivedFrame(actor: Actor, cycleId: string) {
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
    const now = this.clock.now();
    const [setup, counts] = await Promise.all([getSetup(this.db.reader, cycleId), this.countByState(actor, cycleId)]);
    const { cycle, nominations, stages, regions } = setup;
    return {
      counts,
      closing: closingIn(setup, { kind: 'staff' }, now),
      cycleZone: cycle.timeZone,
      nominations,
      stages: [...stages],
      regions,
      now,
    };
  }

  /** What the screening page of an entry shows: the revision in force, as it was submitted. */
  async screened(actor: Actor, cycleId: string, id: string) {
    const em = this.db.reader;
    const now = this.clock.now();
    const entry = await this.get(actor, id);
    // What was never submitted is nothing to screen, also for those who write it.
    if (entry.cycleId !== cycleId || !entry.submittedAt) throw new Refusal({ code: 'not-found' });
    const [setup, { answers, attachments, formVersionId, revision }, counts] = await Promise.all([
      getSetup(em, cycleId),
      getInForce(em, entry),
      this.countByState(actor, cycleId),
    ]);
    await this.noteReading(actor, entry, now);
    return {
      entry,
      answers,
      organisation: revision?.organisation['name'] ?? entry.organisation.name,
      form: formOf(setup, formVersionId),
      region: regionOf(setup, entry.regionCode),
      closing: closingIn(setup, { kind: 'staff' }, now),
      stages: stagesFor(setup, { ...entry, submissionId: id }),
      regions: setup.regions,
      cycleZone: setup.cycle.timeZone,
      revisionWorkingDays: setup.rules?.revisionWorkingDays ?? 0,
      attachments,
      unbared: await this.unbared(setup, attachments),
      quarantined: await listQuarantined(em, attachments),
      counts,
      origin: await em.findOneBy(EntryOrigin, { submissionId: id }),
      now,
    };
  }

  /** The revision in force and the form that it answered. */
  async revisionInForce(actor: Actor, id: string): Promise<OpenedRevision | null> {
    const entry = await this.get(actor, id);
    if (!entry.revisionId) return null;
    const revision = await getRevision(this.db.reader, entry.revisionId);
    return { entry, revision, form: await getForm(this.db.reader, revision.formVersionId) };
  }

  /** A revision by its number and, if another is named, that one to compare it with. Refuses `not-found`. */
  async revision(
    actor: Actor,
    id: string,
    { number, besides }: { number: number; besides: number | null },
  ): Promise<OpenedRevision & { revisions: SubmissionRevision[]; other: OpenedRevision | null; own: boolean }> {
    const entry = await this.get(actor, id);
    const revisions = await listRevisions(this.db.reader, id);
    const open = async (wanted: number): Promise<OpenedRevision> => {
      const revision = revisions.find((one) => one.number === wanted);
      if (!revision) throw new Refusal({ code: 'not-found' });
      return { entry, revision, form: await getForm(this.db.reader, revision.formVersionId) };
    };
    const other = besides === null ? null : await open(besides);
    await this.noteReading(actor, entry, this.clock.now());
    return { ...(await open(number)), revisions, other, own: isOwnOf(actor, entry) };
  }
}

async function earlierQuestions(
  em: EntityManager,
  { id, continuedFromId }: Submission,
  fields: readonly FormField[],
): Promise<Map<string, Words>> {
  const [earlier] = await em.query<{ fields: FormField[] }[]>(
    `SELECT f.fields FROM submission s JOIN form_version f ON f.id = s.form_version_id
      WHERE s.id = coalesce($2, (SELECT p.submission_id FROM entry_origin o JOIN practice p ON p.id = o.practice_id
                                  WHERE o.submission_id = $1))`,
    [id, continuedFromId],
  );
  return earlier ? changedQuestions(earlier.fields, fields) : new Map();
}
