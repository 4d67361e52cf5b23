import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { DESCRIBED, type Described } from './api.js';
import { sendETag } from './etag.js';

/** The answer of an operation that is described as tagged carries the version of its row as the ETag. */
@Injectable()
export class ETagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const described = Reflect.getMetadata(DESCRIBED, context.getHandler()) as Described | undefined;
    if (!described?.tagged) return handler.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return handler.handle().pipe(tap((row: { version: number }) => sendETag(reply, row.version)));
  }
}
