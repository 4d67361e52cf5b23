import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { homeZone } from '../../domain/kernel/local-day.js';
import type { Config } from '../config.js';
import { Metrics } from '../operations/metrics.js';
import { enterContext } from '../request-context.js';
import { assetFolder, assetPrefix } from '../web/assets.js';
import { defaultLocale, isLocale, type Locale } from '../web/i18n.js';
import { problemsOf } from '../schema-problems.js';
import { isDecodable, readBodies } from './bodies.js';
import { fieldLimits } from './pages/upload.js';
import { endSlowBodies, patienceOf } from './patience.js';
import { problemOf } from './problems/problem.js';
import { sessionCookie } from './session-cookie.js';
import { bodyLimit, IDENTITY_RESOLVER, type IdentityResolver } from './request.js';
import { isStorable } from './storable.js';

export function createAdapter(config: Config, logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy,
    bodyLimit,
    routerOptions: { maxParamLength: 300 },
    // Addresses that no route is asked about: what cannot be read, and a part that is longer than any name of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refusal = new Refusal({ code: error.code === 'FST_ERR_BAD_URL' ? 'malformed' : 'not-found' });
      const problem = problemOf(refusal, { locale: defaultLocale, timeZone: homeZone, requestId: request.id });
      void reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
    },
    ...patienceOf(config),
  });
}

/**
 * A page of 38 KB measured: gzip 6 takes 0.43 ms to 8.5 KB, gzip 3 takes 0.13 ms to 9.3 KB; Brotli 4 takes 0.35 ms to 8.6 KB,
 * Brotli 2 takes 0.14 ms to 9.2 KB. What is in memory is done at once: a stream costs more than the packing.
 */
const compression = {
  threshold: 2048,
  syncThreshold: 131_072,
  zlibOptions: { level: 3 },
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } },
};

/** Everything that each request passes: security headers, cookies, forgery protection, the reader's identity. */
export async function prepareServer(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  endSlowBodies(fastify, config);
  readBodies(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: config.production,
    crossOriginEmbedderPolicy: false,
  });
  await app.register(compress, compression);
  await app.register(cookie, { secret: config.secret });
  await app.register(csrf, {
    sessionPlugin: '@fastify/cookie',
    cookieKey: 'laureat_form',
    getToken: (request: FastifyRequest) =>
      (request.body as { _csrf?: string } | undefined)?._csrf ??
      (request.query as { _csrf?: string })._csrf ??
      (request.headers['x-csrf-token'] as string | undefined) ??
      '',
  } as never);
  // Files come in through `filesOf` alone, which says what it takes; whoever reads an upload otherwise gets none.
  await app.register(multipart, { limits: { ...fieldLimits, files: 0 } });
  await app.register(fastifyStatic, { root: assetFolder, prefix: assetPrefix, immutable: true, maxAge: '365d' });
  app.useGlobalPipes(
    new StandardSchemaValidationPipe({
      exceptionFactory: (issues) =>
        new Refusal({ code: 'invalid-input', problems: problemsOf({ issues } as unknown as z.ZodError) }),
    }),
  );
  addHooks(fastify, app.get<IdentityResolver>(IDENTITY_RESOLVER), app.get(Metrics), logger);
}

function addHooks(fastify: FastifyInstance, identities: IdentityResolver, metrics: Metrics, logger: Logger): void {
  fastify.decorateRequest('identity', null);
  fastify.decorateRequest('locale', defaultLocale);
  fastify.decorateRequest('timeZone', homeZone);
  fastify.decorateRequest('theme', null);
  fastify.addHook('onRequest', (request, reply, next) => {
    void reply.header('x-request-id', request.id);
    enterContext({ requestId: request.id });
    next();
  });
  fastify.addHook('onRequest', async (request) => {
    if (!isStatic(request)) await identify(request, identities);
  });
  fastify.addHook('preValidation', (request, _reply, next) => {
    const { params, query, body } = request;
    const isReadable =
      isDecodable(request.raw.url ?? '') && isStorable([params, query, Buffer.isBuffer(body) ? null : body]);
    next(isReadable ? undefined : new Refusal({ code: 'malformed' }));
  });
  fastify.addHook('preHandler', (request, reply, next) => {
    if (isSafe(request) || bearerOf(request)) next();
    else fastify.csrfProtection(request, reply, next);
  });
  fastify.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.request({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (!isStatic(request))
      logger.info(
        {
          method: request.method,
          url: withoutSecrets(request.url),
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      );
    next();
  });
}

async function identify(request: FastifyRequest, identities: IdentityResolver): Promise<void> {
  const sessionToken = request.cookies[sessionCookie] ?? null;
  const bearerToken = bearerOf(request);
  request.identity = sessionToken || bearerToken ? await identities.resolve({ sessionToken, bearerToken }) : null;
  request.locale = localeOf(request);
  if (bearerToken && !request.identity) throw new Refusal({ code: 'sign-in-required' });
  request.timeZone = request.identity?.timeZone ?? homeZone;
  const theme = request.cookies['laureat_theme'];
  request.theme = theme === 'light' || theme === 'dark' ? theme : null;
}

/** What was chosen here, then the account's language; a program says its own with each request. */
function localeOf(request: FastifyRequest): Locale {
  const chosen = request.cookies['laureat_lang'];
  if (isLocale(chosen)) return chosen;
  const first = (request.headers['accept-language'] ?? '').slice(0, 2).toLowerCase();
  if (request.identity && !(request.url.startsWith('/api/') && isLocale(first))) return request.identity.locale;
  return isLocale(first) ? first : defaultLocale;
}

const isSafe = (request: FastifyRequest): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
const isStatic = (request: FastifyRequest): boolean => request.url.startsWith(assetPrefix);

/** Tokens open the programming interface alone: pages ask for no scope, so a narrow token would be a wide one there. */
function bearerOf(request: FastifyRequest): string | null {
  const header = request.url.startsWith('/api/') ? request.headers.authorization : undefined;
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length).trim() : null;
}

/** Tokens travel in the path or query of links; the log keeps the route, not the token. */
function withoutSecrets(url: string): string {
  return url.replace(/([?&/](?:_csrf=|token=|invitations?\/|sign-in\/link\/))[\w-]{16,}/g, '$1…');
}
