import { timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { sha256 } from '../ids.js';
import { Timetable } from '../jobs/timetable.js';
import { CONFIG } from '../tokens.js';
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
    @Inject(CONFIG) private readonly config: Config,
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

  /** Figures tell of work that is not public yet: they are for this machine, and for who has the token. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  async figures(@Req() request: FastifyRequest): Promise<string> {
    if (!isFromHere(request) && !hasToken(request, this.config.metricsToken)) throw new Refusal({ code: 'not-found' });
    this.metrics.wellness((await this.readiness.report()).checks);
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

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Asked on this machine itself; what a proxy on it hands on comes from elsewhere. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  if (['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some((name) => headers[name] !== undefined)) return false;
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  return loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

function hasToken({ headers }: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === null || given === undefined) return false;
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}
