import { Injectable } from '@nestjs/common';
import { listRegions } from '../../cycles/reference/reference.queries.js';
import { Database } from '../../platform/database/database.js';
import type { Locale } from '../../platform/web/i18n.js';

/** Regions as choices. */
@Injectable()
export class RegionsReader {
  constructor(private readonly db: Database) {}

  async names(locale: Locale): Promise<{ value: string; label: string }[]> {
    return (await listRegions(this.db.reader)).map(({ code, nameRu, nameEn }) => ({
      value: code,
      label: locale === 'ru' ? nameRu : nameEn,
    }));
  }
}
