import { EntryOrigin } from '../../submissions/entries/entry-origin.entity.js';
import { Injectable } from '@nestjs/common';
import { findStage, listStages } from '../../cycles/stages/stages.queries.js';
import { getForm } from '../../cycles/forms/forms.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import { maySeeOthersScores } from '../../domain/judging/others-scores.js';
import { mustBeReady } from '../../domain/judging/readiness.js';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import { AttachmentsService } from '../../submissions/files/attachments.service.js';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import type { Assignment } from '../assignment/assignment.entity.js';
import type { HeardClarification } from '../clarifications/clarifications.queries.js';
import { ClarificationsReader } from '../clarifications/clarifications.reader.js';
import { listAdvice, type Advice } from '../cross-review-comments/cross-review-comments.queries.js';
import type { Evaluation } from '../sheets/evaluation.entity.js';
import { getExpert } from '../experts/experts.queries.js';
import { listPickedBeside, type PickedSheet } from '../sheets/picks.queries.js';
import { findNextOpen, listQueue, type QueueItem } from './queue.queries.js';
import { readinessOf } from '../writing/readiness.queries.js';
import {
  findEvaluation,
  getOwnAssignment,
  listOtherSheets,
  listOwnEvaluations,
  type OtherSheet,
} from '../sheets/sheets.queries.js';
import { type SheetRules, sheetRulesOf } from '../sheets/sheet-rules.queries.js';
import { isComplete } from '../writing/sheet-writing.js';
import { DeskFile, openListed, showListed, readRevision } from '../reading/entry-reading.js';

export interface Desk {
  assignment: Assignment;
  /** As the rules let experts read it. */
  revision: SubmissionRevision;
  files: DeskFile[];
  /** The published practice that it repeats; null where it repeats none. */
  origin: EntryOrigin | null;
  /** The number of a later revision; null where there is none. */
  newer: number | null;
  sheet: Evaluation | null;
  queue: QueueItem[];
  /** What others gave, where the rules show it by now; null where they do not. */
  others: OtherSheet[] | null;
  /** The own other sheets of the nomination, where places or votes are given among them. */
  beside: PickedSheet[];
  /** What entrants wrote in the cross-review: once the own sheet is submitted, where the rules show it. */
  advice: Advice[];
  /** What the applicant gave the own entry, by criterion; empty before the own sheet is handed in. */
  selfScores: Record<string, string>;
  /** What experts asked of the entry, as this one may hear it. */
  clarifications: HeardClarification[];
  /** Whether experts of the cycle ask anything. */
  mayClarify: boolean;
}

/** An own sheet with its place in the queue, and whether it could be submitted as it is. */
export interface OwnSheetRow {
  item: QueueItem;
  sheet: Evaluation;
  complete: boolean;
}

/** What an expert reads at the desk: the own queue, the entries and the own sheets. */
@Injectable()
export class DeskReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsService,
    private readonly clarifications: ClarificationsReader,
  ) {}

  async queue(actor: Person, expertId: string): Promise<QueueItem[]> {
    const expert = await getExpert(this.db.reader, expertId);
    if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
    return listQueue(this.db.reader, expertId, this.clock.now());
  }

  /** The entry to read beside the expert's own sheet. Nothing of other experts is here. */
  async desk(actor: Person, assignmentId: string): Promise<Desk> {
    const em = this.db.reader;
    const now = this.clock.now();
    const assignment = await getOwnAssignment(em, assignmentId, { userId: actor.userId, now });
    const { judging, entryFacts, criteria } = await sheetRulesOf(em, assignment.expert.cycleId);
    mustBeReady(await readinessOf(em, assignment.expert, judging));
    const sheet = await findEvaluation(em, assignmentId);
    const latest = assignment.submission.revisionId!;
    const { selfScores, ...read } = await readRevision(em, sheet?.revisionId ?? latest, { judging, entryFacts });
    const seesOthers = maySeeOthersScores(judging.others, {
      now,
      ownSheet: sheet?.state ?? null,
      review: judging.others === 'after-stage' ? await findStage(em, assignment.expert.cycleId, 'review') : null,
      dueAt: assignment.expert.dueAt,
    });
    const newer = read.revision.id === latest ? null : await em.findOneBy(SubmissionRevision, { id: latest });
    return {
      assignment,
      ...read,
      selfScores: sheet?.state === 'submitted' ? selfScores : {},
      origin: await em.findOneBy(EntryOrigin, { submissionId: assignment.submissionId }),
      newer: newer?.number ?? null,
      sheet,
      clarifications: await this.clarifications.heard(assignment),
      mayClarify: judging.clarificationDays > 0,
      queue: await listQueue(em, assignment.expertId, now),
      others: seesOthers ? await listOtherSheets(em, assignment) : null,
      beside: criteria.some(({ kind }) => pickOf(kind)) ? await listPickedBeside(em, assignmentId) : [],
      advice:
        sheet?.state === 'submitted' && judging.crossReview.shownToExperts
          ? await listAdvice(em, assignment.submissionId, judging.blind)
          : [],
    };
  }

  /** What stands around a sheet: its rules, the stages and the fields of the form. */
  async frame(
    cycleId: string,
    formVersionId: string,
    nomination: { id: string; code: string },
  ): Promise<SheetRules & { stages: Stage[]; fields: FormField[]; now: Date }> {
    const em = this.db.reader;
    return {
      ...(await sheetRulesOf(em, cycleId, nomination)),
      stages: await listStages(em, cycleId),
      fields: (await getForm(em, formVersionId)).fields,
      now: this.clock.now(),
    };
  }

  /** The next entry of the own queue that is not submitted, after this one and round again; null when all are. */
  async nextAfter(actor: Person, assignmentId: string): Promise<{ expertId: string; next: string | null }> {
    if (!isId(assignmentId)) throw new Refusal({ code: 'not-found' });
    return findNextOpen(this.db.reader, { assignmentId, userId: actor.userId, now: this.clock.now() });
  }

  /** The revision that is being judged beside the latest one, both as the expert may read them. */
  async changes(actor: Person, assignmentId: string) {
    const em = this.db.reader;
    const { assignment, sheet, revision: before, newer } = await this.desk(actor, assignmentId);
    if (newer === null) throw new Refusal({ code: 'not-found' });
    const rules = await sheetRulesOf(em, assignment.expert.cycleId);
    const { revision: after } = await readRevision(em, assignment.submission.revisionId!, rules);
    const fieldsOf = async (id: string) => (await getForm(em, id)).fields;
    return {
      before,
      after,
      beforeFields: await fieldsOf(before.formVersionId),
      afterFields: await fieldsOf(after.formVersionId),
      mayTake: sheet?.state === 'draft',
    };
  }

  /** The own sheets with what the finish shows of them: nothing of others is here. */
  async ownSheets(
    actor: Person,
    expertId: string,
  ): Promise<{ sheets: OwnSheetRow[]; rules: SheetRules; queue: QueueItem[] }> {
    const em = this.db.reader;
    const queue = await this.queue(actor, expertId);
    const rules = await sheetRulesOf(em, (await getExpert(em, expertId)).cycleId);
    const rows = new Map(
      (await listOwnEvaluations(em, expertId, this.clock.now())).map((row) => [row.assignmentId, row]),
    );
    const sheets = queue.flatMap((item) => {
      const sheet = rows.get(item.assignmentId);
      return sheet ? [{ item, sheet, complete: isComplete(sheet, rules) }] : [];
    });
    return { sheets, rules, queue };
  }

  /** The bytes of a file of the revision that is being judged, as the rules let experts read it. */
  async file(actor: Person, assignmentId: string, fileId: string) {
    const { assignment, files } = await this.desk(actor, assignmentId);
    return openListed(this.attachments, assignment.submission, { files, fileId });
  }

  /** The same, to be shown by the browser. */
  async shownFile(actor: Person, assignmentId: string, fileId: string) {
    const { assignment, files } = await this.desk(actor, assignmentId);
    return showListed(this.attachments, assignment.submission, { files, fileId });
  }
}
