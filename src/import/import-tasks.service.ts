import { Injectable } from '@nestjs/common';
import type { Actor, Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Database } from '../platform/database/database.js';
import type { Task } from '../platform/jobs/task.entity.js';
import { Tasks } from '../platform/jobs/tasks.js';
import { ImportService, type ImportKind, type ImportReport } from './import.service.js';
import type { Grids } from '../platform/tables/grid.js';
import type { Target } from './entry-columns.js';
import { layoutAt, tableOf, type Layout } from './layout.js';

/** An import as work that is proposed, confirmed, watched and stopped. */
@Injectable()
export class ImportTasks {
  constructor(
    private readonly db: Database,
    private readonly imports: ImportService,
    private readonly tasks: Tasks,
  ) {}

  /** Looks through and keeps the table for a person to confirm. */
  async propose(
    actor: Person,
    cycleId: string,
    kind: ImportKind,
    file: { name: string; bytes: Buffer },
  ): Promise<Task> {
    const { grids, layout, sha256, table, report } = await this.imports.look(actor, cycleId, kind, file);
    return this.db.transaction((tx) =>
      this.tasks.keep(tx, 'import.write', {
        state: 'proposed',
        total: table.rows.length,
        startedById: actor.userId,
        input: { cycleId, kind, table: grids, layout, sha256 },
        result: report as never,
      }),
    );
  }

  async proposal(actor: Actor, cycleId: string, taskId: string): Promise<{ task: Task; report: ImportReport }> {
    await this.imports.cycleFor(actor, cycleId);
    const task = await this.tasks.get(taskId);
    if (task.input['cycleId'] !== cycleId) throw new Refusal({ code: 'not-found' });
    return { task, report: (task.input['report'] ?? task.result) as unknown as ImportReport };
  }

  /** The file of a proposal and how it is read; null once it is no proposal any more. */
  async source(actor: Actor, cycleId: string, taskId: string): Promise<Source | null> {
    const { task } = await this.proposal(actor, cycleId, taskId);
    const { kind, table, layout, sha256 } = task.input as unknown as Partial<StoredInput>;
    if (task.state !== 'proposed' || !table || !layout || !kind || !sha256) return null;
    const cycle = await this.imports.cycleFor(actor, cycleId);
    return { kind, grids: table, layout, sha256, targets: await this.imports.targets(cycle, kind) };
  }

  /** Reads the file of a proposal in another way: another sheet, another row of headings, other columns. */
  async read(actor: Person, cycleId: string, taskId: string, way: ReadingWay): Promise<void> {
    const source = await this.source(actor, cycleId, taskId);
    if (!source) throw new Refusal({ code: 'action-not-allowed', action: 'read', state: 'confirmed' });
    const { grids, targets, kind } = source;
    const found = layoutAt(grids, targets, way);
    const isSame = found.sheet === source.layout.sheet && found.heading === source.layout.heading;
    const known = new Set(targets.map(({ id }) => id));
    // Columns of another sheet or row are others: what was said of the earlier ones says nothing of them.
    const targetsNow = isSame
      ? found.targets.map((_, at) => (known.has(way.targets[at] ?? '') ? way.targets[at]! : null))
      : found.targets;
    const layout = { ...found, targets: targetsNow };
    const { table, report } = await this.imports.lookAgain(actor, cycleId, kind, { grids, layout });
    await this.db.transaction((tx) =>
      this.tasks.propose(tx, taskId, { input: { layout }, total: table.rows.length, result: report as never }),
    );
  }

  /**
   * Has what was proposed written, once, by a job that can be watched and stopped. Refuses with `imported-already` a file that
   * was written before, unless it is said to be wanted `again`.
   */
  async confirm(actor: Person, cycleId: string, taskId: string, { again } = { again: false }): Promise<void> {
    const { task, report } = await this.proposal(actor, cycleId, taskId);
    if (report.total > 0) throw new Refusal({ code: 'import-faulty', problems: report.problems, total: report.total });
    const before = await this.imports.writtenBefore(cycleId, String(task.input['sha256'] ?? ''));
    if (before && !again) throw new Refusal({ code: 'imported-already', name: before.name, at: before.importedAt });
    await this.db.transaction((tx) => this.tasks.confirm(tx, taskId, { actor, report }));
    await this.tasks.start(task);
  }

  async stop(actor: Person, cycleId: string, taskId: string): Promise<void> {
    await this.proposal(actor, cycleId, taskId);
    await this.tasks.stop(taskId);
  }

  /** The job: all of the table or, when it is stopped or refused, nothing of it. */
  write(taskId: string): Promise<void> {
    return this.tasks.run(taskId, async ({ input }, watch) => {
      const { actor, cycleId, kind, table: grids, layout, sha256 } = input as unknown as StoredInput;
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        const targets = await this.imports.targets(await this.imports.cycleFor(actor, cycleId), kind);
        const table = tableOf(grids, layout, targets);
        const written = await this.imports.write(tx, actor, { cycleId, kind, table, sha256 }, watch);
        const kept = { cycleId, kind, batchId: written.batchId };
        await this.tasks.finish(tx, taskId, { result: written.report as never, input: kept });
      });
    });
  }
}

/** How a person wants a file to be read; `targets` by column. */
export type ReadingWay = Pick<Layout, 'sheet' | 'heading'> & { targets: readonly (string | null)[] };

export interface Source {
  kind: ImportKind;
  grids: Grids;
  layout: Layout;
  sha256: string;
  targets: Target[];
}

interface StoredInput {
  actor: Person;
  cycleId: string;
  kind: ImportKind;
  table: Grids;
  layout: Layout;
  sha256: string;
}
