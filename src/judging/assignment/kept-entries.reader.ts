import { Injectable } from '@nestjs/common';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { listKeptByRegion } from './regional-gate.queries.js';

/** Admitted entries that regions did not send on to the experts, but for those that the actor must not meet. */
@Injectable()
export class KeptEntriesReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The entries are null where every admitted one goes on. */
  async kept(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const cycle = await getCycle(em, cycleId);
    mustReadJudging(actor, cycleId);
    const hidden = await listHiddenFrom(em, actor.userId);
    const entries = await listKeptByRegion(em, cycleId);
    return {
      cycle,
      nominations: await listNominations(em, cycleId),
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
      entries: entries && entries.filter(({ id }) => !hidden.has(id)),
    };
  }
}
