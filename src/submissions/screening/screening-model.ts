import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide, type CyclePage } from '../../cycles/stages/cycle-navigation.js';
import { regionOn } from '../../domain/cycles/region.js';
import { cut } from '../../domain/kernel/cut.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { decodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import type { Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { stateWord } from '../entries/submission-words.js';
import type { ListedEntry, SubmissionFilter } from '../register/register.queries.js';
import { rowOf } from '../writing/entry-model.js';
import type { SubmissionsReader } from '../writing/submissions.reader.js';

export const registerQuery = z.object({
  state: z.enum(['submitted', 'returned', 'admitted', 'rejected', 'withdrawn']).optional().catch(undefined),
  nomination: z.uuid().optional().catch(undefined),
  region: z.string().max(10).optional().catch(undefined),
  // What is longer is looked for by its beginning, which the page then shows as what was asked.
  q: z
    .string()
    .transform((typed) => cut(typed, 200))
    .optional(),
  cursor: z.string().max(500).optional(),
});
export type RegisterQuery = z.infer<typeof registerQuery>;

export const received: SubmissionState[] = ['submitted', 'returned', 'admitted', 'rejected', 'withdrawn'];
export const pageSize = 50;

export type Found = Awaited<ReturnType<SubmissionsReader['register']>>;

/** A page of the register, one row more than is shown. */
export function findReceived(
  reader: SubmissionsReader,
  request: FastifyRequest,
  cycleId: string,
  { query, limit, more = {} }: { query: RegisterQuery; limit: number; more?: Partial<SubmissionFilter> },
): Promise<Found> {
  return reader.register(
    signedIn(request),
    cycleId,
    {
      states: query.state ? [query.state] : received,
      ...(query.nomination && { nominationId: query.nomination }),
      ...(query.region && { regionCode: query.region }),
      ...(query.q && { words: query.q }),
      ...more,
    },
    { after: decodeCursor(query.cursor, [inKey.instant, inKey.id]), limit },
  );
}

export function frameOf(request: FastifyRequest, cycleId: string, current: CyclePage, found: Omit<Found, 'entries'>) {
  return {
    side: cycleSide(request, cycleId, current, { screening: found.counts.submitted ?? 0 }),
    strip: stripOf(found, request),
  };
}

export function receivedRow(entry: ListedEntry, found: Found, t: Translator) {
  const region = found.regions.get(entry.regionCode);
  return {
    ...rowOf(entry, t),
    state: stateWord(entry.state, t),
    href: `/cycles/${entry.cycleId}/screening/${entry.id}`,
    screenHref: `/cycles/${entry.cycleId}/screening/${entry.id}`,
    region: region
      ? regionOn(region, dayOf(entry.submittedAt ?? entry.savedAt, found.cycleZone)).nameRu
      : entry.regionCode,
  };
}

/** The year as a strip in the zone of its cycle. */
export const stripOf = (
  { stages, now, cycleZone }: Pick<Found, 'stages' | 'now' | 'cycleZone'>,
  request: FastifyRequest,
) => phaseStrip({ stages, now, timeZone: request.timeZone, locale: request.locale, cycleZone });
