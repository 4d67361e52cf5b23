import { Injectable } from '@nestjs/common';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import type { Criterion } from '../../cycles/criteria/criterion.entity.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { maySeeResults, mustSeeResults } from './results.policy.js';

/** A cycle as far as somebody may see its results, with what every page of it shows. */
export interface VisibleCycle {
  cycle: Cycle;
  /** Those of which the person may see results. */
  nominations: Nomination[];
  edition: RegulationEdition;
  criteria: Criterion[];
  stages: Stage[];
  now: Date;
}

/** What stands around every page of results. */
@Injectable()
export class VisibleCycleReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A person of one nomination sees that one. Refuses with `not-found` whoever may see none. */
  async read(actor: Actor, cycleId: string): Promise<VisibleCycle> {
    const em = this.db.reader;
    const cycle = await getCycle(em, cycleId);
    const all = await listNominations(em, cycleId);
    const nominations = all.filter(({ id }) => maySeeResults(actor, { cycleId, nominationId: id }));
    if (nominations.length === 0) mustSeeResults(actor, { cycleId });
    return {
      cycle,
      nominations,
      edition: await getEdition(em, cycleId),
      criteria: await listCriteria(em, cycleId),
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
    };
  }
}
