import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { roomRows } from '../../cycles/ways-in/registration-model.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { rowOf } from './entry-model.js';
import { EntrantsReader } from './entrants.reader.js';

const perPage = 50;

/** What a region has submitted, for its coordinator. */
@Controller('submissions/region')
export class RegionEntriesPages {
  constructor(private readonly entrants: EntrantsReader) {}

  @Get(':code')
  async list(
    @Param('code') code: string,
    @Query('cursor') cursor: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const after = decodeCursor(cursor, [inKey.instant, inKey.id]);
    const found = await this.entrants.ofRegion(signedIn(request), code, { after, limit: perPage + 1 });
    const { items, next } = pageOf(
      found.entries,
      perPage,
      (entry) => [(entry.submittedAt ?? entry.savedAt).toISOString(), entry.id],
      (entry) => ({ ...rowOf(entry, t), href: `/submissions/${entry.id}`, year: entry.cycle.year }),
    );
    const name = request.locale === 'ru' ? found.region.nameRu : found.region.nameEn;
    return view('pages/submissions/writing/region-entries', {
      title: t('submissions:region.title', { name }),
      rows: items,
      more: next && `/submissions/region/${code}?cursor=${encodeURIComponent(next)}`,
      cycles: found.cycles.map(({ cycle, rooms }) => ({ title: cycle.title, rooms: roomRows(rooms, t) })),
    });
  }
}
