import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { systemActor, type Actor, type Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { allotReviews } from '../../domain/judging/cross-allotment.js';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { dutyState, excuse, takeBackExcuse } from '../../domain/judging/cross-review.js';
import type { CrossPair } from '../../domain/judging/cross-table.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, createMany, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { CrossReviewAllotment, type AllotmentFigures } from '../cross-review/cross-review-allotment.entity.js';
import { CrossReviewDuty } from '../cross-review/cross-review-duty.entity.js';
import { CrossReviewExcuse } from './cross-review-excuse.entity.js';
import { listUntoldComments } from '../cross-review-comments/cross-review-comments.queries.js';
import { CrossReview } from '../cross-review/cross-review.entity.js';
import {
  listCrossEntries,
  listPairs,
  listStandings,
  listUntold,
  lockAllotting,
  lockDuty,
  sceneOf,
  type CrossScene,
} from '../cross-review/cross-review.queries.js';

const dayMs = 24 * 3600_000;

interface Drawn {
  pairs: CrossPair[];
  figures: AllotmentFigures;
  revisionOf: Map<string, string>;
}

/** Allotting entries to entrants for review, and following who does what is owed. */
@Injectable()
export class CrossReviewDutiesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** What an allotment by this seed would come to; it changes nothing. Refuses what `allot` refuses. */
  async preview(actor: Actor, cycleId: string, seed: number): Promise<AllotmentFigures> {
    const scene = await sceneOf(this.db.reader, cycleId);
    mustRunJudging(actor, cycleId);
    this.mustBeAllottable(scene);
    return (await drawn(this.db.reader, scene, seed)).figures;
  }

  /**
   * Gives every admitted entry that has none so many entries to review, until the stage closes: entries admitted later are
   * given theirs by asking again. Refuses `cross-review-short` with the reason, `stage-closed`, and `action-not-allowed`
   * where the edition has no cross-review.
   */
  allot(actor: Person, cycleId: string, seed: number): Promise<CrossReviewAllotment> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const scene = await sceneOf(tx, cycleId);
      mustRunJudging(actor, cycleId);
      this.mustBeAllottable(scene);
      await lockAllotting(tx, cycleId);
      const { pairs, figures, revisionOf } = await drawn(tx, scene, seed);
      const deed = { actor, action: 'allot', now };
      const values = {
        id: newId(),
        cycleId,
        seed,
        reviews: scene.rules.reviews,
        figures,
        allottedAt: now,
        allottedById: actor.userId,
      };
      const events = [{ type: 'cross-review.allotted', cycleId, allotmentId: values.id }];
      const allotment = await create(tx, CrossReviewAllotment, values, deed, events);
      const dutyOf = new Map([...new Set(pairs.map(({ reviewerId }) => reviewerId))].map((id) => [id, newId()]));
      const duties = [...dutyOf].map(([submissionId, id]) => ({ id, submissionId, allotmentId: allotment.id }));
      await createMany(tx, CrossReviewDuty, duties, deed);
      await createMany(
        tx,
        CrossReview,
        pairs.map(({ reviewerId, entryId }, index) => ({
          id: newId(),
          dutyId: dutyOf.get(reviewerId)!,
          reviewerId,
          submissionId: entryId,
          revisionId: revisionOf.get(entryId)!,
          position: index,
          createdAt: now,
        })),
        deed,
      );
      return allotment;
    });
  }

  /** A letter about what is left, at most once a day. Refuses `nudged-already`, and `action-not-allowed` where nothing is owed. */
  nudge(actor: Person, cycleId: string, submissionId: string): Promise<CrossReviewDuty> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { duty, state } = await this.lockMet(tx, actor, { cycleId, submissionId, now });
      if (state !== 'owing') throw new Refusal({ code: 'action-not-allowed', action: 'nudge', state });
      if (duty.nudgedAt && now.getTime() - duty.nudgedAt.getTime() < dayMs)
        throw new Refusal({ code: 'nudged-already', at: duty.nudgedAt });
      const events = [{ type: 'cross-review.nudged', submissionId }];
      return save(tx, duty, { changes: { nudgedAt: now }, events }, { actor, action: 'nudge', now });
    });
  }

  /** Ends what an entry owes, with a reason; one that dropped out is in again. Refuses `reason-required`, `action-not-allowed`. */
  excuse(actor: Person, cycleId: string, submissionId: string, reason: string): Promise<CrossReviewDuty> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { duty, state } = await this.lockMet(tx, actor, { cycleId, submissionId, now });
      const deed = { actor, action: 'excuse', now };
      const said = excuse(state, reason);
      const record = { dutyId: duty.id, kind: 'given' as const, reason: said, at: now, byId: actor.userId };
      await create(tx, CrossReviewExcuse, record, deed);
      const changes = { excusedAt: now, excusedById: actor.userId, excuseReason: said };
      const events = [{ type: 'cross-review.excused', submissionId }];
      return save(tx, duty, { changes, events }, deed);
    });
  }

  /**
   * Takes an excuse back, with a reason: what was owed is owed again, and where the stage has closed the entry is out.
   * Its letter says which, so that nobody is told twice. Refuses what `takeBackExcuse` refuses.
   */
  takeBack(actor: Person, cycleId: string, submissionId: string, reason: string): Promise<CrossReviewDuty> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { duty, scene } = await this.lockMet(tx, actor, { cycleId, submissionId, now });
      const review = await findStage(tx, cycleId, 'review');
      const facts = { now, timeZone: scene.cycle.timeZone, stage: scene.stage, review };
      const said = takeBackExcuse(duty.excusedAt, reason, facts);
      const deed = { actor, action: 'take-back-excuse', now };
      const record = { dutyId: duty.id, kind: 'taken-back' as const, reason: said, at: now, byId: actor.userId };
      await create(tx, CrossReviewExcuse, record, deed);
      const isOver = scene.stage !== null && scene.stage.closesAt <= now;
      const changes = { excusedAt: null, excusedById: null, excuseReason: '', ...(isOver && { toldAt: now }) };
      const events = [{ type: 'cross-review.excuse-taken-back', submissionId }];
      return save(tx, duty, { changes, events }, deed);
    });
  }

  /** Tells those who dropped out, and those who may read what others wrote; whether they may never depends on it. */
  async follow(): Promise<void> {
    const now = this.clock.now();
    for (const { cycleId, submissionId } of await listUntoldComments(this.db.reader, now))
      await this.db.transaction(async (tx) => {
        const duty = await lockDuty(tx, cycleId, submissionId);
        if (duty.commentsToldAt) return;
        const events = [{ type: 'cross-review.comments', submissionId }];
        const deed = { actor: systemActor, action: 'tell-comments', now };
        await save(tx, duty, { changes: { commentsToldAt: now }, events }, deed);
      });
    for (const { cycleId, submissionId } of await listUntold(this.db.reader, now))
      await this.db.transaction(async (tx) => {
        const { stage } = await sceneOf(tx, cycleId);
        const duty = await lockDuty(tx, cycleId, submissionId);
        if (!stage || duty.excusedAt || (duty.toldAt && duty.toldAt >= stage.closesAt)) return;
        const events = [{ type: 'cross-review.dropped', submissionId }];
        await save(tx, duty, { changes: { toldAt: now }, events }, { actor: systemActor, action: 'tell-dropped', now });
      });
  }

  private mustBeAllottable({ cycle, rules, stage }: CrossScene): void {
    if (rules.reviews === 0)
      throw new Refusal({ code: 'action-not-allowed', action: 'allot', state: 'no-cross-review' });
    const now = this.clock.now();
    if (!stage || stage.closesAt <= now)
      throw new Refusal({
        code: 'stage-closed',
        stage: 'cross-review',
        opensAt: stage?.opensAt ?? null,
        closesAt: stage?.closesAt ?? null,
        now,
        timeZone: cycle.timeZone,
      });
  }

  private async lockMet(
    tx: EntityManager,
    actor: Actor,
    { cycleId, submissionId, now }: { cycleId: string; submissionId: string; now: Date },
  ) {
    const scene = await sceneOf(tx, cycleId);
    mustRunJudging(actor, cycleId);
    const duty = await lockDuty(tx, cycleId, submissionId);
    await mustMeet(tx, actor.userId, submissionId);
    const owed = (await listStandings(tx, cycleId, now)).find((each) => each.submissionId === submissionId);
    if (!owed) throw new Refusal({ code: 'not-found' });
    return { duty, scene, state: dutyState(owed, { ...scene, now }) };
  }
}

async function drawn(em: EntityManager, { cycle, rules }: CrossScene, seed: number): Promise<Drawn> {
  const entries = await listCrossEntries(em, cycle.id, rules.exempt);
  const { standing, ended } = await listPairs(em, cycle.id);
  const busy = ended.map(({ reviewerId }) => reviewerId);
  const pairs = allotReviews({ entries, reviews: rules.reviews, seed, standing, busy });
  const load = new Map(entries.map(({ id }) => [id, 0]));
  for (const { entryId } of [...standing, ...pairs]) load.set(entryId, (load.get(entryId) ?? 0) + 1);
  const loads = [...load.values()];
  const figures = {
    entries: new Set(pairs.map(({ reviewerId }) => reviewerId)).size,
    pairs: pairs.length,
    least: loads.reduce((least, n) => Math.min(least, n), Infinity),
    most: loads.reduce((most, n) => Math.max(most, n), 0),
  };
  return { pairs, figures, revisionOf: new Map(entries.map(({ id, revisionId }) => [id, revisionId])) };
}
