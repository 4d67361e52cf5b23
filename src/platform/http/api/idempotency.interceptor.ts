import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, type Observable } from 'rxjs';
import { lastValueFrom } from 'rxjs';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Database } from '../../database/database.js';
import { IdempotencyKey } from '../../database/idempotency-key.entity.js';
import { sha256 } from '../../ids.js';
import { currentContext } from '../../request-context.js';
import { actorOf } from '../request.js';

/**
 * A POST of the API with `Idempotency-Key` takes effect once: the key is claimed in the transaction of the deed, a repeat
 * gets the first answer again, the same key with another body is refused.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly db: Database) {}

  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || !request.url.startsWith('/api/'))
      return handler.handle();
    return from(this.once(key, request, context.switchToHttp().getResponse<FastifyReply>(), handler));
  }

  private async once(
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    handler: CallHandler,
  ): Promise<unknown> {
    const actorId = actorOf(request).userId ?? `guest ${request.ip}`;
    const requestHash = sha256(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`);
    const earlier = await this.answerOf(actorId, key, requestHash);
    if (earlier) return this.again(earlier, reply);
    currentContext().idempotency = { actorId, key: key.slice(0, 200), requestHash, claimed: false };
    try {
      const answer: unknown = await lastValueFrom(handler.handle());
      await this.db.reader.update(
        IdempotencyKey,
        { actorId, key },
        { status: reply.statusCode, answer: answer as never },
      );
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'idempotency-running') throw error;
      const answer = await this.waitForAnswer(actorId, key, requestHash);
      if (!answer) throw error;
      return this.again(answer, reply);
    }
  }

  private again(earlier: IdempotencyKey, reply: FastifyReply): unknown {
    void reply.status(earlier.status ?? 200).header('idempotent-replayed', 'true');
    return earlier.answer;
  }

  /** The first answer, or null when the key is new; a claim whose answer is still being made waits. */
  private async answerOf(actorId: string, key: string, requestHash: string): Promise<IdempotencyKey | null> {
    const row = await this.db.reader.findOneBy(IdempotencyKey, { actorId, key });
    if (!row) return null;
    if (row.requestHash !== requestHash) throw new Refusal({ code: 'idempotency-mismatch' });
    return row.status === null ? this.waitForAnswer(actorId, key, requestHash) : row;
  }

  private async waitForAnswer(actorId: string, key: string, requestHash: string): Promise<IdempotencyKey | null> {
    for (let round = 0; round < 40; round += 1) {
      const row = await this.db.reader.findOneBy(IdempotencyKey, { actorId, key });
      if (row && row.requestHash !== requestHash) throw new Refusal({ code: 'idempotency-mismatch' });
      if (row?.status !== null && row?.status !== undefined) return row;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Refusal({ code: 'idempotency-running' });
  }
}
