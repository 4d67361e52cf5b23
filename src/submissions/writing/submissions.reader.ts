import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { getForm } from '../../cycles/forms/forms.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { formOf, getSetup, regionOf, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { listCyclesInIntake } from '../../cycles/stages/stages.queries.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { FormVersion } from '../../cycles/forms/form-version.entity.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Region } from '../../cycles/reference/region.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { hidesFiles } from '../../domain/judging/blind.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import type { Answers } from '../../domain/cycles/form.js';
import { isEditable, type SubmissionState } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { BareCopies } from '../../platform/files/bare/bare-copies.js';
import type { UnbaredReason } from '../../platform/files/bare/unbared.js';
import { record } from '../../platform/database/save.js';
import type { Attachment } from '../files/attachment.entity.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';
import type { Submission } from '../entries/submission.entity.js';
import { getAnswers } from '../entries/answers.queries.js';
import { visibleTo } from '../entries/submission.policy.js';
import * as queries from '../entries/submission.queries.js';
import { SubmissionFilter, listSubmissions, type ListedEntry } from '../register/register.queries.js';
import { countReceived } from '../register/tally.queries.js';
import { getRevision, listRevisions } from '../revisions/revisions.queries.js';
import { listAttachments, withFiles } from '../files/files.queries.js';
import { CrossTask, listCrossTasks } from './cross-tasks.queries.js';

export interface EntryPage {
  entry: Submission;
  /** The working copy with its files. */
  answers: Answers;
  form: FormVersion;
  stages: Stage[];
  region: Region;
  attachments: Attachment[];
  /** Hashes of files that are kept from experts who may not know whose they are, with the reason. */
  unbared: Map<string, UnbaredReason>;
  inPlay: number;
  editable: boolean;
  /** Whether the reader acts for the entry's organisation. */
  own: boolean;
  /** What the entry owes in the cross-review; nothing for other readers. */
  tasks: CrossTask[];
  now: Date;
}

/** What controllers and pages read, always through the visibility of the actor. */
@Injectable()
export class SubmissionsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly bare: BareCopies,
  ) {}

  get(actor: Actor, id: string): Promise<Submission> {
    return queries.getSubmission(this.db.reader, id, visibleTo(actor));
  }

  /** The entry with its working copy, without files. */
  async getWithAnswers(actor: Actor, id: string): Promise<{ entry: Submission; answers: Answers }> {
    const entry = await this.get(actor, id);
    return { entry, answers: await getAnswers(this.db.reader, entry) };
  }

  list(actor: Actor, filter: SubmissionFilter, page: Parameters<typeof listSubmissions>[3]): Promise<ListedEntry[]> {
    return listSubmissions(this.db.reader, visibleTo(actor), filter, page);
  }

  countByState(actor: Actor, cycleId: string): Promise<Partial<Record<SubmissionState, number>>> {
    return countReceived(this.db.reader, actor, cycleId);
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
    const { stages } = setup;
    const own = actor.organisationIds.includes(entry.organisationId);
    const intake = stages.find((stage) => stage.kind === 'intake') ?? null;
    const attachments = await listAttachments(em, id);
    const page: EntryPage = {
      entry,
      answers: withFiles(await getAnswers(em, entry), attachments),
      form: formOf(setup, entry.formVersionId),
      stages: [...stages],
      region: regionOf(setup, entry.regionCode),
      attachments,
      unbared: await this.unbared(setup, attachments),
      inPlay: await queries.countInPlay(em, {
        nominationId: entry.nominationId,
        regionCode: entry.regionCode,
        exceptId: id,
      }),
      editable: own && isEditable(entry, intake, now),
      own,
      tasks: own ? (await listCrossTasks(em, [entry.organisationId], now)).filter(({ entryId }) => entryId === id) : [],
      now,
    };
    await this.noteReading(actor, entry, now);
    return page;
  }

  /** Who reads an entry of others is on record. */
  private async noteReading(actor: Actor, { id, organisationId }: Submission, now: Date): Promise<void> {
    if (!actor.userId || actor.organisationIds.includes(organisationId)) return;
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

  /** The entrant's list with the intakes' ends. */
  async mine(actor: Actor): Promise<{
    entries: ListedEntry[];
    intakes: Map<string, Stage>;
    open: boolean;
    tasks: CrossTask[];
    now: Date;
  }> {
    const em = this.db.reader;
    const now = this.clock.now();
    const entries = await listSubmissions(
      em,
      visibleTo(actor),
      { organisationIds: actor.organisationIds },
      { after: null, limit: 200 },
    );
    const open = await listCyclesInIntake(em, now);
    return {
      entries,
      intakes: new Map(open.map(({ cycle, intake }) => [cycle.id, intake])),
      open: open.length > 0,
      tasks: await listCrossTasks(em, actor.organisationIds, now),
      now,
    };
  }

  /** What can be begun: open cycles with their nominations, and the actor's organisations. */
  async beginnings(
    actor: Actor,
  ): Promise<{ cycles: { cycle: Cycle; intake: Stage; nominations: Nomination[] }[]; organisations: Organisation[] }> {
    const em = this.db.reader;
    const open = await listCyclesInIntake(em, this.clock.now());
    const cycles = await Promise.all(
      open.map(async (found) => ({ ...found, nominations: await listNominations(em, found.cycle.id) })),
    );
    const organisations = await em.find(Organisation, {
      where: { id: In([...actor.organisationIds]) },
      order: { name: 'ASC' },
    });
    return { cycles, organisations };
  }

  /** The organizer's register and screening lists of a cycle. */
  async register(
    actor: Actor,
    cycleId: string,
    filter: Omit<SubmissionFilter, 'cycleId'>,
    page: { after: readonly [string, string] | null; limit: number },
  ) {
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
    const [{ cycle, nominations, stages, regions }, entries, counts] = await Promise.all([
      getSetup(this.db.reader, cycleId),
      this.list(actor, { cycleId, ...filter }, page),
      this.countByState(actor, cycleId),
    ]);
    return {
      entries,
      counts,
      cycleZone: cycle.timeZone,
      nominations,
      stages: [...stages],
      regions,
      now: this.clock.now(),
    };
  }

  /** What the screening page of an entry shows: the revision in force, as it was submitted. */
  async screened(actor: Actor, cycleId: string, id: string) {
    const em = this.db.reader;
    const now = this.clock.now();
    const entry = await this.get(actor, id);
    if (entry.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    const [setup, revision, attachments, counts] = await Promise.all([
      getSetup(em, cycleId),
      entry.revisionId ? getRevision(em, entry.revisionId) : null,
      listAttachments(em, id),
      this.countByState(actor, cycleId),
    ]);
    await this.noteReading(actor, entry, now);
    return {
      entry,
      answers: revision?.answers ?? withFiles(await getAnswers(em, entry), attachments),
      form: formOf(setup, revision?.formVersionId ?? entry.formVersionId),
      region: regionOf(setup, entry.regionCode),
      stages: [...setup.stages],
      cycleZone: setup.cycle.timeZone,
      revisionWorkingDays: setup.rules?.revisionWorkingDays ?? 0,
      attachments,
      unbared: await this.unbared(setup, attachments),
      counts,
      now,
    };
  }

  /** The revision in force and the form that it answered. */
  async revisionInForce(
    actor: Actor,
    id: string,
  ): Promise<{
    entry: Submission;
    revision: SubmissionRevision;
    form: FormVersion;
    revisions: SubmissionRevision[];
  } | null> {
    const entry = await this.get(actor, id);
    if (!entry.revisionId) return null;
    const revisions = await listRevisions(this.db.reader, id);
    const revision = revisions.find((candidate) => candidate.id === entry.revisionId)!;
    return { entry, revision, form: await getForm(this.db.reader, revision.formVersionId), revisions };
  }
}
