import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { Database } from '../../platform/database/database.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import type { Nomination } from './nomination.entity.js';
import { getNominationIn, listNominations } from './nominations.queries.js';

/** The nominations of a cycle, for everybody who sees it. */
@Injectable()
export class NominationsReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: CyclesReader,
  ) {}

  async list(actor: Actor, cycleId: string): Promise<Nomination[]> {
    return listNominations(this.db.reader, (await this.cycles.get(actor, cycleId)).id);
  }

  async get(actor: Actor, cycleId: string, id: string): Promise<Nomination> {
    return getNominationIn(this.db.reader, (await this.cycles.get(actor, cycleId)).id, id);
  }
}
