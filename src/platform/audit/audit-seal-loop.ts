import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { Loop } from '../jobs/loop.js';
import { LOGGER } from '../tokens.js';
import { AuditChain } from './audit-chain.js';

/** Seals what was written, soon after: a second later where this process wrote it, otherwise within half a minute. */
@Injectable()
export class AuditSealLoop implements BeforeApplicationShutdown {
  private readonly loop: Loop;

  constructor(
    private readonly db: Database,
    chain: AuditChain,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.loop = new Loop(
      () => chain.seal(),
      { leastMs: 1000, mostMs: 30_000 },
      (error) => logger.error({ err: error }, 'audit seal'),
    );
  }

  start(): void {
    this.db.onCommit(() => this.loop.wake());
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
