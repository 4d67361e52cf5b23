import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getSetup, stageOf } from '../../cycles/setup/cycle-setup.js';
import type { Person } from '../../domain/kernel/actor.js';
import { submitSheet, type SheetFacts } from '../../domain/judging/score-sheet.js';
import { mustBeReady } from '../../domain/judging/readiness.js';
import { reviewFor } from '../../domain/judging/personal-term.js';
import { mustGoTogether } from '../../domain/judging/picks.js';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustBeOpen } from '../../domain/cycles/stage.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Changes } from '../../platform/database/changes.js';
import { save } from '../../platform/database/save.js';
import { addConflict } from '../conflicts/conflicts.service.js';
import { Evaluation } from '../sheets/evaluation.entity.js';
import type { Expert } from '../experts/expert.entity.js';
import { getOwnExpert } from '../experts/experts.queries.js';
import { holdPicks, listPickedBeside } from '../sheets/picks.queries.js';
import { readinessOf } from './readiness.queries.js';
import {
  findEvaluation,
  type HeldSheet,
  holdSheet,
  listOwnEvaluations,
  lockAssignmentsOf,
  lockOwnAssignment,
} from '../sheets/sheets.queries.js';
import { sheetRulesIn } from '../sheets/sheet-rules.queries.js';
import { begun, isComplete, isStale, stale, written } from './sheet-writing.js';
import type { SheetInput } from '../sheets/sheet-form.js';

/** Places and votes of one sheet by criterion id, an empty text for what is undecided, and the version begun from. */
export interface PickInput {
  assignmentId: string;
  version: number;
  scores: Record<string, string>;
}

/** The expert's verbs on score sheets. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The draft judges the latest revision from now on; its points stay. Refuses `sheet-frozen`, `stage-closed`. */
  takeNewer(actor: Person, assignmentId: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const changes = new Changes(tx, { actor, now: facts.now });
      const sheet = findOrBegin(changes, facts);
      if (sheet.state !== 'draft') throw new Refusal({ code: 'sheet-frozen' });
      mustBeOpen(facts.review, 'review', facts.now, facts.timeZone);
      const newer = { revisionId: facts.held.revisionId, savedAt: facts.now };
      changes.save(sheet, { changes: newer, events: [] }, 'take-revision');
      await changes.finish();
      return sheet;
    });
  }

  /**
   * Keeps points and remarks of the draft.
   * Refuses `stale-edit`, `sheet-frozen`, `stage-closed`, `score-off-scale`, `cannot-judge-not-foreseen`.
   */
  save(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const changes = new Changes(tx, { actor, now: facts.now });
      const sheet = findOrBegin(changes, facts);
      if (isStale(sheet, input)) throw stale(sheet, input);
      changes.save(sheet, written(sheet, input, facts), 'save');
      await changes.finish();
      return sheet;
    });
  }

  /**
   * Saves and submits: the sheet is frozen by it.
   * Refuses `sheet-incomplete` and `remark-missing` with what is missing, `place-taken`, `votes-spent`.
   */
  submit(actor: Person, assignmentId: string, input: SheetInput): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const found = facts.held.sheet;
      const sheet = found ?? begun(facts);
      if (isStale(sheet, input)) throw stale(sheet, input);
      const { changes } = written(sheet, input, facts);
      const decision = submitSheet({ ...sheet, ...changes }, facts);
      await mustAgree(tx, { ...sheet, ...changes }, facts);
      const all = { ...changes, ...decision.changes };
      const kept = new Changes(tx, { actor, now: facts.now });
      const handedIn = found
        ? kept.save(found, { changes: all, events: decision.events }, 'submit')
        : kept.create(Evaluation, { ...sheet, ...all, version: 1 }, 'submit', decision.events);
      await kept.finish();
      return handedIn;
    });
  }

  /** Submits the sheet as it was saved, for programs that save first. */
  submitSaved(actor: Person, assignmentId: string): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const facts = await this.factsOf(tx, actor, assignmentId);
      const changes = new Changes(tx, { actor, now: facts.now });
      const sheet = findOrBegin(changes, facts);
      const decision = submitSheet(sheet, facts);
      await mustAgree(tx, sheet, facts);
      changes.save(sheet, decision, 'submit');
      await changes.finish();
      return sheet;
    });
  }

  /** Submits every draft of the expert that is complete, and tells how many; the others stay as they are. */
  submitComplete(actor: Person, expertId: string): Promise<number> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await this.lockOwn(tx, actor, expertId);
      const setup = await getSetup(tx, expert.cycleId);
      const { criteria, cannotJudge, judging } = sheetRulesIn(setup);
      const { timeZone } = setup.cycle;
      const review = stageOf(setup, 'review');
      mustBeOpen(review, 'review', now, timeZone);
      const facts = { now, timeZone, review, criteria, cannotJudge, remarks: judging.sheet };
      const drafts = (await listOwnEvaluations(tx, expertId, now)).filter(
        (sheet) => sheet.state === 'draft' && isComplete(sheet, { criteria, cannotJudge, judging }),
      );
      for (const sheet of drafts) {
        const decision = submitSheet(sheet, facts);
        await mustAgree(tx, sheet, { criteria, held: { assignmentId: sheet.assignmentId, expert } });
        await save(tx, sheet, decision, { actor, action: 'submit', now });
      }
      return drafts.length;
    });
  }

  /**
   * Keeps places and votes of several drafts at once and tells how many changed; their other points stay.
   * Refuses as `save` does, and with `place-taken` and `votes-spent` where the own sheets would not go together.
   */
  pick(actor: Person, expertId: string, picks: readonly PickInput[]): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.lockOwn(tx, actor, expertId);
      const sheets = new Map(
        (await listOwnEvaluations(tx, expertId, this.clock.now())).map((sheet) => [sheet.assignmentId, sheet]),
      );
      const changed = picks.filter(({ assignmentId, scores }) => {
        const saved = sheets.get(assignmentId)?.scores ?? {};
        return Object.entries(scores).some(([id, points]) => points !== (saved[id] ?? ''));
      });
      const saved: { sheet: Evaluation; criteria: SheetFacts['criteria'] }[] = [];
      for (const { assignmentId, version, scores } of changed) {
        const facts = await this.factsOf(tx, actor, assignmentId);
        const kept = new Changes(tx, { actor, now: facts.now });
        const sheet = findOrBegin(kept, facts);
        const { remarks, note } = sheet;
        const cannotJudge = sheet.cannotJudge.filter((id) => !scores[id]);
        const input = { version, scores: { ...sheet.scores, ...scores }, cannotJudge, remarks, note };
        if (isStale(sheet, input) && sheets.has(assignmentId)) throw stale(sheet, input);
        kept.save(sheet, written(sheet, input, facts), 'save');
        await kept.write();
        saved.push({ sheet, criteria: facts.criteria });
      }
      for (const { sheet, criteria } of saved)
        mustGoTogether(sheet.scores, await listPickedBeside(tx, sheet.assignmentId), criteria);
      return saved.length;
    });
  }

  /** The expert steps back from an entry: it vanishes from the queue at once and the pair is a declared conflict. */
  recuse(actor: Person, assignmentId: string, reason: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const assignment = await lockOwnAssignment(tx, assignmentId, { userId: actor.userId, now });
      const sheet = await findEvaluation(tx, assignmentId);
      if (sheet?.state === 'submitted') throw new Refusal({ code: 'sheet-frozen' });
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

  /** The person's own place in a jury, with nothing of it moving until the end of the transaction. */
  private async lockOwn(tx: EntityManager, actor: Person, expertId: string): Promise<Expert> {
    const expert = await getOwnExpert(tx, actor.userId, expertId);
    await lockAssignmentsOf(tx, expertId);
    return expert;
  }

  /** What the rules need to know of the sheet, which is held against every other verb on it. */
  private async factsOf(
    tx: EntityManager,
    actor: Person,
    assignmentId: string,
  ): Promise<SheetFacts & { held: HeldSheet }> {
    const now = this.clock.now();
    const held = await holdSheet(tx, assignmentId, { userId: actor.userId, now });
    const { criteria, cannotJudge, judging } = sheetRulesIn(held.setup);
    mustBeReady(await readinessOf(tx, held.expert, judging));
    return {
      held,
      now,
      timeZone: held.setup.cycle.timeZone,
      review: reviewFor(stageOf(held.setup, 'review'), held.expert.dueAt),
      criteria,
      cannotJudge,
      remarks: judging.sheet,
      isFollowed: Boolean(held.setup.rules?.rankingRule.divergence) || held.isCompared,
    };
  }
}

/** The sheet that is held; where there is none, one that is begun together with what is changed of it. */
const findOrBegin = (changes: Changes, facts: { held: HeldSheet; now: Date }): Evaluation =>
  facts.held.sheet ?? changes.create(Evaluation, begun(facts), 'begin');

/** Refuses with `place-taken` or `votes-spent` where the sheet does not go together with what the expert has handed in. */
async function mustAgree(
  tx: EntityManager,
  { scores }: Pick<Evaluation, 'scores'>,
  { criteria, held }: Pick<SheetFacts, 'criteria'> & { held: { assignmentId: string; expert: { id: string } } },
): Promise<void> {
  if (!criteria.some(({ kind }) => pickOf(kind))) return;
  await holdPicks(tx, held.expert.id);
  const others = await listPickedBeside(tx, held.assignmentId);
  mustGoTogether(
    scores,
    others.filter(({ state }) => state === 'submitted'),
    criteria,
  );
}
