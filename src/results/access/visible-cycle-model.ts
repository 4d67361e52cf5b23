import type { FastifyRequest } from 'fastify';
import { cycleSide, type CyclePage } from '../../cycles/stages/cycle-navigation.js';
import type { Titles } from '../../cycles/counting/rule-words.js';
import { formatInstant } from '../../platform/web/format.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import type { VisibleCycle } from './visible-cycle.reader.js';

/** What stands around a page of results: the cycle's pages at the side, its stages above. */
export function cyclePageModel(
  { cycle, stages, now }: Pick<VisibleCycle, 'cycle' | 'stages' | 'now'>,
  request: FastifyRequest,
  page: CyclePage,
) {
  const { locale, timeZone } = request;
  return {
    side: cycleSide(request, cycle.id, page),
    strip: phaseStrip({ stages, now, timeZone, locale, cycleZone: cycle.timeZone }),
    year: cycle.year,
  };
}

/** What ids stand for in the words of a rule: criteria, and the fields of the form that facts are named by. */
export function titlesOf(
  { criteria }: Pick<VisibleCycle, 'criteria'>,
  facts: ReadonlyMap<string, string> = new Map<string, string>(),
): Titles {
  return new Map([...facts, ...criteria.map(({ id, title }) => [id, title] as const)]);
}

export function instantText(at: Date, { locale, timeZone }: FastifyRequest, now: Date): string {
  return formatInstant(at, { locale, timeZone, now });
}
