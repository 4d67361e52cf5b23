import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
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
import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Lifecycle } from '../operations/lifecycle.js';
import { Metrics } from '../operations/metrics.js';
import { ServiceMinutes } from '../operations/service-minutes.js';
import { enterContext } from '../request-context.js';
import { assetFolder, assetPrefix } from '../web/assets.js';
import { defaultLocale, isLocale, type Locale } from '../web/i18n.js';
import { problemsOf } from '../schema-problems.js';
import { AgreedClock } from './agreed-clock.js';
import { refuseForgedForms } from './form-token.js';
import { refusalPath } from '../mail/refusal-path.js';
import { isSecretRoute, learnRoute } from './secret-places.js';
import { isDecodable, readBodies } from './bodies.js';
import { fieldLimits } from './pages/upload.js';
import { endSlowBodies, patienceOf } from './patience.js';
import { problemOf } from './problems/problem.js';
import { sessionCookie } from './session-cookie.js';
import { bodyLimit, IDENTITY_RESOLVER, type IdentityResolver } from './request.js';
import { handedOverAt } from './handed-over.js';
import { unreadMs } from './reading-turn.js';
import { isStorable } from './storable.js';
import { countWrongLinks, countWrongToken } from './throttling/guesses.js';
import { Throttler } from './throttling/throttle.js';

/** Fastify counts no hops itself: whoever reaches the program past its proxies could then choose an address, which the words on it say. */
const believed = (proxies: Config['trustProxy']) =>
  typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;

export function createAdapter(config: Config, logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: believed(config.trustProxy),
    bodyLimit,
    routerOptions: { maxParamLength: 300 },
    // Addresses that no route is asked about: what cannot be read, and a part that is longer than any name of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refusal = new Refusal({ code: error.code === 'FST_ERR_BAD_URL' ? 'malformed' : 'not-found' });
      const problem = problemOf(refusal, { locale: localeOf(request), timeZone: homeZone, requestId: request.id });
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
  fastify.addHook('onRoute', ({ url }) => learnRoute(url));
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
  await refuseForgedForms(fastify, config.secret);
  // Files come in through `filesOf` alone, which says what it takes; whoever reads an upload otherwise gets none.
  await app.register(multipart, { limits: { ...fieldLimits, files: 0 } });
  await app.register(fastifyStatic, { root: assetFolder, prefix: assetPrefix, immutable: true, maxAge: '365d' });
  app.useGlobalPipes(
    new StandardSchemaValidationPipe({
      exceptionFactory: (issues) =>
        new Refusal({ code: 'invalid-input', problems: problemsOf({ issues } as unknown as z.ZodError) }),
    }),
  );
  addHooks(fastify, {
    identities: app.get(IDENTITY_RESOLVER),
    throttler: app.get(Throttler),
    metrics: app.get(Metrics),
    minutes: app.get(ServiceMinutes),
    lifecycle: app.get(Lifecycle),
    clock: app.get(Clock),
    agreed: app.get(AgreedClock),
    arrivalHeader: config.arrivalHeader,
    logger,
  });
  countWrongLinks(fastify, app.get(Throttler));
}

interface Passed {
  identities: IdentityResolver;
  throttler: Throttler;
  metrics: Metrics;
  minutes: ServiceMinutes;
  lifecycle: Lifecycle;
  clock: Clock;
  agreed: AgreedClock;
  arrivalHeader: Config['arrivalHeader'];
  logger: Logger;
}

/** What no page of ours asks the browser for. */
const permissions = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((name) => `${name}=()`)
  .join(', ');

function addHooks(
  fastify: FastifyInstance,
  { identities, throttler, metrics, minutes, lifecycle, clock, agreed, arrivalHeader, logger }: Passed,
): void {
  fastify.decorateRequest('identity', null);
  fastify.decorateRequest('locale', defaultLocale);
  fastify.decorateRequest('timeZone', homeZone);
  fastify.decorateRequest('theme', null);
  fastify.addHook('onRequest', (request, reply, next) => {
    // Of two or more addresses the nearest is a proxy's that is believed.
    const word = arrivalHeader && (request.ips?.length ?? 0) > 1 ? request.headers[arrivalHeader] : undefined;
    const arrivedAt = clock.arrival(unreadMs(), (now) => handedOverAt(word, now));
    enterContext({ requestId: request.id, arrivedAt });
    void reply.header('x-request-id', request.id).header('permissions-policy', permissions);
    next();
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (isStatic(request)) return;
    await identify(request, identities, throttler);
    // Whatever is answered to a person, or to the secret of a link, is kept by no cache: pages, JSON, tables and files.
    if (request.identity || isSecretRoute(request.routeOptions.url)) void reply.header('cache-control', 'no-store');
  });
  fastify.addHook('preValidation', (request, _reply, next) => {
    const { params, query, body } = request;
    const isReadable =
      isDecodable(request.raw.url ?? '') && isStorable([params, query, Buffer.isBuffer(body) ? null : body]);
    next(isReadable ? undefined : new Refusal({ code: 'malformed' }));
  });
  fastify.addHook('preHandler', async (request) => {
    if (!isSafe(request)) await agreed.mustAgree();
  });
  fastify.addHook('preHandler', (request, reply, next) => {
    if (isSafe(request) || bearerOf(request) || isOneClick(request)) next();
    else fastify.csrfProtection(request, reply, next);
  });
  // Whoever is answered while the program ends goes to another process with the next request.
  fastify.addHook('onSend', (_request, reply, payload, next) => {
    if (lifecycle.stopping) void reply.header('connection', 'close');
    next(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'unknown';
    minutes.count(reply.statusCode);
    metrics.request({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (!isStatic(request))
      logger.info(
        {
          method: request.method,
          url: request.url,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      );
    next();
  });
}

async function identify(request: FastifyRequest, identities: IdentityResolver, throttler: Throttler): Promise<void> {
  const sessionToken = request.cookies[sessionCookie] ?? null;
  const bearerToken = bearerOf(request);
  request.identity = sessionToken || bearerToken ? await identities.resolve({ sessionToken, bearerToken }) : null;
  request.locale = localeOf(request);
  if (bearerToken && !request.identity) {
    await countWrongToken(request, throttler);
    throw new Refusal({ code: 'sign-in-required' });
  }
  request.timeZone = request.identity?.timeZone ?? homeZone;
  const theme = request.cookies['laureat_theme'];
  request.theme = theme === 'light' || theme === 'dark' ? theme : null;
}

/**
 * What was chosen here, then the account's language; a program says its own with each request. Where no route is asked, nobody
 * has read the cookies yet.
 */
function localeOf(request: FastifyRequest): Locale {
  const cookies = request.cookies ?? request.server.parseCookie(request.headers.cookie ?? '');
  const chosen = cookies['laureat_lang'];
  if (isLocale(chosen)) return chosen;
  const first = (request.headers['accept-language'] ?? '').slice(0, 2).toLowerCase();
  if (request.identity && !(request.url.startsWith('/api/') && isLocale(first))) return request.identity.locale;
  return isLocale(first) ? first : defaultLocale;
}

/** A mail program that refuses letters has no form: the sealed address is what it shows (RFC 8058). */
const isOneClick = (request: FastifyRequest): boolean => request.routeOptions.url === `${refusalPath}/:token`;

const isSafe = (request: FastifyRequest): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
const isStatic = (request: FastifyRequest): boolean => request.url.startsWith(assetPrefix);

/** Tokens open the programming interface alone: pages ask for no scope, so a narrow token would be a wide one there. */
function bearerOf(request: FastifyRequest): string | null {
  const header = request.url.startsWith('/api/') ? request.headers.authorization : undefined;
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length).trim() : null;
}
