import { Injectable } from '@nestjs/common';
import type { Criterion } from '../../cycles/criteria/criterion.entity.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { maySeeResults, mustSeeResults } from './results.policy.js';

/** A cycle as far as somebody may see its results, with what every page of it shows. */
export interface VisibleCycle {
  cycle: Cycle;
  /** Those of which the person may see results. */
  nominations: Nomination[];
  edition: RegulationEdition;
  criteria: readonly Criterion[];
  stages: Stage[];
  now: Date;
}

/** A person of one nomination sees that one. Refuses with `not-found` whoever may see none. */
export function visibleOf(actor: Actor, setup: CycleSetup, now: Date): VisibleCycle {
  const { cycle, rules: edition, criteria, stages } = setup;
  const cycleId = cycle.id;
  const nominations = setup.nominations.filter(({ id }) => maySeeResults(actor, { cycleId, nominationId: id }));
  if (nominations.length === 0) mustSeeResults(actor, { cycleId });
  if (!edition) throw new Refusal({ code: 'not-found' });
  return { cycle, nominations, edition, criteria, stages: [...stages], now };
}

/** What stands around every page of results. */
@Injectable()
export class VisibleCycleReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async read(actor: Actor, cycleId: string): Promise<VisibleCycle> {
    return visibleOf(actor, await getSetup(this.db.reader, cycleId), this.clock.now());
  }
}
