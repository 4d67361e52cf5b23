import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createPostgresBackend, Queue, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Config } from '../config.js';
import { Metrics } from '../operations/metrics.js';
import { runInContext } from '../request-context.js';
import { CONFIG, LOGGER } from '../tokens.js';
import { within } from '../within.js';
import {
  concurrencyOf,
  queueNames,
  queueOf,
  type JobHandlers,
  type JobName,
  type JobTable,
  type QueueName,
} from './job-table.js';

// What is over stays until the sweep: to look for the old at every job that ends would cost more than the job.
const keep = { removeOnComplete: false, removeOnFail: false };
const day = 24 * 3600 * 1000;
const keptMs = { completed: day, failed: 14 * day } as const;
const sweptAtOnce = 10_000;
/** A job that is stopped in the middle goes on in another process. */
const longestEndMs = 10_000;
/** A worker on PostgreSQL is woken by the database; where a call was lost, it looks again after so long. */
const looksAgainSeconds = 30;
/** Connections to the queue on PostgreSQL: each worker keeps one, on which it is woken; all share the others. */
const connections = queueNames.length + 4;
const patience = { attempts: 8, backoff: { type: 'exponential', delay: 2000, jitter: 0.3 } };

/** Background work through BullMQ: on Redis where one is configured, otherwise on the same PostgreSQL. */
@Injectable()
export class Jobs implements OnApplicationShutdown {
  private readonly queues = new Map<QueueName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly redis: Redis | null;
  private readonly pool: pg.Pool | null;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.redis = config.redisUrl ? new Redis(config.redisUrl, { maxRetriesPerRequest: null, lazyConnect: true }) : null;
    this.pool = this.redis ? null : poolOf(config.databaseUrl);
  }

  get backend(): 'redis' | 'postgres' {
    return this.redis ? 'redis' : 'postgres';
  }

  /** Asks for a job. The same `jobId` is the same job while the queue knows it; `delayMs` makes it wait. */
  async add<Name extends JobName>(
    name: Name,
    payload: JobTable[Name],
    options: { jobId?: string; delayMs?: number; attempts?: number } = {},
  ): Promise<void> {
    await this.queue(queueOf[name]).add(name, payload, {
      ...keep,
      ...patience,
      ...(options.attempts && { attempts: options.attempts }),
      ...(options.jobId && { jobId: options.jobId }),
      ...(options.delayMs && options.delayMs > 0 && { delay: options.delayMs }),
    });
  }

  /** Jobs that ended long ago go. */
  async sweep(): Promise<void> {
    for (const name of queueNames)
      for (const state of ['completed', 'failed'] as const)
        while ((await this.queue(name).clean(keptMs[state], sweptAtOnce, state)).length === sweptAtOnce);
  }

  /** Takes back a delayed job that has not begun; nothing happens when it is gone. */
  async cancel(name: JobName, jobId: string): Promise<void> {
    const job = (await this.queue(queueOf[name]).getJob(jobId)) as Job | undefined;
    if (job && (await job.isDelayed())) await job.remove();
  }

  async ping(): Promise<void> {
    await this.queue('news').getJobCounts('waiting');
  }

  queue(name: QueueName): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const made = new Queue(name, this.options() as never, this.factory() as never);
    made.on('error', (error) => this.logger.error({ err: error, queue: name }, 'queue'));
    this.queues.set(name, made);
    return made;
  }

  /** Begins to work: every job name has its handler, which loads, calls one service method and may run twice. */
  async work(handlers: JobHandlers): Promise<void> {
    for (const name of queueNames) {
      const options = { ...this.options(), ...this.workerOptions(name) };
      const worker = new Worker(name, (job: Job) => this.run(job, handlers), options as never, this.factory() as never);
      worker.on('error', (error) => this.logger.error({ err: error, queue: name }, 'worker'));
      this.workers.push(worker);
    }
    await this.dropSchedules();
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
  }

  /** An earlier release kept its recurring work in the queue. */
  private async dropSchedules(): Promise<void> {
    for (const name of queueNames)
      for (const { key } of await this.queue(name).getJobSchedulers()) await this.queue(name).removeJobScheduler(key);
  }

  private async run(job: Job, handlers: JobHandlers): Promise<void> {
    const startedAt = performance.now();
    const finish = (outcome: 'done' | 'failed' | 'refused') =>
      this.metrics.job(job.name, outcome, (performance.now() - startedAt) / 1000);
    await runInContext({ jobId: `${job.name}:${job.id}` }, async () => {
      try {
        await (handlers[job.name as JobName] as (payload: unknown) => Promise<void>)(job.data);
        finish('done');
      } catch (error) {
        if (error instanceof Refusal) {
          finish('refused');
          this.logger.info({ job: job.name, refusal: error.detail }, 'job refused');
          return;
        }
        finish('failed');
        this.logger.error({ err: error as Error, job: job.name, attempt: job.attemptsMade }, 'job failed');
        throw error;
      }
    });
  }

  private workerOptions(name: QueueName): object {
    const waiting = this.pool ? { drainDelay: looksAgainSeconds } : {};
    return {
      concurrency: concurrencyOf[name],
      lockDuration: 30_000,
      stalledInterval: 30_000,
      maxStalledCount: 10,
      ...waiting,
    };
  }

  private options(): object {
    return { connection: this.redis ?? this.pool, prefix: 'laureat' };
  }

  private factory() {
    return this.redis ? undefined : createPostgresBackend;
  }

  /** Lets the jobs in hand finish, then lets go of the connections; a queue that is away does not hold the program. */
  async onApplicationShutdown(): Promise<void> {
    const ends = async (all: Promise<unknown>[]) => {
      await within(longestEndMs, Promise.allSettled(all)).catch(() => undefined);
    };
    await ends(this.workers.map((worker) => worker.close()));
    await ends([...this.queues.values()].map((queue) => queue.close()));
    this.redis?.disconnect();
    if (this.pool) await ends([this.pool.end()]);
  }
}

// Connections stay: a look at the queue through a new one costs thirty times as much.
const poolOf = (connectionString: string): pg.Pool =>
  new pg.Pool({
    connectionString,
    max: connections,
    idleTimeoutMillis: 0,
    keepAlive: true,
    options: '-c search_path=bullmq',
    application_name: 'laureat queue',
  });
