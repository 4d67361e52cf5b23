import { mustHaveScope, type Actor } from '../../domain/kernel/actor.js';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Locale } from '../web/i18n.js';
import { knownDevice, type KnownDevice } from './session-cookie.js';

/** Who sends the request, as accounts found out; a guest has none. */
export interface Identity {
  actor: Actor;
  email: string;
  initials: string;
  /** Organisation or role beside the name. */
  label: string;
  locale: Locale;
  timeZone: string;
  sessionId: string | null;
}

export interface Credentials {
  sessionToken: string | null;
  bearerToken: string | null;
}

/** Implemented by accounts: platform knows no users. */
export interface IdentityResolver {
  resolve(credentials: Credentials): Promise<Identity | null>;
}
export const IDENTITY_RESOLVER = Symbol('IDENTITY_RESOLVER');

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity | null;
    locale: Locale;
    timeZone: string;
    theme: 'light' | 'dark' | null;
  }
}

/** The guest: holds nothing. */
export const guest: Actor = {
  userId: null,
  name: 'guest',
  grants: [],
  organisationIds: [],
  kind: 'person',
  tokenScopes: null,
};

/** Forms and JSON of an entry fit easily; files go through the upload with limits of their own. */
export const bodyLimit = 2 * 1024 * 1024;

/** The actor of a request; a guest where nobody is signed in. */
export function actorOf(request: { identity: Identity | null }): Actor {
  return request.identity?.actor ?? guest;
}

/** The signed-in actor; refuses guests with `sign-in-required`. */
export function signedIn(request: { identity: Identity | null }): Actor & { userId: string } {
  const actor = request.identity?.actor;
  if (!actor?.userId) throw new Refusal({ code: 'sign-in-required' });
  return actor as Actor & { userId: string };
}

/** The signed-in actor of the programming interface; refuses a token that lacks the scope with `scope-missing`. */
export function scopedActor(request: { identity: Identity | null }, scope: string): Actor & { userId: string } {
  const actor = signedIn(request);
  mustHaveScope(actor, scope);
  return actor;
}

/** Who sends a request, for sessions and throttling: the address, what the browser says of itself, and whether we know it. */
export interface Sender {
  address: string;
  device: string;
  known?: KnownDevice | null;
}

export function senderOf(request: FastifyRequest): Sender {
  const agent = request.headers['user-agent'];
  return {
    address: request.ip,
    device: typeof agent === 'string' ? agent.slice(0, 300) : '',
    known: knownDevice(request),
  };
}
