import type { Day } from '../kernel/local-day.js';
import type { RegionRow } from './region.js';

/** A record of `data/regions.json`, in the file's own keys. */
export interface RegionRecord {
  code: string;
  subject_code: string;
  name_ru: string;
  name_en: string;
  type_ru: string;
  capital_ru: string | null;
  federal_district_ru: string | null;
  timezone: string;
  since?: Day;
  iso_3166_2_alt?: string;
  federal_district_history?: readonly { federal_district_ru: string; until: Day }[];
  name_history?: readonly { name_ru: string; until: Day }[];
}

/** What other registers call the subjects that have no code of their own in ISO 3166-2:RU. */
const otherCodes: Readonly<Record<string, readonly string[]>> = {
  'RU-DON': ['RU-DNR', 'RU-DPR'],
  'RU-LUG': ['RU-LNR', 'RU-LPR'],
  'RU-ZAP': ['RU-ZP'],
  'RU-KHE': ['RU-HR'],
};

/** The row of a record: histories as values with their dates, the codes of other lists as aliases. */
export function regionRowFrom(record: RegionRecord): RegionRow & { typeRu: string; capitalRu: string | null } {
  return {
    code: record.code,
    subjectCode: record.subject_code,
    nameRu: record.name_ru,
    nameEn: record.name_en,
    typeRu: record.type_ru,
    capitalRu: record.capital_ru,
    districtRu: record.federal_district_ru,
    timeZone: record.timezone,
    listedSince: record.since ?? null,
    aliases: [...(record.iso_3166_2_alt ? [record.iso_3166_2_alt] : []), ...(otherCodes[record.code] ?? [])],
    districtHistory: (record.federal_district_history ?? []).map((past) => ({
      value: past.federal_district_ru,
      until: past.until,
    })),
    nameHistory: (record.name_history ?? []).map((past) => ({ value: past.name_ru, until: past.until })),
  };
}
