import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { mayRunJudging } from '../judging.policy.js';

export const reasonForm = z.object({ reason: z.string().trim().min(1).max(2000) });

export const expertMarks = {
  invited: { mark: 'half', tone: 'wait' },
  accepted: { mark: 'full', tone: 'ok' },
  declined: { mark: 'cross', tone: 'no' },
  lapsed: { mark: 'dash', tone: 'wait' },
  removed: { mark: 'dash', tone: '' },
} as const;

export const conflictMarks = {
  confirmed: { mark: 'full', tone: 'no' },
  suspected: { mark: 'half', tone: 'wait' },
  dismissed: { mark: 'dash', tone: '' },
} as const;

export const untouched: FormAgain = { values: {}, problems: [], refusal: null };

/** What stands around the organizer's pages of experts. */
export function expertsFrame(
  request: FastifyRequest,
  {
    cycle,
    stages,
    now,
  }: { cycle: Pick<Cycle, 'id' | 'timeZone'>; stages: Parameters<typeof phaseStrip>[0]['stages']; now: Date },
) {
  const { locale, timeZone } = request;
  return {
    side: cycleSide(request, cycle.id, 'experts'),
    strip: phaseStrip({ stages, now, timeZone, locale, cycleZone: cycle.timeZone }),
    ...runnersOf(request, cycle.id),
  };
}

/** Whether the reader runs the judging; to everybody else who does. */
export function runnersOf(request: FastifyRequest, cycleId: string) {
  const mayRun = mayRunJudging(signedIn(request), cycleId);
  return { mayRun, readOnly: mayRun ? '' : translator(request.locale)('judging:readOnly') };
}

/** What was wrong with a form: by field, and as a whole. */
export function faultsOf(form: FormAgain, request: FastifyRequest) {
  const t = translator(request.locale);
  const { locale, timeZone } = request;
  return {
    errors: Object.fromEntries(form.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)])),
    refusal: form.refusal && problemOf(form.refusal, { locale, timeZone, requestId: request.id }),
  };
}
