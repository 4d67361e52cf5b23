import { selfScoresOf, withoutSelfScores } from '../domain/entry-facts.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage, getForm } from '../cycles/cycles.queries.js';
import { type Actor } from '../domain/actor.js';
import { saveScores, submitSheet, unremarked, unscored, type SheetFacts } from '../domain/evaluation.js';
import { reviewFor } from '../domain/personal-term.js';
import { Refusal } from '../domain/refusal.js';
import type { Decision } from '../domain/decision.js';
import { blinded } from '../domain/blind.js';
import type { FileAnswer } from '../domain/form.js';
import type { JudgingRules } from '../domain/judging-rules.js';
import { mustBeOpen } from '../domain/stage.js';
import { compareText } from '../domain/seeded.js';
import { mustGiveReason } from '../domain/submission.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, save } from '../platform/database/save.js';
import { isId, newId } from '../platform/ids.js';
import { endingOf } from '../platform/files/files.js';
import { AttachmentsService } from '../submissions/attachments.service.js';
import { SubmissionRevision } from '../submissions/submission-revision.entity.js';
import type { Assignment } from './assignment.entity.js';
import { Evaluation } from './evaluation.entity.js';
import { addConflict } from './conflicts.service.js';
import { listAdvice, type Advice } from './cross-review/cross-review.queries.js';
import {
  findEvaluation,
  findNextOpen,
  getExpert,
  getOwnAssignment,
  listOtherSheets,
  listOwnEvaluations,
  listQueue,
  lockAssignmentsOf,
  lockOwnAssignment,
  missingConsents,
  namesOf,
  sheetRulesOf,
  type OtherSheet,
  type QueueItem,
  type SheetRules,
} from './judging.queries.js';
import { mustHaveTrained } from './training.service.js';

type Person = Actor & { userId: string };

export interface SheetInput {
  /** What the sender began from; a later save by another window makes it stale. */
  version: number;
  scores: Record<string, string>;
  /** Criteria that the expert is unable to judge. */
  cannotJudge?: string[];
  remarks: Record<string, string>;
  note: string;
}

/** A file of the entry as the expert may know it. */
export interface DeskFile {
  id: string;
  /** Empty where names of files are hidden. */
  name: string;
  type: string;
  /** Null where it is hidden. */
  bytes: number | null;
}

export interface Desk {
  assignment: Assignment;
  /** As the rules let experts read it. */
  revision: SubmissionRevision;
  files: DeskFile[];
  /** The number of a later revision; null where there is none. */
  newer: number | null;
  sheet: Evaluation | null;
  queue: QueueItem[];
  /** What others gave, where the rules show it by now; null where they do not. */
  others: OtherSheet[] | null;
  /** What entrants wrote in the cross-review: once the own sheet is submitted, where the rules show it. */
  advice: Advice[];
  /** What the applicant gave the own entry, by criterion; empty before the own sheet is handed in. */
  selfScores: Record<string, string>;
}

/** The expert's verbs on score sheets. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsService,
  ) {}

  async queue(actor: Person, expertId: string): Promise<QueueItem[]> {
    const expert = await getExpert(this.db.reader, expertId);
    if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
    return listQueue(this.db.reader, expertId);
  }

  /** The entry to read beside the expert's own sheet. Nothing of other experts is here. */
  async desk(actor: Person, assignmentId: string): Promise<Desk> {
    const assignment = await getOwnAssignment(this.db.reader, assignmentId, actor.userId);
    const em = this.db.reader;
    const { judging, entryFacts } = await sheetRulesOf(em, assignment.expert.cycleId);
    await mustBeReady(em, assignment, judging);
    const sheet = await findEvaluation(em, assignmentId);
    const latest = assignment.submission.revisionId!;
    const { selfScores, ...read } = await readRevision(em, sheet?.revisionId ?? latest, { judging, entryFacts });
    const newer = read.revision.id === latest ? null : await em.findOneBy(SubmissionRevision, { id: latest });
    return {
      assignment,
      ...read,
      selfScores: sheet?.state === 'submitted' ? selfScores : {},
      newer: newer?.number ?? null,
      sheet,
      queue: await listQueue(em, assignment.expertId),
      others: (await this.maySeeOthers(assignment, sheet, judging.others))
        ? await listOtherSheets(em, assignment)
        : null,
      advice:
        sheet?.state === 'submitted' && judging.crossReview.shownToExperts
          ? await listAdvice(em, assignment.submissionId, judging.blind)
          : [],
    };
  }

  /** The next entry of the own queue that is not submitted, after this one and round again; null when all are. */
  async nextAfter(actor: Person, assignmentId: string): Promise<{ expertId: string; next: string | null }> {
    if (!isId(assignmentId)) throw new Refusal({ code: 'not-found' });
    return findNextOpen(this.db.reader, { assignmentId, userId: actor.userId });
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

  /** The draft judges the latest revision from now on; its points stay. Refuses `sheet-frozen`, `stage-closed`. */
  takeNewer(actor: Person, assignmentId: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.findOrBegin(tx, actor, facts);
      if (sheet.state !== 'draft') throw new Refusal({ code: 'sheet-frozen' });
      mustBeOpen(facts.review, 'review', facts.now, facts.timeZone);
      const changes = { revisionId: facts.assignment.submission.revisionId!, savedAt: facts.now };
      return save(tx, sheet, { changes, events: [] }, { actor, action: 'take-revision', now: facts.now });
    });
  }

  /** The bytes of a file of the revision that is being judged; its name is neutral where the rules hide names. */
  async file(actor: Person, assignmentId: string, fileId: string) {
    const { assignment, files } = await this.desk(actor, assignmentId);
    const index = files.findIndex(({ id }) => id === fileId);
    if (index < 0) throw new Refusal({ code: 'not-found' });
    const { name, type, bytes } = await this.attachments.openOf(assignment.submissionId, fileId);
    const neutral = `${assignment.submission.registerNumber}-${index + 1}.${endingOf(type).toLowerCase()}`;
    return { name: files[index]!.name ? name : neutral, type, bytes };
  }

  private async maySeeOthers(
    { expert }: Assignment,
    sheet: Evaluation | null,
    rule: JudgingRules['others'],
  ): Promise<boolean> {
    if (rule === 'never') return false;
    if (rule === 'after-own') return sheet?.state === 'submitted';
    const review = await findStage(this.db.reader, expert.cycleId, 'review');
    return review !== null && this.clock.now() >= review.closesAt;
  }

  /**
   * Keeps points and remarks of the draft.
   * Refuses `stale-edit`, `sheet-frozen`, `stage-closed`, `score-off-scale`, `cannot-judge-not-foreseen`.
   */
  save(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.findOrBegin(tx, actor, facts);
      if (isStale(sheet, input)) throw stale(sheet, input);
      return this.write(tx, actor, sheet, input, facts);
    });
  }

  /** Saves and submits: the sheet is frozen by it. Refuses `sheet-incomplete` and `remark-missing` with what is missing. */
  submit(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const deed = { actor, action: 'submit', now: facts.now };
      const found = await findEvaluation(tx, assignmentId);
      const sheet = found ?? begun(facts);
      if (isStale(sheet, input)) throw stale(sheet, input);
      const { changes } = written(sheet, input, facts);
      const decision = submitSheet({ ...sheet, ...changes }, facts);
      const all = { ...changes, ...decision.changes };
      if (found) return save(tx, found, { changes: all, events: decision.events }, deed);
      return create(tx, Evaluation, { ...sheet, ...all, version: 1 }, deed, decision.events);
    });
  }

  /** Submits the sheet as it was saved, for programs that save first. */
  submitSaved(actor: Person, assignmentId: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.findOrBegin(tx, actor, facts);
      return save(tx, sheet, submitSheet(sheet, facts), { actor, action: 'submit', now: facts.now });
    });
  }

  /** The own sheets with what the finish shows of them: nothing of others is here. */
  async ownSheets(
    actor: Person,
    expertId: string,
  ): Promise<{ sheets: OwnSheetRow[]; rules: SheetRules; total: number }> {
    const em = this.db.reader;
    const queue = await this.queue(actor, expertId);
    const rules = await sheetRulesOf(em, (await getExpert(em, expertId)).cycleId);
    const rows = new Map((await listOwnEvaluations(em, expertId)).map((row) => [row.assignmentId, row]));
    const sheets = queue.flatMap((item) => {
      const sheet = rows.get(item.assignmentId);
      return sheet ? [{ item, sheet, complete: isComplete(sheet, rules) }] : [];
    });
    return { sheets, rules, total: queue.length };
  }

  /** Submits every draft of the expert that is complete, and tells how many; the others stay as they are. */
  submitComplete(actor: Person, expertId: string): Promise<number> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await getExpert(tx, expertId);
      if (expert.userId !== actor.userId || expert.state !== 'accepted') throw new Refusal({ code: 'not-found' });
      await lockAssignmentsOf(tx, expertId);
      const { criteria, cannotJudge, judging } = await sheetRulesOf(tx, expert.cycleId);
      const { timeZone } = expert.cycle;
      const review = await findStage(tx, expert.cycleId, 'review');
      mustBeOpen(review, 'review', now, timeZone);
      const facts = { now, timeZone, review, criteria, cannotJudge, remarks: judging.sheet };
      const drafts = (await listOwnEvaluations(tx, expertId)).filter(
        (sheet) => sheet.state === 'draft' && isComplete(sheet, { criteria, cannotJudge, judging }),
      );
      for (const sheet of drafts) await save(tx, sheet, submitSheet(sheet, facts), { actor, action: 'submit', now });
      return drafts.length;
    });
  }

  /** The expert steps back from an entry: it vanishes from the queue at once and the pair is a declared conflict. */
  recuse(actor: Person, assignmentId: string, reason: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const assignment = await lockOwnAssignment(tx, assignmentId, actor.userId);
      const sheet = await findEvaluation(tx, assignmentId);
      if (sheet?.state === 'submitted') throw new Refusal({ code: 'sheet-frozen' });
      const now = this.clock.now();
      await addConflict(tx, {
        actor,
        expert: assignment.expert,
        submissionId: assignment.submissionId,
        source: 'declared',
        reason: mustGiveReason(reason),
        now,
      });
    });
  }

  /** What the rules need to know of the sheet; its assignment is locked against every other verb on it. */
  private async factsOf(
    tx: EntityManager,
    actor: Person,
    assignmentId: string,
  ): Promise<SheetFacts & { assignment: Assignment }> {
    const now = this.clock.now();
    const assignment = await lockOwnAssignment(tx, assignmentId, actor.userId);
    const { cycle, cycleId } = assignment.expert;
    const { criteria, cannotJudge, judging } = await sheetRulesOf(tx, cycleId);
    await mustBeReady(tx, assignment, judging);
    return {
      assignment,
      now,
      timeZone: cycle.timeZone,
      review: reviewFor(await findStage(tx, cycleId, 'review'), assignment.expert.dueAt),
      criteria,
      cannotJudge,
      remarks: judging.sheet,
    };
  }

  private async findOrBegin(
    tx: EntityManager,
    actor: Person,
    { assignment, now }: { assignment: Assignment; now: Date },
  ): Promise<Evaluation> {
    const sheet = await findEvaluation(tx, assignment.id);
    if (sheet) return sheet;
    return create(tx, Evaluation, begun({ assignment, now }), { actor, action: 'begin', now });
  }

  private write(
    tx: EntityManager,
    actor: Person,
    sheet: Evaluation,
    input: SheetInput,
    facts: SheetFacts,
  ): Promise<Evaluation> {
    return save(tx, sheet, written(sheet, input, facts), { actor, action: 'save', now: facts.now });
  }
}

/** A sheet that nothing was written on yet. */
function begun({ assignment, now }: { assignment: Assignment; now: Date }): Evaluation {
  const values = {
    id: newId(),
    assignmentId: assignment.id,
    revisionId: assignment.submission.revisionId!,
    state: 'draft' as const,
    scores: {},
    cannotJudge: [],
    remarks: {},
    note: '',
    reason: '',
    createdAt: now,
    savedAt: now,
    submittedAt: null,
    version: 0,
  };
  return Object.assign(new Evaluation(), values);
}

/** What of the input is kept: points and remarks of known criteria, and the private note. */
function written(sheet: Evaluation, input: SheetInput, facts: SheetFacts): Decision<Evaluation> {
  const { changes, events } = saveScores(sheet, input.scores, facts, input.cannotJudge);
  const known = new Set(facts.criteria.map(({ id }) => id));
  const remarks = Object.fromEntries(
    Object.entries(input.remarks).filter(([id, text]) => known.has(id) && text.trim()),
  );
  return { changes: { ...changes, remarks, note: input.note }, events };
}

/** An own sheet with its place in the queue, and whether it could be submitted as it is. */
export interface OwnSheetRow {
  item: QueueItem;
  sheet: Evaluation;
  complete: boolean;
}

function isComplete(
  sheet: Evaluation,
  { criteria, cannotJudge, judging }: Pick<SheetRules, 'criteria' | 'cannotJudge' | 'judging'>,
): boolean {
  const declared = cannotJudge === 'refuse' ? [] : sheet.cannotJudge;
  return (
    unscored(sheet.scores, criteria, declared).length === 0 &&
    unremarked(sheet, { criteria, remarks: judging.sheet }).length === 0
  );
}

/** A revision with its files as the rules let experts, and entrants who review, read them, and the applicant's own points apart. */
export async function readRevision(
  em: EntityManager,
  id: string,
  { judging: { blind }, entryFacts }: Pick<SheetRules, 'judging' | 'entryFacts'>,
): Promise<{ revision: SubmissionRevision; files: DeskFile[]; selfScores: Record<string, string> }> {
  const whole = await em.findOneByOrFail(SubmissionRevision, { id });
  const selfScores = selfScoresOf(whole.answers, entryFacts);
  const revision = { ...whole, answers: withoutSelfScores(whole.answers, entryFacts) };
  const { fields } = await getForm(em, revision.formVersionId);
  const files = fields
    .filter(({ type, about }) => type === 'files' && (about === undefined || !blind.includes(about)))
    .flatMap((field) => (revision.answers[field.id] ?? []) as FileAnswer[])
    .map(({ id: fileId, name, mediaType, bytes }) => ({ id: fileId, name, type: mediaType, bytes }));
  if (blind.length === 0) return { revision, files, selfScores };
  const names = blind.includes('people') ? await namesOf(em, revision.submissionId) : { people: [] };
  return {
    revision: { ...blinded(revision, { fields, blind, names }), files: [] },
    files: files.map((file) => ({ ...file, name: '', bytes: null })),
    selfScores,
  };
}

/** Nothing of an entry opens before the expert has signed what is to be signed, named the conflicts, and trained. */
async function mustBeReady(em: EntityManager, { expert }: Assignment, rules: JudgingRules): Promise<void> {
  const kinds = (await missingConsents(em, expert, rules)).map(({ kind }) => kind);
  if (kinds.length > 0) throw new Refusal({ code: 'consents-needed', expertId: expert.id, kinds });
  if (!expert.conflictsDeclaredAt) throw new Refusal({ code: 'conflicts-undeclared', expertId: expert.id });
  if (rules.sheet.training) await mustHaveTrained(em, expert);
}

/** Saved since by another window. The same once more, as a page sends it that is being left, changes nothing. */
function isStale(sheet: Evaluation, input: SheetInput): boolean {
  if (sheet.state !== 'draft' || sheet.version === input.version) return false;
  const told = ({ scores, cannotJudge = [], remarks, note }: Omit<SheetInput, 'version'>) =>
    JSON.stringify([said(scores), [...cannotJudge].sort(compareText), said(remarks), note]);
  return told(sheet) !== told(input);
}

const said = (values: Record<string, string>): [string, string][] =>
  Object.entries(values)
    .filter(([, value]) => value.trim())
    .sort(([a], [b]) => compareText(a, b));

function stale(sheet: Evaluation, input: SheetInput): Refusal {
  const theirs = { scores: sheet.scores, cannotJudge: sheet.cannotJudge, remarks: sheet.remarks, note: sheet.note };
  const { version: _began, ...yours } = input;
  return new Refusal({
    code: 'stale-edit',
    yours,
    theirs,
    version: sheet.version,
    changedBy: null,
    changedAt: sheet.savedAt,
  });
}
