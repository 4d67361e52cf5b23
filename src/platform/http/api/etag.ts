import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/kernel/refusal.js';

/** The ETag of a row that counts its edits. */
export function sendETag(reply: FastifyReply, version: number): void {
  void reply.header('etag', `"${version}"`);
}

/** The version that the sender believes to edit; refuses a request that does not say it (`precondition-required`). */
export function expectedVersion(request: FastifyRequest): number {
  const match = /^(?:W\/)?"(\d+)"$/.exec(request.headers['if-match'] ?? '');
  if (!match) throw new Refusal({ code: 'precondition-required' });
  return Number(match[1]);
}
