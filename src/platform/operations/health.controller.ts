import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../database/database.js';
import { Timetable } from '../jobs/timetable.js';
import { Metrics } from './metrics.js';
import { Readiness, undelivered, type Report } from './readiness.js';

/** For load balancers and Prometheus: alive, ready to take work, figures. */
@Controller()
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
    private readonly timetable: Timetable,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  /** 503 while nothing right can be done, or the program is being stopped; each part says what is wrong with it. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Report> {
    const report = await this.readiness.report();
    void reply.status(report.status === 'unavailable' ? 503 : 200);
    return report;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async figures(): Promise<string> {
    const [row] = (await this.db.reader.query(
      `SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM now() - min(coalesce(due_at, created_at))), 0)::float AS lag
         FROM outbox_message WHERE dispatched_at IS NULL AND (due_at IS NULL OR due_at <= now())`,
    )) as { waiting: number; lag: number }[];
    this.metrics.outbox(row!.waiting, row!.lag);
    const [letters] = await this.db.reader.query<{ waiting: number; seconds: number }[]>(undelivered);
    this.metrics.letters(letters!.waiting, letters!.seconds);
    this.metrics.schedules(await this.timetable.listOverdue(0));
    return this.metrics.registry.metrics();
  }
}
