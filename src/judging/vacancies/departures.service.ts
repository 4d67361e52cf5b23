import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save, type Deed } from '../../platform/database/save.js';
import { Assignment } from '../assignment/assignment.entity.js';
import type { Expert } from '../experts/expert.entity.js';
import { lockExpert } from '../experts/experts.queries.js';
import { moveUp, revokeExpert } from '../experts/experts.service.js';
import { Evaluation } from '../sheets/evaluation.entity.js';

/** Experts who leave a jury, with what becomes of their work. */
@Injectable()
export class DeparturesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes an expert out of the jury with a reason: submitted sheets stay and count, entries without one are taken from the
   * expert and pass to others, the role ends, an alternate moves up.
   */
  remove(actor: Person, expertId: string, reason: string): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const expert = await lockExpert(tx, expertId);
      mustRunJudging(actor, expert.cycleId);
      if (expert.state === 'removed')
        throw new Refusal({ code: 'action-not-allowed', action: 'remove', state: 'removed' });
      const deed = { actor, action: 'remove', now: this.clock.now() };
      const changes = { state: 'removed' as const, declineReason: mustGiveReason(reason), tokenHash: null };
      const taken = await takeUnfinished(tx, expert, deed);
      const events = taken > 0 ? [{ type: 'expert.left', expertId }] : [];
      await save(tx, expert, { changes, events }, deed);
      await revokeExpert(tx, expert, deed);
      await moveUp(tx, expert, deed);
      return expert;
    });
  }
}

/** Ends the assignments of which no sheet was handed in; a sheet that is being handed in at this moment goes before. */
async function takeUnfinished(tx: EntityManager, { id: expertId }: Expert, deed: Deed): Promise<number> {
  const active = await tx.find(Assignment, {
    where: { expertId, state: 'active' },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const ids = active.map(({ id }) => id);
  const sheets = await tx.find(Evaluation, {
    where: { assignmentId: In(ids) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const finished = new Set(sheets.filter(({ state }) => state !== 'draft').map(({ assignmentId }) => assignmentId));
  const unfinished = active.filter(({ id }) => !finished.has(id));
  const changes = { state: 'replaced' as const, reason: 'expert-left', endedAt: deed.now };
  for (const assignment of unfinished) await save(tx, assignment, { changes, events: [] }, { ...deed, action: 'take' });
  return unfinished.length;
}
