import { Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../platform/http/api/api.js';
import { decodeCursor, pageOf, pageQuery, type Page, inKey } from '../platform/http/paging.js';
import { LibraryReader } from './library.reader.js';
import type { Practice } from './practice.entity.js';

const outcome = z.enum(['winner', 'finalist', 'laureate', 'recommended', 'presented']);
const listQuery = pageQuery.extend({
  q: z.string().max(300).optional(),
  nomination: z.string().max(300).optional(),
  region: z.string().max(10).optional(),
  year: z.coerce.number().int().optional(),
  outcome: outcome.optional(),
});
const practiceView = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  regionCode: z.string(),
  regionName: z.string(),
  organisation: z.string(),
  nomination: z.string(),
  year: z.number(),
  outcome,
  recommended: z.boolean(),
  nationalProjects: z.array(z.string()),
  startedOn: z.string().nullable(),
  source: z.string(),
  generated: z.boolean(),
  publishedAt: z.string(),
});
const cardView = practiceView.extend({
  sections: z.array(z.record(z.string(), z.unknown())),
  results: z.array(z.record(z.string(), z.string())),
});
type View = z.infer<typeof practiceView>;

const toView = (practice: Practice): View =>
  practiceView.parse({ ...practice, publishedAt: practice.publishedAt.toISOString() });

/** The library for programs; it needs no token. */
@ApiController('practices')
export class LibraryController {
  constructor(private readonly reader: LibraryReader) {}

  @Get()
  @Describe({
    summary: 'Published practices: words in any form, filters, paging by key',
    response: z.object({ items: z.array(practiceView), next: z.string().nullable() }),
  })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<Page<View>> {
    const filter = {
      ...(query.q?.trim() && { words: query.q.trim() }),
      ...(query.nomination && { nominations: [query.nomination] }),
      ...(query.region && { regions: [query.region] }),
      ...(query.year !== undefined && { years: [query.year] }),
      ...(query.outcome && { outcomes: [query.outcome] }),
    };
    const after = decodeCursor(query.cursor, [inKey.whole, inKey.text, inKey.id]);
    const rows = await this.reader.list(filter, { after, limit: query.limit + 1 });
    return pageOf(
      rows,
      query.limit,
      ({ practice }) => [practice.year, practice.title, practice.id],
      ({ practice }) => toView(practice),
    );
  }

  @Get(':slug')
  @Describe({ summary: 'One practice with its sections and results', response: cardView })
  async get(@Param('slug') slug: string): Promise<z.infer<typeof cardView>> {
    const { practice } = await this.reader.card(slug);
    return { ...toView(practice), sections: practice.sections, results: practice.results };
  }
}
