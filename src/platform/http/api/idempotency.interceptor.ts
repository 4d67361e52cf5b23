import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Actor } from '../../../domain/kernel/actor.js';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Database } from '../../database/database.js';
import { IdempotencyKey } from '../../database/idempotency-key.entity.js';
import { isId, sha256 } from '../../ids.js';
import { currentContext } from '../../request-context.js';
import { actorOf } from '../request.js';
import { longestKey } from './api.js';
import { IdempotentAnswers } from './idempotent-answers.js';

/**
 * A POST of the API with `Idempotency-Key` takes effect once: the key is claimed in the transaction of the deed, a repeat
 * gets the first answer again, the same key with another body is refused. Whether a key was used before is not asked
 * beforehand: the claim of a repeat fails, and what a repeat is refused for is looked at before it is believed. Whoever may not
 * do it any more does not get the answer of when it was allowed.
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
    const actor = actorOf(request);
    const requestHash = sha256(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`);
    const claim = { actorId: actor.userId ?? `guest ${request.ip}`, key, requestHash, claimed: false };
    const standing = standingOf(actor);
    currentContext().idempotency = claim;
    try {
      const answer: unknown = await lastValueFrom(handler.handle());
      const { statusCode: status } = reply;
      if (claim.claimed) await this.answers.keep({ ...claim, status, answer, headers: headersOf(reply), standing });
      return answer;
    } catch (error) {
      if ((claim.claimed && !isRepeat(error)) || isNotAllowed(error)) throw error;
      const earlier = await this.answerOf(claim);
      if (!earlier || (isNotThere(error) && earlier.standing !== standing)) throw error;
      void reply
        .status(earlier.status!)
        .headers(earlier.headers ?? {})
        .header('idempotent-replayed', 'true');
      return earlier.answer;
    }
  }

  /** The first answer, or null when the key is new; a claim whose answer is still being made waits. */
  private async answerOf(claim: Claim): Promise<IdempotencyKey | null> {
    const row = await this.answers.settled(claim);
    if (row && row.requestHash !== claim.requestHash) throw new Refusal({ code: 'idempotency-mismatch' });
    if (row && row.status === null) throw await this.answerLost(row);
    return row;
  }

  /** The claim was committed with the deed, so the deed was done: its records say to what. */
  private async answerLost({ actorId, requestId }: IdempotencyKey): Promise<Refusal> {
    const rows = await this.db.reader.query<{ subject: string }[]>(
      `SELECT DISTINCT subject_type || ' ' || subject_id AS subject FROM audit_record
        WHERE actor_id = $1 AND request_id = $2 ORDER BY 1 LIMIT 20`,
      [isId(actorId) ? actorId : null, requestId],
    );
    const records = rows.map(({ subject }) => subject);
    return new Refusal({ code: 'idempotency-answer-lost', records, n: records.length });
  }
}

const tooLongKey = { pointer: '/Idempotency-Key', rule: 'too-long', values: { max: longestKey } };

interface Claim {
  actorId: string;
  key: string;
  requestHash: string;
}

const isRepeat = (error: unknown): boolean => error instanceof Refusal && error.code === 'idempotency-running';

/** A repeat passes the same doors as the first: who, with which scope, in which role. */
const doors = new Set(['sign-in-required', 'scope-missing', 'forbidden']);
const isNotAllowed = (error: unknown): boolean => error instanceof Refusal && doors.has(error.code);

/** Gone because the first request took it away, or because this sender does not see it any more: the standing tells. */
const isNotThere = (error: unknown): boolean => error instanceof Refusal && error.code === 'not-found';

const standingOf = ({ grants, organisationIds, collaborations = [], sits }: Actor): string =>
  sha256(JSON.stringify([grants, organisationIds, collaborations, sits ?? false]));

/** What the answer says beside its body and a repeat must say too. */
function headersOf(reply: FastifyReply): Record<string, string> {
  const said = ['etag', 'location'].map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(said.filter((one): one is [string, string] => typeof one[1] === 'string'));
}
