import type { FastifyRequest } from 'fastify';
import type { Region } from '../../cycles/reference/region.entity.js';
import type { CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { regionOn } from '../../domain/cycles/region.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import type { ScreeningVerb } from '../../domain/submissions/submission.js';
import { formatDay } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import type { ListedEntry } from '../register/register.queries.js';

/** What a row of the queue is made of: a listed entry, or one that was read whole. */
export type QueueEntry = Pick<
  ListedEntry,
  'id' | 'cycleId' | 'title' | 'state' | 'revisions' | 'registerNumber' | 'regionCode' | 'submittedAt' | 'generated'
> & { nomination: { title: string }; organisation: { name: string } };

interface Queue {
  cycleId: string;
  entries: readonly QueueEntry[];
  regions: ReadonlyMap<string, Region>;
  cycleZone: string;
  now: Date;
  verbs: readonly ScreeningVerb[];
  /** The entry that is open beside the queue. */
  currentId?: string;
  /** An address of the queue, with what it is narrowed to. */
  link: (to: string) => string;
}

/** The queue as a list beside the entry: the oldest first, each with the state and the revision that were seen. */
export function queueModel(queue: Queue, request: FastifyRequest) {
  const t = translator(request.locale);
  const format = { locale: request.locale, timeZone: request.timeZone, now: queue.now };
  return {
    chosenAction: `/cycles/${queue.cycleId}/screening-chosen`,
    verbs: queue.verbs.map((verb) => ({ verb, label: t(`submissions:decide.${verb}`), isWax: verb === 'reject' })),
    rows: queue.entries.map((entry) => ({
      href: queue.link(`/${entry.id}`),
      current: entry.id === queue.currentId,
      chosen: `${entry.id} ${entry.state} ${entry.revisions}`,
      title: entry.title || t('submissions:untitled'),
      number: entry.registerNumber ?? '',
      region: regionWords(queue, entry, request),
      nomination: entry.nomination.title,
      organisation: entry.organisation.name,
      when: entry.submittedAt ? formatDay(entry.submittedAt, format) : '',
      lapsed: entry.state === 'returned',
      ticks: entry.state === 'submitted' || entry.state === 'returned',
    })),
  };
}

function regionWords({ regions, cycleZone }: Queue, entry: QueueEntry, { locale }: FastifyRequest): string {
  const region = regions.get(entry.regionCode);
  if (!region) return entry.regionCode;
  const { nameRu, nameEn } = entry.submittedAt ? regionOn(region, dayOf(entry.submittedAt, cycleZone)) : region;
  return locale === 'ru' ? nameRu : nameEn;
}

/** Regions and nominations to choose from, in the reader's language. */
export const choicesOf = (
  { nominations, regions }: Pick<CycleSetup, 'nominations' | 'regions'>,
  { locale }: FastifyRequest,
) => ({
  nominations: nominations.map(({ id, title }) => ({ value: id, label: title })),
  regions: [...regions.values()].map(({ code, nameRu, nameEn }) => ({
    value: code,
    label: locale === 'ru' ? nameRu : nameEn,
  })),
});
