import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Download, Redirect, View } from './page.js';
import { PageRenderer } from './page-renderer.js';

/** Handlers return views, redirects and downloads; this is where they become responses. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(private readonly renderer: PageRenderer) {}

  intercept(context: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return handler.handle().pipe(map((result: unknown) => this.answer(result, request, reply)));
  }

  private answer(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    if (result instanceof View) return this.renderer.render(result, request, reply);
    if (result instanceof Redirect) return this.renderer.redirect(result, request, reply);
    if (result instanceof Download) {
      const ascii = result.name.replace(/[^\x20-\x7e]|["\\]/g, '_');
      void reply
        .header('content-type', result.type)
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${spelt(result.name)}`);
      return result.body;
    }
    return result;
  }
}

/** A name as a parameter of a header may hold it (RFC 8187): what is no letter or digit is written by its octets. */
const spelt = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
