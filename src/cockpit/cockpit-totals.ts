import type { Cockpit } from './cockpit.reader.js';

export const sum = (entries: readonly { count: number }[]): number =>
  entries.reduce((total, { count }) => total + count, 0);

export function totalsOf({ entries }: Cockpit) {
  const count = (wanted: (entry: Cockpit['entries'][number]) => boolean) => sum(entries.filter(wanted));
  const byRegion: Record<string, number> = {};
  for (const { regionCode, received, count: n } of entries)
    if (received) byRegion[regionCode] = (byRegion[regionCode] ?? 0) + n;
  return {
    received: count(({ received }) => received),
    drafts: count(({ state }) => state === 'draft'),
    waiting: count(({ state }) => state === 'submitted'),
    returned: count(({ state }) => state === 'returned'),
    admitted: count(({ state }) => state === 'admitted'),
    rejected: count(({ state }) => state === 'rejected'),
    byRegion,
  };
}

export type Totals = ReturnType<typeof totalsOf>;
