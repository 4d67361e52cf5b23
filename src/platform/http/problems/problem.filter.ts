import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Refusal, type RefusalDetail } from '../../../domain/kernel/refusal.js';
import { homeZone } from '../../../domain/kernel/local-day.js';
import { isUnavailable } from '../../database/unavailable.js';
import { LOGGER } from '../../tokens.js';
import { defaultLocale, translator } from '../../web/i18n.js';
import { view } from '../pages/page.js';
import { PageRenderer } from '../pages/page-renderer.js';
import { problemOf, type Problem } from './problem.js';
import { bodyLimit } from '../request.js';
import { refusalOfUnfitValue } from './unfit-value.js';
import { typedAgain } from './typed-again.js';

/** Speaks RFC 9457 to programs and the same as a page to people. What is no refusal is a bug: logged, nothing told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly renderer: PageRenderer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = asRefusal(error);
    // A value that only the database refused is one that our own bounds let pass: somebody is to see it.
    if (!refusal || refusal.code === 'unavailable' || refusalOfUnfitValue(error))
      this.logger.error({ err: error, method: request.method, url: request.url }, 'request failed');
    const problem = refusal ? problemOf(refusal, this.contextOf(request)) : this.bug(request);
    if (refusal && 'retryAfterSeconds' in refusal.detail)
      void reply.header('retry-after', String(refusal.detail.retryAfterSeconds));
    // What is not there now, or not for this reader, may be there the next time.
    void reply.header('cache-control', 'no-store');
    if (refusal?.code === 'sign-in-required' && wantsPage(request) && request.method === 'GET') {
      void reply.redirect(`/sign-in?back=${encodeURIComponent(request.url)}`, 303);
      return;
    }
    void reply.status(problem.status);
    if (!wantsPage(request)) {
      void reply.header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
      return;
    }
    void reply.send(
      this.renderer.render(view('pages/problem', pageOf(problem, request), problem.status), request, reply),
    );
  }

  private contextOf(request: FastifyRequest) {
    return {
      locale: request.locale ?? defaultLocale,
      timeZone: request.timeZone ?? homeZone,
      requestId: request.id,
    };
  }

  private bug(request: FastifyRequest): Problem {
    const t = translator(request.locale ?? defaultLocale);
    return {
      type: 'urn:laureat:problem:internal',
      code: 'internal',
      status: 500,
      title: t('refusals:internal.title'),
      detail: t('refusals:internal.detail'),
      remedy: t('refusals:internal.remedy'),
      instance: request.id,
    };
  }
}

/** The same as a page, with the ways on: to sign in where that is what is missing, otherwise home. */
function pageOf(problem: Problem, request: FastifyRequest): object {
  const t = translator(request.locale ?? defaultLocale);
  const signIn = problem.code === 'sign-in-required' ? [{ href: '/sign-in', label: t('common:signIn') }] : [];
  const consents =
    problem.code === 'consent-needed' ? [{ href: '/account/consents', label: t('people:own.title') }] : [];
  return {
    status: problem.status,
    title: problem.title,
    text: problem.detail,
    kept: problem.remedy,
    actions: [...signIn, ...consents, { href: '/', label: t('site:home') }],
    reference: problem.instance,
    versions: versionsOf(problem),
    again: keepsTyped.has(problem.code) ? typedAgain(request) : null,
  };
}

/** Refused before the form was looked through: its own page cannot show it again. */
const keepsTyped = new Set(['form-expired', 'sign-in-required', 'throttled', 'unavailable', 'clock-differs']);

/** A stale edit loses nothing: what was typed stands beside what is saved, fact by fact. */
function versionsOf({ yours, theirs }: Problem): { name: string; yours: string; theirs: string }[] {
  if (!isRecord(yours) || !isRecord(theirs)) return [];
  const words = (value: unknown) =>
    typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return Object.keys(yours)
    .filter((name) => words(yours[name]) !== words(theirs[name]))
    .map((name) => ({ name, yours: words(yours[name]), theirs: words(theirs[name]) }));
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** People's browsers ask for HTML; everything under /api/ is for programs. */
function wantsPage(request: FastifyRequest): boolean {
  if (request.url.startsWith('/api/') || request.headers['x-autosave']) return false;
  const accept = request.headers.accept ?? '';
  return accept.includes('text/html') || !accept.includes('json');
}

/** Refusals as they are; the framework's own errors as the refusal that they mean; null for a bug. */
function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (isUnavailable(error)) return new Refusal({ code: 'unavailable', retryAfterSeconds: 10 });
  const unfit = refusalOfUnfitValue(error);
  if (unfit) return unfit;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  const detail = typeof status === 'number' ? detailOfStatus(status) : null;
  return detail ? new Refusal(detail) : null;
}

function detailOfStatus(status: number): RefusalDetail | null {
  switch (status) {
    case 403: // the only one of the framework's own: the form token; Nest has renamed the error by now
      return { code: 'form-expired' };
    case 404:
    case 405:
      return { code: 'not-found' };
    case 413:
      return { code: 'too-large', limitBytes: bodyLimit };
    case 400:
    case 415:
    case 406:
      return { code: 'malformed' };
    default:
      return null;
  }
}
