import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { Database } from '../../platform/database/database.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import type { Stage } from './stage.entity.js';
import { listStages } from './stages.queries.js';

/** The stages of a cycle, for everybody who sees it. */
@Injectable()
export class StagesReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: CyclesReader,
  ) {}

  async list(actor: Actor, cycleId: string): Promise<Stage[]> {
    return listStages(this.db.reader, (await this.cycles.get(actor, cycleId)).id);
  }
}
