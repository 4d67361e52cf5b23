import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'laureat_session';

/** The cookie is unreadable for scripts, sent only to us, and only over TLS where the site has it. */
export function setSession(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { token: string; expiresAt: Date },
): void {
  reply.setCookie(sessionCookie, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: session.expiresAt,
  });
}
