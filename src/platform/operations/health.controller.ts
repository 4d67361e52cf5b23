import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';

/** For load balancers and Prometheus: alive, ready to take work, figures. */
@Controller()
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly metrics: Metrics,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  /** 503 while starting, stopping, or when the database or the queue does not answer. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const [database, queue] = await Promise.all([answers(this.db.reader.query('SELECT 1')), answers(this.jobs.ping())]);
    const ok = database && queue && !this.lifecycle.stopping;
    void reply.status(ok ? 200 : 503);
    return { status: ok ? 'ok' : 'unavailable', database, queue, stopping: this.lifecycle.stopping };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async figures(): Promise<string> {
    const [row] = (await this.db.reader.query(
      `SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM now() - min(coalesce(due_at, created_at))), 0)::float AS lag
         FROM outbox_message WHERE dispatched_at IS NULL AND (due_at IS NULL OR due_at <= now())`,
    )) as { waiting: number; lag: number }[];
    this.metrics.outbox(row!.waiting, row!.lag);
    return this.metrics.registry.metrics();
  }
}

async function answers(work: Promise<unknown>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 2000, false).unref());
  return Promise.race([work.then(() => true).catch(() => false), late]);
}
