import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustNotBeFrozen, rulesFrozenSince } from '../../domain/cycles/cycle.js';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Deed } from '../../platform/database/save.js';
import { lockCycle } from '../cycle/cycle.queries.js';
import { findStage } from './stages.queries.js';

/** A change of a cycle's rules: its transaction, its instant, and whether rules still move. */
export interface RuleChange {
  tx: EntityManager;
  now: Date;
  /** Refuses with `rules-frozen` once the intake has begun. */
  mustBeOpen: () => Promise<void>;
  /** Since when the rules stand still; null while they move. */
  frozenSince: () => Promise<Date | null>;
  deed: (action: string) => Deed;
}

/**
 * Changes of a cycle's rules go one after another, by its organizers alone, and none is made of a cycle that is over.
 * Refuses: `not-found`, `forbidden`, `action-not-allowed`.
 */
@Injectable()
export class RuleChanges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  within<T>(actor: Actor, cycleId: string, work: (change: RuleChange) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const cycle = await lockCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer'], { cycleId });
      if (cycle.state === 'completed' || cycle.state === 'cancelled')
        throw new Refusal({ code: 'action-not-allowed', action: 'edit', state: cycle.state });
      return work({
        tx,
        now,
        mustBeOpen: async () => mustNotBeFrozen(cycle, await findStage(tx, cycleId, 'intake'), now),
        frozenSince: async () => rulesFrozenSince(cycle, await findStage(tx, cycleId, 'intake'), now),
        deed: (action) => ({ actor, action, now }),
      });
    });
  }
}
