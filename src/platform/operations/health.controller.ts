import { timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { sha256 } from '../ids.js';
import { Jobs } from '../jobs/jobs.js';
import { CONFIG } from '../tokens.js';
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
    @Inject(CONFIG) private readonly config: Config,
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

  /** Figures tell of work that is not public yet: they are for this machine, and for who has the token. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  async figures(@Req() request: FastifyRequest): Promise<string> {
    if (!isFromHere(request) && !hasToken(request, this.config.metricsToken)) throw new Refusal({ code: 'not-found' });
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
