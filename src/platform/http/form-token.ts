import { createHmac } from 'node:crypto';
import csrf, { type FastifyCsrfProtectionOptions } from '@fastify/csrf-protection';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ownCookie } from './cookies.js';

/**
 * The token of a form holds for the browser and the session that asked for the page: after signing in or out, and in the hands
 * of somebody else, it is refused.
 */
const holderOf = (request: FastifyRequest): string => request.identity?.sessionId ?? 'guest';

export async function refuseForgedForms(fastify: FastifyInstance, secret: string): Promise<void> {
  const options: FastifyCsrfProtectionOptions = {
    sessionPlugin: '@fastify/cookie',
    cookieKey: 'laureat_form',
    csrfOpts: { hmacKey: createHmac('sha256', secret).update('form token').digest('hex') },
    getUserInfo: holderOf,
    getToken: (request) =>
      (request.body as { _csrf?: string } | undefined)?._csrf ??
      (request.query as { _csrf?: string })._csrf ??
      (request.headers['x-csrf-token'] as string | undefined) ??
      '',
  };
  await fastify.register(csrf, options);
}

/** The token for the forms of a page. */
export const formToken = (request: FastifyRequest, reply: FastifyReply): string =>
  reply.generateCsrf({ ...ownCookie(request), userInfo: holderOf(request) });

/** An address without the token of a form that carried files: it is no part of where somebody is. */
export function withoutToken(url: string): string {
  const [path, query = ''] = url.split('?');
  const left = query.split('&').filter((pair) => pair !== '' && !pair.startsWith('_csrf='));
  return left.length > 0 ? `${path}?${left.join('&')}` : path!;
}
