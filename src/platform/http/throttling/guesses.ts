import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { isSecretRoute } from '../secret-places.js';
import { networkOf } from './network.js';
import type { Throttler } from './throttle.js';

/** Links that lead nowhere, of one network. Whoever has a good one is not hindered by how many others have. */
const wrongLinks = { attempts: 40, windowSeconds: 15 * 60 };
const wrongTokens = { attempts: 60, windowSeconds: 15 * 60 };

const keyOf = (request: FastifyRequest): string => `wrong links from ${networkOf(request.ip)}`;

/** Counts links with a wrong secret, of every kind and route, and turns away whose network has sent too many. */
export function countWrongLinks(fastify: FastifyInstance, throttler: Throttler): void {
  fastify.addHook('preHandler', async (request) => {
    if (isSecretRoute(request.routeOptions.url)) await throttler.look(keyOf(request), wrongLinks);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    if (!isSecretRoute(request.routeOptions.url) || ![404, 410].includes(reply.statusCode)) return;
    await throttler.attempt(keyOf(request), wrongLinks).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  });
}

/** Counts a wrong API token; refuses with `throttled` whose network has sent too many. */
export const countWrongToken = (request: FastifyRequest, throttler: Throttler): Promise<void> =>
  throttler.attempt(`wrong tokens from ${networkOf(request.ip)}`, wrongTokens);
