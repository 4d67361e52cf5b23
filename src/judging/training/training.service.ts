import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage, listStages } from '../../cycles/stages/stages.queries.js';
import { getForm } from '../../cycles/forms/forms.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { saveScores, submitSheet, type Sheet } from '../../domain/judging/score-sheet.js';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import type { Expert } from '../experts/expert.entity.js';
import { getOwnExpert } from '../experts/experts.queries.js';
import { missingConsents } from '../experts/consents.queries.js';
import { sheetRulesOf, type SheetRules } from '../sheets/sheet-rules.queries.js';
import { TrainingEntry } from './training-entry.entity.js';
import { TrainingSheet } from './training-sheet.entity.js';
import { isTrainingDue } from './training.queries.js';

export interface TrainingInput {
  scores: Record<string, string>;
  cannotJudge: string[];
  remarks: Record<string, string>;
}

/** The training entry of a cycle: chosen by the organizer, judged by each expert before the first real one, counted nowhere. */
@Injectable()
export class TrainingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The organizer's view: the entry, and how many have judged it. */
  async forOrganizer(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const { timeZone: cycleZone } = await getCycle(em, cycleId);
    mustRunJudging(actor, cycleId);
    const entry = await em.findOneBy(TrainingEntry, { cycleId });
    return {
      cycleZone,
      entry,
      sheets: entry ? await em.countBy(TrainingSheet, { trainingEntryId: entry.id }) : 0,
      required: (await sheetRulesOf(em, cycleId)).judging.sheet.training,
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
    };
  }

  /** An entry of another cycle by its register number, to be taken as a draft of the training one. Refuses `not-found`. */
  async earlierEntry(actor: Actor, cycleId: string, number: string) {
    const em = this.db.reader;
    mustRunJudging(actor, cycleId);
    const entry = await em.findOneBy(Submission, { registerNumber: number.trim() });
    if (!entry?.revisionId || entry.cycleId === cycleId) throw new Refusal({ code: 'not-found' });
    mustRunJudging(actor, entry.cycleId);
    await mustMeet(em, actor.userId, entry.id);
    const revision = await em.findOneByOrFail(SubmissionRevision, { id: entry.revisionId });
    return { revision, fields: (await getForm(em, revision.formVersionId)).fields };
  }

  /** Writes the training entry. Once an expert has judged it, it stands: refuses with `still-in-use`. */
  write(actor: Actor, cycleId: string, input: { title: string; text: string }): Promise<TrainingEntry> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await getCycle(tx, cycleId);
      mustRunJudging(actor, cycleId);
      const deed = { actor, action: 'write-training', now };
      const entry = await lockEntry(tx, cycleId);
      if (!entry) {
        const values = { ...input, id: newId(), cycleId, createdById: actor.userId, createdAt: now };
        return create(tx, TrainingEntry, values, deed);
      }
      if (await tx.existsBy(TrainingSheet, { trainingEntryId: entry.id }))
        throw new Refusal({ code: 'still-in-use', what: 'training-entry' });
      return save(tx, entry, { changes: input, events: [] }, deed);
    });
  }

  /** The expert's view: the entry, the own sheet, and the panel's sheets once the own one is there. */
  async forExpert(actor: Person, expertId: string) {
    const em = this.db.reader;
    const expert = await mustBeOwn(em, actor, expertId);
    const entry = await em.findOneBy(TrainingEntry, { cycleId: expert.cycleId });
    if (!entry) throw new Refusal({ code: 'not-found' });
    const own = await em.findOneBy(TrainingSheet, { trainingEntryId: entry.id, expertId });
    return {
      expert,
      entry,
      own,
      rules: await trainingRules(em, expert.cycleId),
      panel: own ? await em.findBy(TrainingSheet, { trainingEntryId: entry.id }) : [],
    };
  }

  /** Whether the training entry still stands before the expert's first real one. */
  isDue(expert: Pick<Expert, 'id' | 'cycleId'>): Promise<boolean> {
    return isTrainingDue(this.db.reader, expert);
  }

  /** Submits the training sheet, once. Refuses as a real one does, and a second time with `sheet-frozen`. */
  submit(actor: Person, expertId: string, input: TrainingInput): Promise<TrainingSheet> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await mustBeOwn(tx, actor, expertId);
      const entry = await lockEntry(tx, expert.cycleId);
      if (!entry) throw new Refusal({ code: 'not-found' });
      if (await tx.existsBy(TrainingSheet, { trainingEntryId: entry.id, expertId }))
        throw new Refusal({ code: 'sheet-frozen' });
      const judged = await this.judged(tx, expert, input, now);
      const values = { id: newId(), trainingEntryId: entry.id, expertId, ...judged, submittedAt: now };
      return create(tx, TrainingSheet, values, { actor, action: 'train', now });
    });
  }

  /** What a real sheet would keep of the input, by the same rules. */
  private async judged(tx: EntityManager, expert: Expert, input: TrainingInput, now: Date): Promise<TrainingInput> {
    const { criteria, cannotJudge, judging } = await trainingRules(tx, expert.cycleId);
    const review = await findStage(tx, expert.cycleId, 'review');
    const facts = { now, timeZone: expert.cycle.timeZone, review, criteria, cannotJudge, remarks: judging.sheet };
    const empty: Sheet = { id: expert.id, state: 'draft', scores: {}, reason: '', submittedAt: null, savedAt: now };
    const known = new Set(criteria.map(({ id }) => id));
    const remarks = Object.fromEntries(Object.entries(input.remarks).filter(([id]) => known.has(id)));
    const kept = { ...empty, ...saveScores(empty, input.scores, facts, input.cannotJudge).changes, remarks };
    submitSheet(kept, facts);
    return { scores: kept.scores, cannotJudge: kept.cannotJudge ?? [], remarks };
  }
}

/** What one entry alone can be judged by: there is nothing to rank it among. */
async function trainingRules(em: EntityManager, cycleId: string): Promise<SheetRules> {
  const rules = await sheetRulesOf(em, cycleId);
  return { ...rules, criteria: rules.criteria.filter(({ kind }) => !pickOf(kind)) };
}

/** The entry with its row locked: whoever writes or judges it does so one after another. */
function lockEntry(tx: EntityManager, cycleId: string): Promise<TrainingEntry | null> {
  return tx.findOne(TrainingEntry, { where: { cycleId }, lock: { mode: 'pessimistic_write' } });
}

async function mustBeOwn(em: EntityManager, actor: Person, expertId: string): Promise<Expert> {
  const expert = await getOwnExpert(em, actor.userId, expertId);
  const kinds = (await missingConsents(em, expert)).map(({ kind }) => kind);
  if (kinds.length > 0) throw new Refusal({ code: 'consents-needed', expertId, kinds });
  return expert;
}
