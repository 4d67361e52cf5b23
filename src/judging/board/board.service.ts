import { Injectable } from '@nestjs/common';
import { findStage } from '../../cycles/stages/stages.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import type { Expert } from '../experts/expert.entity.js';
import { countHeld } from '../sheets/progress.queries.js';
import { lockExpert } from '../experts/experts.queries.js';

const dayMs = 24 * 3600_000;

/** What the organizer does from the board's rows. */
@Injectable()
export class BoardService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A letter about what is left, at most once a day. Refuses `nudged-already`, and `action-not-allowed` when all is done. */
  nudge(actor: Person, cycleId: string, expertId: string): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await this.lockOwn(tx, actor, cycleId, expertId);
      if (expert.nudgedAt && now.getTime() - expert.nudgedAt.getTime() < dayMs)
        throw new Refusal({ code: 'nudged-already', at: expert.nudgedAt });
      if ((await countHeld(tx, expertId, now)).left === 0)
        throw new Refusal({ code: 'action-not-allowed', action: 'nudge', state: 'done' });
      const events = [{ type: 'expert.nudged', expertId }];
      return save(tx, expert, { changes: { nudgedAt: now }, events }, { actor, action: 'nudge', now });
    });
  }

  /** A personal term after the end of the review; none takes it back. Refuses a term that is over or before that end. */
  extend(actor: Person, cycleId: string, expertId: string, dueAt: Date | null): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await this.lockOwn(tx, actor, cycleId, expertId);
      const review = await findStage(tx, cycleId, 'review');
      if (dueAt && (dueAt <= now || (review && dueAt <= review.closesAt)))
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/dueAt', rule: 'closes-before-it-opens' }] });
      const events = dueAt ? [{ type: 'expert.extended', expertId }] : [];
      return save(tx, expert, { changes: { dueAt }, events }, { actor, action: 'extend', now });
    });
  }

  private async lockOwn(
    tx: Parameters<typeof lockExpert>[0],
    actor: Person,
    cycleId: string,
    expertId: string,
  ): Promise<Expert> {
    const expert = await lockExpert(tx, expertId);
    if (expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    mustRunJudging(actor, cycleId);
    return expert;
  }
}
