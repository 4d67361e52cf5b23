import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Database } from '../../database/database.js';
import { IdempotencyKey } from '../../database/idempotency-key.entity.js';
import { sha256 } from '../../ids.js';
import { currentContext } from '../../request-context.js';
import { actorOf } from '../request.js';
import { IdempotentAnswers } from '../api/idempotent-answers.js';
import { Redirect, View } from './page.js';

const HARMLESS_TWICE = Symbol('harmless twice');

/** Of a form whose second sending changes nothing by itself, as it says what it was written over: it needs no key. */
export const HarmlessTwice = (): MethodDecorator => SetMetadata(HARMLESS_TWICE, true);

/**
 * A form that is sent twice as it was rendered, with the same content, takes effect once: a double click, a press after Back, a
 * request that the browser repeats. The token of the form is made anew with every rendering of a page, so that token and
 * content together are the key; it is claimed in the transaction of the deed. The second sending is led where the first was.
 */
@Injectable()
export class PressedOnceInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly answers: IdempotentAnswers,
  ) {}

  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = (request.body as { _csrf?: unknown } | undefined)?._csrf;
    const needsNone = Reflect.getMetadata(HARMLESS_TWICE, context.getHandler()) !== undefined;
    if (request.method !== 'POST' || typeof token !== 'string' || request.headers['x-autosave'] || needsNone)
      return handler.handle();
    return from(this.once(request, context.switchToHttp().getResponse<FastifyReply>(), handler));
  }

  private async once(request: FastifyRequest, reply: FastifyReply, handler: CallHandler): Promise<unknown> {
    const actor = actorOf(request);
    const requestHash = sha256(`${request.url}\n${JSON.stringify(request.body)}`);
    const claim = {
      actorId: actor.userId ?? `guest ${request.ip}`,
      key: `form ${requestHash}`,
      requestHash,
      claimed: false,
    };
    currentContext().idempotency = claim;
    try {
      const result: unknown = await lastValueFrom(handler.handle());
      if (claim.claimed) await this.keep(claim, result, reply);
      else if (result instanceof View && result.status >= 400) return (await this.earlier(claim)) ?? result;
      return result;
    } catch (error) {
      if (claim.claimed || !(error instanceof Refusal)) throw error;
      const earlier = await this.earlier(claim);
      if (!earlier) throw error;
      return earlier;
    }
  }

  /** Where the first was led. What it was shown at once, or got as a cookie, is not to be had again. */
  private async keep(claim: Claim, result: unknown, reply: FastifyReply): Promise<void> {
    if (reply.getHeader('set-cookie') !== undefined) {
      await this.db.reader.delete(IdempotencyKey, { actorId: claim.actorId, key: claim.key });
      return;
    }
    const answer = result instanceof Redirect ? { location: result.location, flash: result.flash } : null;
    await this.answers.keep({ ...claim, status: 303, answer, headers: {}, standing: '' });
  }

  private async earlier(claim: Claim): Promise<Redirect | null> {
    const row = await this.answers.settled(claim);
    if (!row) return null;
    const answer = row.answer as Pick<Redirect, 'location' | 'flash'> | null;
    if (!answer) throw new Refusal({ code: 'pressed-twice' });
    return new Redirect(answer.location, answer.flash);
  }
}

interface Claim {
  actorId: string;
  key: string;
  requestHash: string;
}
