import type { DataSource, EntityManager } from 'typeorm';
import { Recent } from '../platform/recent.js';
import { countGroups, type PracticeGroup } from './practices.queries.js';

interface Kept {
  version: string;
  /** Counted for instants from here on, until the next one at which something becomes public. */
  from: Date;
  until: Date | null;
  groups: Recent<PracticeGroup[]>;
}

/** What was looked for lately: to count what has a common word costs more than all the rest of the page. */
const keptAnswers = 20;
const known = new WeakMap<DataSource, Kept>();

/**
 * Everything that is public in the library, or of it what has the words, counted by what can be chosen. It is counted again
 * when the database gave the library another version (`count_setup`: a practice or a publication was written) and when an
 * instant comes at which something becomes public; between them nothing can change, so what is kept is what counting would
 * give.
 */
export async function getPublicGroups(em: EntityManager, now: Date, words = ''): Promise<PracticeGroup[]> {
  const [row] = await em.query<{ version: string }[]>(
    `SELECT coalesce((SELECT version FROM setup_version WHERE scope = 'library'), 0) AS version`,
  );
  const { groups } = await keptOf(em, row!.version, now);
  return groups.get(words, () => countGroups(em, now, words));
}

async function keptOf(em: EntityManager, version: string, now: Date): Promise<Kept> {
  const kept = known.get(em.dataSource);
  if (kept?.version === version && kept.from <= now && (!kept.until || now < kept.until)) return kept;
  const [next] = await em.query<{ until: Date | null }[]>(
    `SELECT least((SELECT min(published_at) FROM practice WHERE published_at > $1),
                  (SELECT min(publish_at) FROM publication WHERE publish_at > $1)) AS until`,
    [now],
  );
  const fresh = { version, from: now, until: next!.until, groups: new Recent<PracticeGroup[]>(keptAnswers) };
  known.set(em.dataSource, fresh);
  return fresh;
}

/** Public practices by region. */
export async function countByRegion(em: EntityManager, now: Date): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { region, count } of await getPublicGroups(em, now)) counts[region] = (counts[region] ?? 0) + count;
  return counts;
}
