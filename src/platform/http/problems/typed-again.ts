import type { FastifyRequest } from 'fastify';
import { withoutToken } from '../form-token.js';
import { ownPath } from '../pages/page.js';

/** What was typed into a form that could not be taken: to read and, where it came from a page of ours, to send again. */
export interface TypedAgain {
  typed: { name: string; value: string }[];
  /** Where it goes; empty where another site may have written it, for then nobody is to confirm it unseen. */
  action: string;
  /** The person has to sign in first, beside this page. */
  signIn: boolean;
}

/** Never shown again, nor kept in a page. */
const isSecret = (name: string): boolean => /csrf|password|token|^current$/i.test(name);

/** Null where nothing was typed and nothing can be pressed again: a button alone is sent again where it stood on a page of ours. */
export function typedAgain(request: FastifyRequest): TypedAgain | null {
  const { body, method, url, identity } = request;
  if (method !== 'POST' || typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return null;
  const typed = Object.entries(body as Record<string, unknown>)
    .filter(([name]) => !isSecret(name))
    .flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
    .filter((field): field is { name: string; value: string } => typeof field.value === 'string');
  const action = isFromHere(request) ? ownPath(withoutToken(url), '') : '';
  return typed.length === 0 && action === '' ? null : { typed, action, signIn: !identity };
}

/** The browser's own word on where the form stood, which no other site can give for it. */
function isFromHere({ headers, protocol, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === `${protocol}://${host}` : site === 'same-origin';
}
