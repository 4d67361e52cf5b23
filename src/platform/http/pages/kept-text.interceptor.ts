import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { actorOf } from '../request.js';
import { KeptTexts } from './kept-texts.js';
import { Redirect } from './page.js';

/**
 * What was kept while a form was typed is where it belongs once the form was taken, which a redirect says. The page names the
 * copy in the form, and in the address of one that carries files.
 */
@Injectable()
export class KeptTextInterceptor implements NestInterceptor {
  constructor(private readonly kept: KeptTexts) {}

  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { userId } = actorOf(request);
    const copy = request.method === 'POST' ? copyIn(request) : null;
    if (!copy || !userId) return handler.handle();
    return handler.handle().pipe(
      mergeMap(async (result: unknown) => {
        if (result instanceof Redirect) await this.kept.keep(userId, { ...copy, texts: null });
        return result;
      }),
    );
  }
}

function copyIn({ body, query }: FastifyRequest): { form: string; copyId: string } | null {
  const { _kept: form, _keptCopy: copyId } = { ...(query as object), ...(body as object) } as Record<string, unknown>;
  if (typeof form !== 'string' || typeof copyId !== 'string') return null;
  return { form: form.slice(0, keptBounds.form), copyId: copyId.slice(0, keptBounds.copyId) };
}

/** So long names of forms and copies get. */
export const keptBounds = { form: 600, copyId: 60 };
