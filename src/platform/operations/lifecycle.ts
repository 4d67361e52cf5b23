import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';

/** A request that is not answered by then after the program was asked to end is cut off. */
const longestAnswerMs = 25_000;

/**
 * Ends without cutting anybody off: first the program says that it is not ready, and goes on serving until the load balancer
 * has heard it (`SHUTDOWN_DELAY`); then it takes no new connection and answers what it has begun.
 */
@Injectable()
export class Lifecycle implements BeforeApplicationShutdown {
  stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly adapters: HttpAdapterHost,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await sleep(this.config.shutdownDelayMs);
    const server = this.adapters.httpAdapter?.getHttpServer() as Server | undefined;
    setTimeout(() => server?.closeAllConnections(), longestAnswerMs).unref();
  }
}
