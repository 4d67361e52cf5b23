import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { cut } from '../../domain/kernel/cut.js';
import { Database } from '../database/database.js';
import { LOGGER } from '../tokens.js';
import { within } from '../within.js';
import type { JobHandlers, JobName } from './job-table.js';
import { Jobs } from './jobs.js';
import { Loop } from './loop.js';
import { nextDue, type Schedule } from './schedule.js';
import { Tasks } from './tasks.js';

/** What was asked for so long ago and has not ended is asked for again: its queue may have forgotten it. */
const forgottenAfter = "interval '30 minutes'";
/** A queue that does not take a job by then is not there; the job stays due. */
const queuePatienceMs = 5000;

/** A recurring job that should have ended by now. */
export interface Overdue {
  job: string;
  seconds: number;
}

interface Due {
  job: JobName;
  is_due: boolean;
  due_at: Date;
  asked_at: Date | null;
}

/** One job for each time that it is due, however often a queue that is away is asked; another one where that was lost. */
const jobIdOf = ({ job, is_due, due_at, asked_at }: Due): string =>
  is_due ? `${job}-${due_at.getTime()}` : `${job}-again-${asked_at!.getTime()}`;

/**
 * The recurring work, kept in the database: a queue that is emptied or lost takes no schedule with it. Once a minute one of
 * the workers asks for what is due, and for tasks of people whose jobs are gone.
 */
@Injectable()
export class Timetable implements BeforeApplicationShutdown {
  private schedules: readonly Schedule[] = [];
  private readonly loop: Loop;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly tasks: Tasks,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.loop = new Loop(
      () => this.ask(),
      { leastMs: 2000, mostMs: 60_000 },
      (error) => logger.error({ err: error }, 'timetable'),
    );
  }

  /** The handlers of recurring jobs, which note how they ended. */
  following(handlers: JobHandlers, schedules: readonly Schedule[]): JobHandlers {
    const recurring = new Set<string>(schedules.map(({ job }) => job));
    const noting = Object.entries(handlers).map(([job, handle]) => [
      job,
      recurring.has(job) ? this.noted(job, handle as (payload: unknown) => Promise<void>) : handle,
    ]);
    return Object.fromEntries(noting) as JobHandlers;
  }

  start(schedules: readonly Schedule[]): void {
    this.schedules = schedules;
    this.loop.start();
  }

  /** Asks for what is due; returns how many jobs that were. Where another worker is at it, there is nothing to do. */
  async ask(): Promise<number> {
    const asked = await this.db.reader.transaction(async (tx) => {
      const [lock] = await tx.query<{ got: boolean; now: Date }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtext('timetable')) AS got, now()`,
      );
      if (!lock!.got) return 0;
      await this.list(tx, lock!.now);
      const due = await tx.query<Due[]>(
        `SELECT job, due_at <= now() AS is_due, due_at, asked_at FROM schedule_run WHERE due_at <= now()
             OR asked_at < now() - ${forgottenAfter} AND asked_at > coalesce(greatest(ended_at, failed_at), '-infinity')`,
      );
      for (const one of due) {
        const schedule = this.schedules.find(({ job }) => job === one.job)!;
        await within(queuePatienceMs, this.jobs.add(schedule.job, {}, { jobId: jobIdOf(one), attempts: 1 }));
        await tx.query('UPDATE schedule_run SET asked_at = now(), due_at = $2 WHERE job = $1', [
          one.job,
          nextDue(schedule, lock!.now),
        ]);
      }
      return due.length;
    });
    await within(queuePatienceMs, this.tasks.resume());
    return asked;
  }

  /** Recurring jobs that nobody asked for or that have not ended, by more than the given seconds. */
  listOverdue(seconds: number): Promise<Overdue[]> {
    return this.db.reader.query(
      `SELECT job, seconds FROM (
         SELECT job, extract(epoch FROM greatest(
                  now() - due_at,
                  CASE WHEN asked_at > coalesce(greatest(ended_at, failed_at), '-infinity') THEN now() - asked_at END
                ))::int AS seconds FROM schedule_run
       ) late WHERE seconds > $1 ORDER BY seconds DESC`,
      [seconds],
    );
  }

  /** Each schedule has a row, and no row is without its schedule. A new one is due at once, or at its time of the day. */
  private async list(tx: EntityManager, now: Date): Promise<void> {
    const jobs = this.schedules.map(({ job }) => job);
    const first = this.schedules.map((schedule) => ('everyMs' in schedule ? now : nextDue(schedule, now)));
    await tx.query(
      `INSERT INTO schedule_run (job, due_at) SELECT * FROM unnest($1::text[], $2::timestamptz[]) ON CONFLICT DO NOTHING`,
      [jobs, first],
    );
    await tx.query('DELETE FROM schedule_run WHERE job <> ALL($1)', [jobs]);
  }

  private noted(job: string, handle: (payload: unknown) => Promise<void>) {
    return async (payload: unknown): Promise<void> => {
      try {
        await handle(payload);
      } catch (error) {
        const words = error instanceof Error ? cut(error.message, 500) : String(error);
        await this.note('UPDATE schedule_run SET failed_at = now(), error = $2 WHERE job = $1', [job, words]);
        throw error;
      }
      await this.note(`UPDATE schedule_run SET ended_at = now(), error = '' WHERE job = $1`, [job]);
    };
  }

  private async note(sql: string, values: unknown[]): Promise<void> {
    await this.db.reader.query(sql, values);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
