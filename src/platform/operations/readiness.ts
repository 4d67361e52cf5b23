import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { FileCheck } from '../files/check/file-check.js';
import { FileScans } from '../files/scanning/file-scans.js';
import { FILE_STORE, type FileStore } from '../files/file-store.js';
import { Jobs } from '../jobs/jobs.js';
import { Timetable } from '../jobs/timetable.js';
import { CONFIG, SCHEMA } from '../tokens.js';
import { TooLate, within } from '../within.js';
import { Lifecycle } from './lifecycle.js';
import { ServiceMinutes } from './service-minutes.js';

/** A clock that differs from the database's by more would call late what was in time. */
export const longestSkewMs = 1000;
/** A recurring job that is so late does not run any more. */
export const overdueSeconds = 1800;
/** A letter that waits for so long is told: the mail server does not take it. */
const letterLateSeconds = 900;
const patienceMs = 2000;
/** Small writes may find a place on a disk that is full: one that found none speaks for so long. */
const outOfRoomMs = 20_000;

/** Whether a part is well, and where it is not, what is wrong in the words of the terminal. */
export interface Check {
  ok: boolean;
  problem?: string;
}

export interface Report {
  status: 'ok' | 'degraded' | 'unavailable';
  database: boolean;
  queue: boolean;
  stopping: boolean;
  checks: Record<string, Check>;
}

/**
 * Whether this process should be given requests, and what is not well with the installation. Without a database that
 * answers, takes writes, is of this release and shows the same time, nothing right can be done: `unavailable`. Pages go on
 * without the queue, the store of files, the schedules and the mail server: `degraded`, but for a worker without its queue.
 */
@Injectable()
export class Readiness {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly timetable: Timetable,
    private readonly lifecycle: Lifecycle,
    private readonly minutes: ServiceMinutes,
    private readonly scans: FileScans,
    private readonly fileCheck: FileCheck,
    @Inject(FILE_STORE) private readonly store: FileStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SCHEMA) private readonly schema: readonly string[],
  ) {}

  async report(): Promise<Report> {
    const named = {
      database: this.db.reader.query('SELECT 1').then(() => undefined),
      writing: this.writes(),
      schema: this.mustBeCurrent(),
      clock: this.clockAgrees(),
      queue: this.jobs.ping(),
      schedules: this.schedulesRun(),
      letters: this.lettersGo(),
      files: this.store.check(),
      scanner: this.scannerAnswers(),
      storedBytes: this.bytesAreThere(),
    };
    const entries = Object.entries(named).map(async ([name, work]) => [name, await checked(work)] as const);
    const checks = Object.fromEntries(await Promise.all(entries)) as Record<keyof typeof named, Check>;
    const needed: (keyof typeof named)[] = ['database', 'writing', 'schema', 'clock'];
    if (this.config.role === 'worker') needed.push('queue');
    const { stopping } = this.lifecycle;
    const canServe = !stopping && needed.every((name) => checks[name].ok);
    const isWhole = Object.values(checks).every(({ ok }) => ok);
    return {
      status: !canServe ? 'unavailable' : isWhole ? 'ok' : 'degraded',
      database: checks.database.ok,
      queue: checks.queue.ok,
      stopping,
      checks,
    };
  }

  /** Throws where the database lacks a migration of this program. */
  async mustBeCurrent(): Promise<void> {
    const rows = await this.db.reader.query<{ name: string }[]>('SELECT name FROM migration');
    const applied = new Set(rows.map(({ name }) => name));
    const missing = this.schema.filter((name) => !applied.has(name));
    if (missing.length > 0)
      throw new NotWell(`the database lacks ${missing.join(', ')}: run "laureat migrate" of this release`);
  }

  private async clockAgrees(): Promise<void> {
    const before = Date.now();
    const [row] = await this.db.reader.query<{ ms: number }[]>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float AS ms',
    );
    const after = Date.now();
    // The database read its clock somewhere between the two.
    const skew = row!.ms < before ? row!.ms - before : row!.ms > after ? row!.ms - after : 0;
    if (Math.abs(skew) > longestSkewMs)
      throw new NotWell(`the database's clock differs by ${Math.round(skew)} ms: let both follow one source of time`);
  }

  private async writes(): Promise<void> {
    const { outOfRoomAt } = this.db;
    if (outOfRoomAt !== null && performance.now() - outOfRoomAt < outOfRoomMs)
      throw new NotWell('the database has no room left on its disk');
    if (!this.minutes.canWrite) throw new NotWell('the latest trace of service could not be written');
  }

  private async schedulesRun(): Promise<void> {
    const overdue = await this.timetable.listOverdue(overdueSeconds);
    if (overdue.length > 0)
      throw new NotWell(overdue.map(({ job, seconds }) => `${job} is ${Math.round(seconds / 60)} min late`).join(', '));
  }

  private async scannerAnswers(): Promise<void> {
    await this.scans.check().catch(() => {
      throw new NotWell('the virus scanner does not answer: new files stay in quarantine');
    });
  }

  private async bytesAreThere(): Promise<void> {
    const last = await this.fileCheck.last();
    const faults = last ? last.missing + last.differing : 0;
    if (faults > 0) throw new NotWell(`${faults} stored files are missing or are not what was stored`);
  }

  private async lettersGo(): Promise<void> {
    const [late] = await this.db.reader.query<{ minutes: number }[]>(lateLetter, [letterLateSeconds]);
    if (late) throw new NotWell(`a letter has waited for ${late.minutes} min: the mail server does not take it`);
  }
}

/** Some letter that should long have gone; by the index of what waits, so that a long queue costs no more. */
const lateLetter = `
  SELECT (extract(epoch FROM now() - created_at) / 60)::int AS minutes FROM (
    (SELECT created_at FROM delivery WHERE state = 'waiting' AND is_urgent
      ORDER BY coalesce(retry_at, '-infinity'), created_at, id LIMIT 1)
    UNION ALL
    (SELECT created_at FROM delivery WHERE state = 'waiting' AND NOT is_urgent
      ORDER BY coalesce(retry_at, '-infinity'), created_at, id LIMIT 1)
  ) first WHERE created_at < now() - $1 * interval '1 second' ORDER BY created_at LIMIT 1`;

/** Letters that have not gone, and since when the oldest of them should have. */
export const undelivered = `
  SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM now() - least(min(created_at), now())), 0)::float AS seconds
    FROM delivery WHERE state IN ('waiting', 'sending')`;

/** What is wrong, in words that anybody may read; other errors tell of addresses and go to the log alone. */
class NotWell extends Error {}

async function checked(work: Promise<void>): Promise<Check> {
  try {
    await within(patienceMs, work);
    return { ok: true };
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof NotWell || error instanceof TooLate ? error.message : 'it does not answer',
    };
  }
}
