import type { FastifyRequest } from 'fastify';
import { cycleSide, type CyclePage } from '../../cycles/stages/cycle-side.js';
import type { Titles } from '../../cycles/counting/rule-words.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import type { ResultsReader } from '../results.reader.js';

export type Frame = Awaited<ReturnType<ResultsReader['frame']>>;

/** What stands around every page of rankings. */
export function frameModel(
  { cycle, stages, now }: Pick<Frame, 'cycle' | 'stages' | 'now'>,
  request: FastifyRequest,
  page: CyclePage,
) {
  const { locale, timeZone } = request;
  return {
    side: cycleSide(translator(locale), cycle.id, page),
    strip: phaseStrip({ stages, now, timeZone, locale }),
    year: cycle.year,
  };
}

/** What ids stand for in the words of a rule: criteria, and the fields of the form that facts are named by. */
export function titlesOf(
  { criteria }: Pick<Frame, 'criteria'>,
  facts: ReadonlyMap<string, string> = new Map<string, string>(),
): Titles {
  return new Map([...facts, ...criteria.map(({ id, title }) => [id, title] as const)]);
}

export function instantText(at: Date, { locale, timeZone }: FastifyRequest, now: Date): string {
  return formatInstant(at, { locale, timeZone, now });
}
