import { Injectable } from '@nestjs/common';
import type { Criterion } from '../cycles/criterion.entity.js';
import type { Cycle } from '../cycles/cycle.entity.js';
import {
  findCurrentCycle,
  findEdition,
  getPublicCycle,
  listCriteria,
  listCycles,
  listNominations,
  listRegions,
  listStages,
} from '../cycles/cycles.queries.js';
import type { Nomination } from '../cycles/nomination.entity.js';
import type { Region } from '../cycles/region.entity.js';
import type { RegulationEdition } from '../cycles/regulation-edition.entity.js';
import type { Stage } from '../cycles/stage.entity.js';
import type { Practice } from '../library/practice.entity.js';
import { countByRegion, listAwarded } from '../library/practices.queries.js';
import { dayOf } from '../domain/local-day.js';
import type { SnapshotItem } from '../domain/publication.js';
import { regionsOn } from '../domain/region.js';
import { Refusal } from '../domain/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { findPublished } from '../results/results.queries.js';
import type { Publication } from '../results/publication.entity.js';
import { listPublishedYears } from './publications.queries.js';

export interface PublicCycle {
  cycle: Cycle;
  stages: Stage[];
  nominations: Nomination[];
  criteria: Criterion[];
  edition: RegulationEdition | null;
}

export interface ShownPublication {
  number: number;
  publishAt: Date;
  hash: string;
  protocolNumber: string;
  items: SnapshotItem[];
}

/** What everybody may read; nothing that is not yet public exists here. */
@Injectable()
export class PublicReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async home(): Promise<{ current: PublicCycle | null; awarded: Practice[]; library: Library; now: Date }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const cycle = await findCurrentCycle(em);
    const [current, awarded, library] = await Promise.all([
      cycle && this.withRules(cycle),
      listAwarded(em, now, { limit: 6 }),
      this.library(now),
    ]);
    return { current, awarded, library, now };
  }

  /** A cycle with its rules: of the year, or the current one; null while there is none. */
  async contest(year: number | null): Promise<{ shown: PublicCycle | null; years: number[]; now: Date }> {
    const em = this.db.reader;
    const cycle = year === null ? await findCurrentCycle(em) : await getPublicCycle(em, year);
    const [shown, cycles] = await Promise.all([cycle && this.withRules(cycle), listCycles(em)]);
    const years = cycles.filter(({ state }) => state !== 'draft').map((each) => each.year);
    return { shown, years, now: this.clock.now() };
  }

  /**
   * The results of a year from the publication in force alone. Years before this program have no publications: what is
   * known of them stands in the library, with its sources.
   */
  async results(year: number | null): Promise<{
    year: number | null;
    years: number[];
    cycle: Cycle | null;
    publication: ShownPublication | null;
    practices: Practice[];
  }> {
    const now = this.clock.now();
    const em = this.db.reader;
    const years = await listPublishedYears(em, now);
    const shownYear = year ?? years[0] ?? null;
    if (shownYear === null) return { year: null, years, cycle: null, publication: null, practices: [] };
    if (!years.includes(shownYear)) throw new Refusal({ code: 'not-found' });
    const cycle = (await listCycles(em)).find((each) => each.year === shownYear && each.state !== 'draft') ?? null;
    const [published, practices] = await Promise.all([
      findPublished(em, shownYear, now),
      listAwarded(em, now, { year: shownYear, limit: 500 }),
    ]);
    return { year: shownYear, years, cycle, publication: published && shownOf(published.publication), practices };
  }

  async library(now = this.clock.now()): Promise<Library> {
    const [counts, rows] = await Promise.all([countByRegion(this.db.reader, now), listRegions(this.db.reader)]);
    const listed = new Set(regionsOn(dayOf(now, 'Europe/Moscow'), rows).map(({ code }) => code));
    return {
      counts,
      regions: rows.filter(({ code }) => listed.has(code)),
      practices: Object.values(counts).reduce((sum, count) => sum + count, 0),
      now,
    };
  }

  private async withRules(cycle: Cycle): Promise<PublicCycle> {
    const em = this.db.reader;
    const [stages, nominations, criteria, edition] = await Promise.all([
      listStages(em, cycle.id),
      listNominations(em, cycle.id),
      listCriteria(em, cycle.id),
      findEdition(em, cycle.id),
    ]);
    return { cycle, stages, nominations, criteria, edition };
  }
}

export interface Library {
  counts: Record<string, number>;
  regions: Region[];
  practices: number;
  now: Date;
}

function shownOf({ number, publishAt, hash, snapshot }: Publication): ShownPublication {
  const { protocolNumber, items } = snapshot as unknown as Pick<ShownPublication, 'protocolNumber' | 'items'>;
  return { number, publishAt, hash, protocolNumber, items };
}
