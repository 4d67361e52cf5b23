import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { isId, newId } from '../ids.js';
import type { JobName, JobTable } from './job-table.js';
import { Jobs } from './jobs.js';
import { Task } from './task.entity.js';

/** Jobs that a person starts, watches and may stop. */
export type TaskName = { [Name in JobName]: JobTable[Name] extends { taskId: string } ? Name : never }[JobName];

/** What a long piece of work says of itself while it runs. */
export interface Watch {
  /** Tells how far it is. Refuses with `TaskStopped` when somebody has asked to stop. */
  progress(done: number, total: number): Promise<void>;
}

/** Thrown out of the work when a person has asked to stop it: its transaction is rolled back. */
export class TaskStopped extends Error {}

const betweenLooksMs = 300;
const dayMs = 24 * 3600_000;

/** Long work as rows: its progress is seen by everybody who may, it is stopped by a button, and it survives a crash. */
@Injectable()
export class Tasks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Keeps work to be confirmed later (`proposed`), or to be done at once (`waiting`; then call `start`). */
  async keep(
    tx: EntityManager,
    kind: TaskName,
    facts: { state: 'proposed' | 'waiting'; total: number; startedById: string } & Pick<Task, 'input' | 'result'>,
  ): Promise<Task> {
    const task = Object.assign(new Task(), {
      ...facts,
      id: newId(),
      kind,
      done: 0,
      createdAt: this.clock.now(),
      finishedAt: null,
      stopAskedAt: null,
    });
    await tx.insert(Task, task as never);
    return task;
  }

  /** Proposes something else in place of what was proposed. Refuses with `action-not-allowed` what is confirmed already. */
  async propose(
    tx: EntityManager,
    id: string,
    { input, ...facts }: { input: Record<string, unknown> } & Pick<Task, 'total' | 'result'>,
  ): Promise<void> {
    const task = await this.lockProposed(tx, id);
    await tx.update(Task, { id }, { ...facts, input: { ...task.input, ...input } } as never);
  }

  /** Confirms what was proposed, once. Refuses with `action-not-allowed` what is confirmed already. */
  async confirm(tx: EntityManager, id: string, input: Record<string, unknown>): Promise<void> {
    const task = await this.lockProposed(tx, id);
    await tx.update(Task, { id }, { state: 'waiting', input: { ...task.input, ...input } as never });
  }

  private async lockProposed(tx: EntityManager, id: string): Promise<Task> {
    const task = await tx.findOne(Task, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!task) throw new Refusal({ code: 'not-found' });
    if (task.state !== 'proposed')
      throw new Refusal({ code: 'action-not-allowed', action: 'confirm', state: task.state });
    return task;
  }

  /** After the commit; what was lost between the two is started by `resume`. */
  start(task: Pick<Task, 'id' | 'kind'>): Promise<void> {
    return this.jobs.add(task.kind as TaskName, { taskId: task.id }, { jobId: `task-${task.id}` });
  }

  /**
   * Starts again what waits or is half done although nothing works on it: a job that is still known is not made twice. Lets
   * go of proposals that nobody confirmed for a week.
   */
  async resume(): Promise<void> {
    const now = this.clock.now();
    const open = await this.db.reader.find(Task, {
      where: { state: In(['waiting', 'running']) },
      order: { createdAt: 'ASC' },
    });
    for (const task of open) await this.start(task);
    await this.db.reader.query(
      `UPDATE task SET state = 'stopped', finished_at = $1, input = input - 'table' WHERE state = 'proposed' AND created_at < $2`,
      [now, new Date(now.getTime() - 7 * dayMs)],
    );
  }

  async get(id: string): Promise<Task> {
    const task = isId(id) ? await this.db.reader.findOneBy(Task, { id }) : null;
    if (!task) throw new Refusal({ code: 'not-found' });
    return task;
  }

  /** The latest of its kind for which `about` holds in its input; null when there is none. */
  async findLatest(kind: TaskName, about: Record<string, string>): Promise<Task | null> {
    const rows: { id: string }[] = await this.db.reader.query(
      'SELECT id FROM task WHERE kind = $1 AND input @> $2 ORDER BY created_at DESC, id DESC LIMIT 1',
      [kind, JSON.stringify(about)],
    );
    return rows[0] ? this.get(rows[0].id) : null;
  }

  /** Asks to stop; the work stops at its next look. What has not begun is stopped at once. */
  async stop(id: string): Promise<void> {
    const now = this.clock.now();
    await this.db.reader.query(
      `UPDATE task SET stop_asked_at = $2,
              state = CASE WHEN state = 'waiting' THEN 'stopped' ELSE state END,
              finished_at = CASE WHEN state = 'waiting' THEN $2 ELSE finished_at END
        WHERE id = $1 AND state IN ('waiting', 'running')`,
      [id, now],
    );
  }

  /**
   * Does the work of a waiting task. Work that writes begins its transaction with `once` and ends it with `finish`, so that
   * it happens once however often its job runs. A refusal is a result, not an error: it is kept and shown. Other errors
   * leave the task running for the next attempt.
   */
  async run(id: string, work: (task: Task, watch: Watch) => Promise<void>): Promise<void> {
    const [claimed] = (await this.db.reader.query(
      `UPDATE task SET state = 'running' WHERE id = $1 AND state IN ('waiting', 'running') RETURNING id`,
      [id],
    )) as [unknown[], number];
    if (claimed.length === 0) return;
    try {
      await work(await this.get(id), this.watch(id));
    } catch (error) {
      if (error instanceof TaskStopped) await this.end(id, 'stopped', null);
      else if (error instanceof Refusal) await this.end(id, 'failed', { refusal: error.detail });
      else throw error;
    }
  }

  /** Only one attempt passes; the others end here, as if somebody had stopped them. */
  async once(tx: EntityManager, id: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [id]);
    if (!(await tx.existsBy(Task, { id, state: 'running' }))) throw new TaskStopped();
  }

  /** Keeps what came of the work, in its transaction. */
  async finish(tx: EntityManager, id: string, kept: Partial<Pick<Task, 'result' | 'input'>>): Promise<void> {
    await tx.update(Task, { id }, { ...kept, state: 'done', finishedAt: this.clock.now() } as never);
    await tx.query('UPDATE task SET done = total WHERE id = $1', [id]);
  }

  private watch(id: string): Watch {
    let lookedAt = 0;
    return {
      progress: async (done, total) => {
        if (performance.now() - lookedAt < betweenLooksMs) return;
        lookedAt = performance.now();
        const [rows] = (await this.db.reader.query(
          'UPDATE task SET done = $2, total = $3 WHERE id = $1 RETURNING stop_asked_at IS NOT NULL AS stop',
          [id, Math.round(done), Math.round(total)],
        )) as [{ stop: boolean }[], number];
        if (rows[0]?.stop) throw new TaskStopped();
      },
    };
  }

  private async end(id: string, state: 'stopped' | 'failed', result: Task['result']): Promise<void> {
    const kept = { state, finishedAt: this.clock.now(), ...(result && { result }) };
    await this.db.reader.update(Task, { id, state: 'running' }, kept as never);
  }
}
