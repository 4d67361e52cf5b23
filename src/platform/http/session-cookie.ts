import type { FastifyReply, FastifyRequest } from 'fastify';
import { newToken, sha256 } from '../ids.js';
import { ownCookie } from './cookies.js';

export const sessionCookie = 'laureat_session';
const deviceCookie = 'laureat_device';
const deviceDays = 180;
/** So many people of one device are remembered. */
const mostPeople = 8;

/** A browser in which people have signed in before, and a mark of each. */
export interface KnownDevice {
  id: string;
  people: string[];
}

/** The mark of a person in the cookie of a device. */
export const markOf = (email: string): string => sha256(`device ${email}`).slice(0, 20);

/** The session's token in its cookie; the device is remembered as one of this person. */
export function setSession(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { token: string; expiresAt: Date; mark: string },
): void {
  reply.setCookie(sessionCookie, session.token, { ...ownCookie(request), expires: session.expiresAt });
  const { id, people } = knownDevice(request) ?? { id: newToken(), people: [] };
  const remembered = [session.mark, ...people.filter((mark) => mark !== session.mark)].slice(0, mostPeople);
  reply.setCookie(deviceCookie, [id, ...remembered].join('.'), {
    ...ownCookie(request),
    signed: true,
    maxAge: deviceDays * 24 * 3600,
  });
}

/** What the cookie of the device says, where its signature is ours. */
export function knownDevice(request: FastifyRequest): KnownDevice | null {
  const cookie = request.cookies[deviceCookie];
  const { valid, value } = cookie ? request.unsignCookie(cookie) : { valid: false, value: null };
  if (!valid || !value) return null;
  const [id = '', ...people] = value.split('.');
  return { id, people };
}
