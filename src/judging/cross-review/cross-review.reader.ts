import { Injectable } from '@nestjs/common';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { sceneOf } from './cross-review.queries.js';

/** What stands behind every page of a cycle's cross-review, for those who run the cycle. */
@Injectable()
export class CrossReviewReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async frame(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const scene = await sceneOf(em, cycleId);
    mustReadJudging(actor, cycleId);
    return { scene, stages: await listStages(em, cycleId), now: this.clock.now() };
  }
}

export type CrossFrame = Awaited<ReturnType<CrossReviewReader['frame']>>;
