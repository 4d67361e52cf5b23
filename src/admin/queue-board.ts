import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { mustHaveRole } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { formToken } from '../platform/http/form-token.js';
import { problemOf } from '../platform/http/problems/problem.js';
import { signedIn } from '../platform/http/request.js';
import { queueNames } from '../platform/jobs/job-table.js';
import { Jobs } from '../platform/jobs/jobs.js';

const prefix = '/admin/queues';

/**
 * The board writes inline styles and inserts style elements, which the policy of our pages forbids. On this prefix alone
 * styles may be inline; scripts still come from here only, and nothing from elsewhere.
 */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * The board of background work, for administrators. What it changes passes the same forgery check as any other POST. It is
 * a server of its own behind this door, made when the first of them comes: most processes never see one.
 */
export async function mountQueueBoard(app: NestFastifyApplication): Promise<void> {
  const jobs = app.get(Jobs);
  let board: Promise<FastifyInstance> | null = null;
  const handOver = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const server = await (board ??= openBoard(jobs));
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value!);
    server.routing(request.raw, reply.raw);
  };
  await app
    .getHttpAdapter()
    .getInstance()
    .register(
      async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
        scope.addHook('onRequest', async (request, reply) => {
          void reply.header('content-security-policy', policy).header('cache-control', 'no-store');
          // The board answers every error with its own 500: who may not enter is turned away before.
          const refusal = refusalOf(request);
          if (refusal) return turnAway(refusal, request, reply);
          // The board knows nothing of our forms' token. The browser's own word that the request comes from this site,
          // which no other site can forge, stands for it here.
          if (request.method !== 'GET' && request.headers['sec-fetch-site'] === 'same-origin')
            request.headers['x-csrf-token'] = formToken(request, reply);
          return undefined;
        });
        scope.addHook('onClose', async () => (await board)?.close());
        scope.all('/', handOver);
        scope.all('/*', handOver);
      },
      { prefix },
    );
}

async function openBoard(jobs: Jobs): Promise<FastifyInstance> {
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ]);
  const pages = new FastifyAdapter();
  createBullBoard({
    queues: queueNames.map((name) => new BullMQAdapter(jobs.queue(name))),
    // Two copies of the same package differ only in the names of private fields.
    serverAdapter: pages as never,
    options: { uiConfig: { boardTitle: 'Laureat', boardLogo: { path: '' }, hideRedisDetails: true } },
  });
  pages.setBasePath(prefix);
  const server = fastify();
  await server.register(pages.registerPlugin() as never, { prefix, basePath: prefix } as never);
  await server.ready();
  return server;
}

function refusalOf(request: FastifyRequest): Refusal | null {
  try {
    mustHaveRole(signedIn(request), ['admin']);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function turnAway(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (refusal.code === 'sign-in-required') return reply.redirect(`/sign-in?back=${prefix}`, 303);
  const { locale, timeZone, id } = request;
  const problem = problemOf(refusal, { locale, timeZone, requestId: id });
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
