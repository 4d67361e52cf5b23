import { Injectable } from '@nestjs/common';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import type { Actor, Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { removeMany, save } from '../platform/database/save.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { ImportBatch } from './import-batch.entity.js';
import {
  builtOn,
  listBatches,
  lockBatch,
  lockCounters,
  lowerCounters,
  madeBy,
  unusedOrganisations,
  withIds,
  type BuiltOn,
  type ListedBatch,
} from './import-batches.queries.js';
import { ImportService } from './import.service.js';

/** What taking a batch back would do, before it is done. */
export interface UndoView {
  batch: ImportBatch;
  entries: number;
  organisations: number;
  /** What hinders it; null where nothing was built on it. */
  hindered: BuiltOn | null;
}

/** Imports as they were written, and taking one back while nothing was built on it. */
@Injectable()
export class ImportUndo {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly imports: ImportService,
  ) {}

  async list(actor: Actor, cycleId: string): Promise<ListedBatch[]> {
    await this.imports.cycleFor(actor, cycleId);
    return listBatches(this.db.reader, cycleId);
  }

  async look(actor: Actor, cycleId: string, batchId: string): Promise<UndoView> {
    await this.imports.cycleFor(actor, cycleId);
    return this.db.transaction(async (tx) => {
      const batch = await lockBatch(tx, cycleId, batchId);
      const built = await builtOn(tx, batch);
      return {
        batch,
        entries: (await madeBy(tx, batch.id, 'submission')).length,
        organisations: (await madeBy(tx, batch.id, 'organisation')).length,
        hindered: isNothing(built) ? null : built,
      };
    });
  }

  /**
   * Takes back the entries of an import with their frozen revisions, and the organisations that nothing else rests on; the
   * register goes on after the last number that is left. Refuses with `import-built-on` what was changed, judged or ranked since, and with
   * `action-not-allowed` sheets and what is taken back already.
   */
  async undo(actor: Person, cycleId: string, batchId: string): Promise<void> {
    await this.imports.cycleFor(actor, cycleId);
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [cycleId]);
      const batch = await lockBatch(tx, cycleId, batchId);
      if (batch.kind !== 'entries' || batch.undoneAt)
        throw new Refusal({
          code: 'action-not-allowed',
          action: 'undo',
          state: batch.undoneAt ? 'undone' : batch.kind,
        });
      const ids = await madeBy(tx, batch.id, 'submission');
      await lockCounters(tx, ids);
      const lock = { mode: 'pessimistic_write' as const };
      const entries = await tx.find(Submission, { where: withIds(ids), lock });
      const built = await builtOn(tx, batch);
      if (!isNothing(built)) throw new Refusal({ code: 'import-built-on', ...built });
      const now = this.clock.now();
      const deed = { actor, action: 'undo-import', now };
      const [{ gone }] = await tx.query<[{ gone: number }]>('SELECT take_back_import($1) AS gone', [batch.id]);
      if (gone !== entries.length) throw new Refusal({ code: 'import-built-on', ...built, entries: ids.length });
      await removeMany(tx, entries, deed).catch((error: unknown) => {
        throw isHeldByAnother(error) ? new Refusal({ code: 'import-built-on', ...built, entries: 1 }) : error;
      });
      await lowerCounters(tx, [...new Set(entries.map(({ nominationId }) => nominationId))]);
      const unused = await unusedOrganisations(tx, await madeBy(tx, batch.id, 'organisation'));
      await removeMany(tx, await tx.findBy(Organisation, withIds(unused)), deed);
      await save(tx, batch, { changes: { undoneAt: now, undoneById: actor.userId }, events: [] }, deed);
    });
  }
}

const isNothing = ({ entries, plans, rankings, later }: BuiltOn): boolean => entries + plans + rankings + later === 0;

/** Another row names an entry: a wish, a declared relation, a vote. */
const isHeldByAnother = (error: unknown): boolean =>
  ['23503', '23001'].includes(String((error as { driverError?: { code?: string } }).driverError?.code));
