import { Injectable } from '@nestjs/common';
import { rulesFrozenSince } from '../../domain/cycles/cycle.js';
import { hasRole, mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Cycle } from '../cycle/cycle.entity.js';
import { cycleReaders, CyclesReader } from '../cycle/cycles.reader.js';
import type { Stage } from './stage.entity.js';
import { listStages } from './stages.queries.js';

/** What every page of a cycle's set-up stands on. */
export interface CycleFrame {
  cycle: Cycle;
  stages: Stage[];
  now: Date;
  /** Since when the rules stand still; null while they may change. */
  frozenSince: Date | null;
  mayEdit: boolean;
  /** Completed or called off. */
  isOver: boolean;
}

/** The cycle for those who run it, with whether its rules still move. */
@Injectable()
export class CycleFrameReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly cycles: CyclesReader,
  ) {}

  async frame(actor: Actor, cycleId: string): Promise<CycleFrame> {
    const cycle = await this.cycles.get(actor, cycleId);
    mustHaveRole(actor, cycleReaders, { cycleId });
    const stages = await listStages(this.db.reader, cycleId);
    const now = this.clock.now();
    const intake = stages.find(({ kind }) => kind === 'intake') ?? null;
    const isOver = cycle.state === 'completed' || cycle.state === 'cancelled';
    return {
      cycle,
      stages,
      now,
      frozenSince: rulesFrozenSince(cycle, intake, now),
      mayEdit: hasRole(actor, ['organizer'], { cycleId }) && !isOver,
      isOver,
    };
  }
}
