import { Injectable } from '@nestjs/common';
import type { Actor, Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Database } from '../platform/database/database.js';
import type { Task } from '../platform/jobs/task.entity.js';
import { Tasks } from '../platform/jobs/tasks.js';
import { ImportService, type ImportKind, type ImportReport } from './import.service.js';
import type { Table } from '../platform/tables/any-table.js';

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
    const { table, report } = await this.imports.look(actor, cycleId, kind, file);
    return this.db.transaction((tx) =>
      this.tasks.keep(tx, 'import.write', {
        state: 'proposed',
        total: table.rows.length,
        startedById: actor.userId,
        input: { cycleId, kind, table },
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

  /** Has what was proposed written, once, by a job that can be watched and stopped. */
  async confirm(actor: Person, cycleId: string, taskId: string): Promise<void> {
    const { task, report } = await this.proposal(actor, cycleId, taskId);
    if (report.total > 0) throw new Refusal({ code: 'import-faulty', problems: report.problems, total: report.total });
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
      const { actor, cycleId, kind, table } = input as unknown as {
        actor: Person;
        cycleId: string;
        kind: ImportKind;
        table: Table;
      };
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        const report = await this.imports.write(tx, actor, { cycleId, kind, table }, watch);
        await this.tasks.finish(tx, taskId, { result: report as never, input: { cycleId, kind } });
      });
    });
  }
}
