import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { listRegions } from '../cycles/reference/reference.queries.js';
import { NationalProject } from '../cycles/reference/national-project.entity.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { listNamed } from '../submissions/people/people.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { Practice } from './practice.entity.js';
import { countByRegion, getPublicGroups } from './public-practices.js';
import {
  countFacets,
  findPractice,
  listAwarded,
  searchPractices,
  type FacetCounts,
  type FoundPractice,
  type PracticeFilter,
} from './practices.queries.js';

export interface PracticeSearch {
  found: FoundPractice[];
  counts: FacetCounts;
  /** All that is public, whatever is asked. */
  all: number;
  regionNames: Map<string, { ru: string; en: string }>;
  now: Date;
}

/** The library as everybody reads it: nothing in it is earlier than its publication. */
@Injectable()
export class LibraryReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The same few queries, however many practices there are. */
  async search(
    filter: PracticeFilter,
    page: { after: readonly [number, string, string] | null; limit: number },
  ): Promise<PracticeSearch> {
    const em = this.db.reader;
    const now = this.clock.now();
    const [found, everything, matching, regions] = await Promise.all([
      searchPractices(em, filter, { ...page, now }),
      getPublicGroups(em, now),
      filter.words ? getPublicGroups(em, now, filter.words) : null,
      listRegions(em),
    ]);
    const counts = countFacets(matching ?? everything, filter);
    const all = everything.reduce((sum, { count }) => sum + count, 0);
    const regionNames = new Map(regions.map(({ code, nameRu, nameEn }) => [code, { ru: nameRu, en: nameEn }]));
    return { found, counts, all, regionNames, now };
  }

  list(
    filter: PracticeFilter,
    page: { after: readonly [number, string, string] | null; limit: number },
  ): Promise<FoundPractice[]> {
    return searchPractices(this.db.reader, filter, { ...page, now: this.clock.now() });
  }

  /** A card that is public now; refuses with `not-found`, whether it is hidden or does not exist. */
  async card(slug: string): Promise<{ practice: Practice; projects: NationalProject[]; named: string[] }> {
    const practice = await findPractice(this.db.reader, slug, this.clock.now());
    if (!practice) throw new Refusal({ code: 'not-found' });
    const projects = practice.nationalProjects.length
      ? await this.db.reader.findBy(NationalProject, { id: In(practice.nationalProjects) })
      : [];
    const { submissionId } = practice;
    const named = submissionId ? ((await listNamed(this.db.reader, [submissionId])).get(submissionId) ?? []) : [];
    return { practice, projects, named };
  }

  awarded(filter: { year?: number; limit: number }): Promise<Practice[]> {
    return listAwarded(this.db.reader, this.clock.now(), filter);
  }

  byRegion(): Promise<Record<string, number>> {
    return countByRegion(this.db.reader, this.clock.now());
  }
}
