import { Injectable } from '@nestjs/common';
import { hasRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Database } from '../../platform/database/database.js';
import type { Cycle } from './cycle.entity.js';
import { getCycle, listCycles } from './cycle.queries.js';

/** Who sees a cycle before it is announced, and how it is set up. */
export const cycleReaders = ['organizer', 'chair', 'secretary', 'auditor', 'admin'] as const;

const isAnnounced = ({ state }: Cycle): boolean => state === 'announced' || state === 'completed';
const maySee = (actor: Actor, cycle: Cycle): boolean =>
  isAnnounced(cycle) || hasRole(actor, cycleReaders, { cycleId: cycle.id });

/** Cycles as they may be seen: a draft by its organizers alone. */
@Injectable()
export class CyclesReader {
  constructor(private readonly db: Database) {}

  /** Cycles that the actor may see, the latest first. */
  async list(actor: Actor): Promise<Cycle[]> {
    return (await listCycles(this.db.reader)).filter((cycle) => maySee(actor, cycle));
  }

  async get(actor: Actor, id: string): Promise<Cycle> {
    const cycle = await getCycle(this.db.reader, id);
    if (!maySee(actor, cycle)) throw new Refusal({ code: 'not-found' });
    return cycle;
  }
}
