import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { mustSeeResults } from '../access/results.policy.js';
import { listCards } from '../access/entry-cards.queries.js';
import type { DecisionBatch } from '../awards/decision-batch.entity.js';
import { getBatch, listBatches } from './decision-batches.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';

/** Lists of decisions for those who may see them, without the entries that the reader must not meet. */
@Injectable()
export class DecisionBatchesReader {
  constructor(private readonly db: Database) {}

  async list(actor: Actor, cycleId: string): Promise<DecisionBatch[]> {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id });
    return listBatches(em, cycleId);
  }

  async read(actor: Actor, cycleId: string, id: string) {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id });
    const batch = await getBatch(em, cycleId, id);
    const unmet = await listHiddenFrom(em, actor.userId);
    const items = batch.items.filter(({ submissionId }) => !unmet.has(submissionId));
    const cards = await listCards(em, [...new Set(items.map(({ submissionId }) => submissionId))]);
    return { batch, items, cards, hidden: batch.items.length - items.length };
  }
}
