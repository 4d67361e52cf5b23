import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';

const longestHeadersMs = 30_000;
/** A connection on which nothing moves at all. */
const longestSilenceMs = 300_000;

/**
 * How long the server waits for what is sent: for headers half a minute, for a whole request with a file as long as
 * `UPLOAD_SECONDS`. Node looks at its connections now and then, so that the end may come a little later.
 */
export function patienceOf({ requestSeconds, uploadSeconds }: Config) {
  const headersTimeout = Math.min(longestHeadersMs, requestSeconds * 1000);
  const requestTimeout = Math.max(uploadSeconds, requestSeconds) * 1000;
  return {
    requestTimeout,
    connectionTimeout: Math.min(longestSilenceMs, requestTimeout),
    http: { headersTimeout, connectionsCheckingInterval: Math.min(10_000, headersTimeout) },
  };
}

/** Ends requests without a file, whose body must arrive within `REQUEST_SECONDS`, as Node ends those of which it loses patience. */
export function endSlowBodies(fastify: FastifyInstance, { requestSeconds }: Config): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    if (hasBody(request) && !isUpload(request)) {
      const timer = setTimeout(() => giveUp(fastify, request), requestSeconds * 1000).unref();
      const forget = () => clearTimeout(timer);
      request.raw.once('end', forget);
      reply.raw.once('close', forget);
    }
    next();
  });
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isUpload = ({ headers }: FastifyRequest): boolean =>
  /^(multipart\/|application\/offset\+octet-stream)/.test(headers['content-type']?.trimStart().toLowerCase() ?? '');

function giveUp(fastify: FastifyInstance, { raw }: FastifyRequest): void {
  const error = Object.assign(new Error('the body did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  if (!raw.complete) fastify.server.emit('clientError', error, raw.socket);
}
