import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage, listCriteria } from '../cycles/cycles.queries.js';
import { mustHaveRole, type Actor } from '../domain/actor.js';
import { saveScores, setSheetAside, submitSheet, type SheetFacts } from '../domain/evaluation.js';
import { reviewFor } from '../domain/personal-term.js';
import { Refusal } from '../domain/refusal.js';
import { mustGiveReason } from '../domain/submission.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, save } from '../platform/database/save.js';
import { newId } from '../platform/ids.js';
import { SubmissionRevision } from '../submissions/submission-revision.entity.js';
import type { Assignment } from './assignment.entity.js';
import { Evaluation } from './evaluation.entity.js';
import { addConflict } from './conflicts.service.js';
import {
  findEvaluation,
  getExpert,
  getOwnAssignment,
  listQueue,
  missingConsents,
  type QueueItem,
} from './judging.queries.js';

type Person = Actor & { userId: string };

export interface SheetInput {
  /** What the sender began from; a later save by another window makes it stale. */
  version: number;
  scores: Record<string, string>;
  remarks: Record<string, string>;
  note: string;
}

export interface Desk {
  assignment: Assignment;
  revision: SubmissionRevision;
  sheet: Evaluation | null;
  queue: QueueItem[];
}

/** The expert's verbs on score sheets. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async queue(actor: Person, expertId: string): Promise<QueueItem[]> {
    const expert = await getExpert(this.db.reader, expertId);
    if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
    return listQueue(this.db.reader, expertId);
  }

  /** The entry to read beside the expert's own sheet. Nothing of other experts is here. */
  async desk(actor: Person, assignmentId: string): Promise<Desk> {
    const assignment = await getOwnAssignment(this.db.reader, assignmentId, actor.userId);
    await mustBeReady(this.db.reader, assignment);
    const sheet = await findEvaluation(this.db.reader, assignmentId);
    const revisionId = sheet?.revisionId ?? assignment.submission.revisionId!;
    const revision = await this.db.reader.findOneByOrFail(SubmissionRevision, { id: revisionId });
    return { assignment, revision, sheet, queue: await listQueue(this.db.reader, assignment.expertId) };
  }

  /** Keeps points and remarks of the draft. Refuses `stale-edit`, `sheet-frozen`, `stage-closed`, `score-off-scale`. */
  save(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.lockOrBegin(tx, actor, facts);
      if (sheet.state === 'draft' && sheet.version !== input.version) throw stale(sheet, input);
      return this.write(tx, actor, sheet, input, facts);
    });
  }

  /** Saves and submits: the sheet is frozen by it. Refuses `sheet-incomplete` with what is missing. */
  submit(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.lockOrBegin(tx, actor, facts);
      if (sheet.state === 'draft' && sheet.version !== input.version) throw stale(sheet, input);
      const saved = await this.write(tx, actor, sheet, input, facts);
      return save(tx, saved, submitSheet(saved, facts), { actor, action: 'submit', now: facts.now });
    });
  }

  /** Submits the sheet as it was saved, for programs that save first. */
  submitSaved(actor: Person, assignmentId: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const sheet = await this.lockOrBegin(tx, actor, facts);
      return save(tx, sheet, submitSheet(sheet, facts), { actor, action: 'submit', now: facts.now });
    });
  }

  /** The expert steps back from an entry: it vanishes from the queue at once and the pair is a declared conflict. */
  recuse(actor: Person, assignmentId: string, reason: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const assignment = await getOwnAssignment(tx, assignmentId, actor.userId);
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

  /** The organizer takes a sheet that ignores the guidelines out of the count, with a reason; it stays on record. */
  setAside(actor: Person, evaluationId: string, reason: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const sheet = await tx.findOne(Evaluation, {
        where: { id: evaluationId },
        relations: { assignment: { expert: true } },
      });
      if (!sheet) throw new Refusal({ code: 'not-found' });
      mustHaveRole(actor, ['organizer'], { cycleId: sheet.assignment.expert.cycleId });
      return save(tx, sheet, setSheetAside(sheet, { now, reason }), { actor, action: 'set-aside', now });
    });
  }

  private async factsOf(
    tx: EntityManager,
    actor: Person,
    assignmentId: string,
  ): Promise<SheetFacts & { assignment: Assignment }> {
    const now = this.clock.now();
    const assignment = await getOwnAssignment(tx, assignmentId, actor.userId);
    await mustBeReady(tx, assignment);
    const { cycle, cycleId } = assignment.expert;
    return {
      assignment,
      now,
      timeZone: cycle.timeZone,
      review: reviewFor(await findStage(tx, cycleId, 'review'), assignment.expert.dueAt),
      criteria: await listCriteria(tx, cycleId),
    };
  }

  private async lockOrBegin(
    tx: EntityManager,
    actor: Person,
    { assignment, now }: { assignment: Assignment; now: Date },
  ): Promise<Evaluation> {
    await tx.query('SELECT 1 FROM assignment WHERE id = $1 FOR UPDATE', [assignment.id]);
    const sheet = await findEvaluation(tx, assignment.id);
    if (sheet) return sheet;
    const values = {
      id: newId(),
      assignmentId: assignment.id,
      revisionId: assignment.submission.revisionId!,
      state: 'draft' as const,
      scores: {},
      remarks: {},
      note: '',
      reason: '',
      createdAt: now,
      savedAt: now,
      submittedAt: null,
      version: 0,
    };
    return create(tx, Evaluation, values, { actor, action: 'begin', now });
  }

  private write(
    tx: EntityManager,
    actor: Person,
    sheet: Evaluation,
    input: SheetInput,
    facts: SheetFacts,
  ): Promise<Evaluation> {
    const { changes, events } = saveScores(sheet, input.scores, facts);
    const known = new Set(facts.criteria.map(({ id }) => id));
    const remarks = Object.fromEntries(
      Object.entries(input.remarks).filter(([id, text]) => known.has(id) && text.trim()),
    );
    return save(
      tx,
      sheet,
      { changes: { ...changes, remarks, note: input.note }, events },
      { actor, action: 'save', now: facts.now },
    );
  }
}

/** Nothing of an entry opens before the expert has signed what is to be signed and named the conflicts of interest. */
async function mustBeReady(em: EntityManager, { expert }: Assignment): Promise<void> {
  const kinds = (await missingConsents(em, expert)).map(({ kind }) => kind);
  if (kinds.length > 0) throw new Refusal({ code: 'consents-needed', expertId: expert.id, kinds });
  if (!expert.conflictsDeclaredAt) throw new Refusal({ code: 'conflicts-undeclared', expertId: expert.id });
}

function stale(sheet: Evaluation, input: SheetInput): Refusal {
  const theirs = { scores: sheet.scores, remarks: sheet.remarks, note: sheet.note };
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
