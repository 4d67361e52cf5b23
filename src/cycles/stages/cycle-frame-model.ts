import type { FastifyRequest } from 'fastify';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { cycleSide, type CyclePage } from './cycle-navigation.js';
import { cycleStrip } from './cycle-strip.js';
import type { CycleFrame } from './cycle-frame.reader.js';

/** What the pages of a cycle's rules have in common: navigation, the year, and whether anything may be changed. */
export function cycleFrame(request: FastifyRequest, frame: CycleFrame, page: CyclePage) {
  const { locale, timeZone } = request;
  const t = translator(locale);
  const { cycle, stages, now, frozenSince, mayEdit, isOver } = frame;
  return {
    id: cycle.id,
    year: String(cycle.year),
    side: cycleSide(request, cycle.id, page),
    sideLabel: t('cycles:side.label', { year: String(cycle.year) }),
    strip:
      cycle.state === 'announced' && stages.length > 0 ? cycleStrip(cycle, stages, { now, locale, timeZone }) : null,
    heading: t(`cycles:side.${page}`),
    mayEdit,
    readOnly: mayEdit ? '' : t(isOver ? 'cycles:readOnly.over' : 'cycles:readOnly.role'),
    frozen: frozenSince
      ? t('cycles:frozen', { since: formatInstant(frozenSince, { locale, timeZone: cycle.timeZone, now }) })
      : '',
  };
}

/** What a form page says of the last attempt: the refusal in words, and what to do about each field. */
export interface Trouble {
  lead: string;
  text: string;
  /** By the name of the field. */
  errors: Record<string, string>;
}

export function troubleOf({ problems, refusal }: FormAgain, request: FastifyRequest): Trouble {
  const t = translator(request.locale);
  const errors: Record<string, string> = {};
  for (const problem of problems) {
    const name = problem.pointer.slice(1).replaceAll('/', '.');
    errors[name] ??= fieldWords(problem, t);
  }
  if (!refusal) return { lead: t('cycles:notSaved'), text: Object.values(errors).join(' '), errors };
  const context = { locale: request.locale, timeZone: request.timeZone, requestId: request.id };
  const { title, detail, remedy } = problemOf(refusal, context);
  return { lead: `${title}.`, text: [detail, ...Object.values(errors), remedy].join(' '), errors };
}

/** A form as it was sent, with what is wrong with it. */
export interface Attempt {
  values: Record<string, unknown>;
  trouble: Trouble;
}

export const attemptOf = (form: FormAgain, request: FastifyRequest): Attempt => ({
  values: form.values,
  trouble: troubleOf(form, request),
});
