import { isDay } from '../../../domain/kernel/local-day.js';
import type { FieldProblem, RowProblem } from '../../../domain/kernel/refusal.js';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { refusalStatus } from '../../../domain/kernel/refusal-status.js';
import { formatDay, formatInstant } from '../../web/format-time.js';
import { translator, type Locale, type MessageValues, type Translator } from '../../web/i18n.js';

/** RFC 9457 problem details, in the reader's language, with the faults of fields and rows. */
export interface Problem {
  type: string;
  code: string;
  status: number;
  title: string;
  detail: string;
  remedy: string;
  instance: string;
  errors?: { pointer: string; rule: string; detail: string }[];
  rows?: { row: number; column: string; rule: string; detail: string }[];
  [fact: string]: unknown;
}

interface ProblemContext {
  locale: Locale;
  timeZone: string;
  requestId: string;
}

/** The refusal as words and data; facts that are plain values go along for programs. */
export function problemOf(refusal: Refusal, context: ProblemContext): Problem {
  const t = translator(context.locale);
  const values = wordsOf(refusal, context, t);
  const { problems, ...facts } = refusal.detail as { code: string; problems?: (FieldProblem | RowProblem)[] };
  return {
    ...facts,
    type: `urn:laureat:problem:${refusal.code}`,
    code: refusal.code,
    status: refusalStatus[refusal.code],
    title: t(`refusals:${refusal.code}.title`, values),
    detail: t(`refusals:${refusal.code}.detail`, values),
    remedy: t(`refusals:${refusal.code}.remedy`, values),
    instance: context.requestId,
    ...(problems && {
      [isRows(problems) ? 'rows' : 'errors']: problems.map((problem) => ({
        ...problem,
        detail: fieldWords(problem, t),
      })),
    }),
  };
}

/** What to do about one field, in words. */
export function fieldWords(problem: Pick<FieldProblem, 'rule' | 'values'>, t: Translator): string {
  return t(`refusals:field.${problem.rule}`, problem.values);
}

function isRows(problems: (FieldProblem | RowProblem)[]): problems is RowProblem[] {
  return problems.length > 0 && 'row' in problems[0]!;
}

/** Facts as the words need them: instants in the zone that decides, days and lists in words, the rest as it is. */
function wordsOf(refusal: Refusal, context: ProblemContext, t: Translator): MessageValues {
  const timeZone = 'timeZone' in refusal.detail ? refusal.detail.timeZone : context.timeZone;
  const entries = Object.entries(refusal.detail).map(([name, value]): [string, string | number | boolean] => {
    if (value instanceof Date)
      return [
        name,
        formatInstant(value, { locale: context.locale, timeZone, now: new Date(0), year: 'always', seconds: true }),
      ];
    if (Array.isArray(value))
      return [name, value.every((item) => typeof item === 'string') ? value.join(', ') : value.length];
    if (typeof value === 'string' && isDay(value))
      return [name, formatDay(value, { locale: context.locale, timeZone, now: new Date(0), year: 'always' })];
    if (typeof value === 'number' || typeof value === 'boolean') return [name, value];
    return [name, typeof value === 'string' ? value : ''];
  });
  const words = 'stage' in refusal.detail ? { stageName: t(`words:stage.${refusal.detail.stage}`) } : {};
  return { ...Object.fromEntries(entries), ...words };
}
