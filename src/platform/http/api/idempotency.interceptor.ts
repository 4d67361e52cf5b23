import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Database } from '../../database/database.js';
import { IdempotencyKey } from '../../database/idempotency-key.entity.js';
import { sha256 } from '../../ids.js';
import { currentContext } from '../../request-context.js';
import { actorOf } from '../request.js';
import { longestKey } from './api.js';
import { IdempotentAnswers } from './idempotent-answers.js';

/** An answer that is not kept by then never will be: its process died between the deed and the answer. */
const longestAnswerMs = 60_000;

/**
 * A POST of the API with `Idempotency-Key` takes effect once: the key is claimed in the transaction of the deed, a repeat
 * gets the first answer again, the same key with another body is refused. Whether a key was used before is not asked
 * beforehand: the claim of a repeat fails, and what a repeat is refused for is looked at before it is believed.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly answers: IdempotentAnswers,
  ) {}

  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || !request.url.startsWith('/api/'))
      return handler.handle();
    // Cut, two keys would be one, and the second deed would never be done.
    if (key.length > longestKey) throw new Refusal({ code: 'invalid-input', problems: [tooLongKey] });
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
    const claim = { actorId, key, requestHash, claimed: false };
    currentContext().idempotency = claim;
    try {
      const answer: unknown = await lastValueFrom(handler.handle());
      if (claim.claimed) await this.answers.keep({ ...claim, status: reply.statusCode, answer });
      return answer;
    } catch (error) {
      if (claim.claimed && !isRepeat(error)) throw error;
      const earlier = await this.answerOf(claim);
      if (!earlier) throw error;
      void reply.status(earlier.status).header('idempotent-replayed', 'true');
      return earlier.answer;
    }
  }

  /** The first answer, or null when the key is new; a claim whose answer is still being made waits. */
  private async answerOf({ actorId, key, requestHash }: Claim): Promise<{ status: number; answer: unknown } | null> {
    for (let round = 0; round < 40; round += 1) {
      const row = await this.db.reader.findOneBy(IdempotencyKey, { actorId, key });
      if (!row) return null;
      if (row.requestHash !== requestHash) throw new Refusal({ code: 'idempotency-mismatch' });
      if (row.status !== null) return { status: row.status, answer: row.answer };
      if (Date.now() - row.createdAt.getTime() > longestAnswerMs)
        throw new Refusal({ code: 'idempotency-answer-lost' });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Refusal({ code: 'idempotency-running' });
  }
}

const tooLongKey = { pointer: '/Idempotency-Key', rule: 'too-long', values: { max: longestKey } };

interface Claim {
  actorId: string;
  key: string;
  requestHash: string;
}

const isRepeat = (error: unknown): boolean => error instanceof Refusal && error.code === 'idempotency-running';
