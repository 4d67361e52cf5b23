import type { Day } from './local-day.js';
import { Refusal } from './refusal.js';

/** A row of `data/regions.json`, in the file's own keys; histories hold until their `until` date, that date excluded. */
export interface RegionRecord {
  code: string;
  subject_code: string;
  name_ru: string;
  name_en: string;
  type_ru: string;
  capital_ru: string | null;
  federal_district_ru: string | null;
  timezone: string;
  iso_official: boolean;
  since?: Day;
  iso_3166_2_alt?: string;
  federal_district_history?: readonly { federal_district_ru: string; until: Day }[];
  name_history?: readonly { name_ru: string; name_en: string; until: Day }[];
}

/** A subject of the Federation as it was on a day. */
export interface Region {
  code: string;
  name: { ru: string; en: string };
  district: string | null;
  timeZone: string;
}

/** Codes that other registers use for the subjects without a code of their own in ISO 3166-2:RU. */
const aliases: Readonly<Record<string, string>> = {
  'RU-DNR': 'RU-DON',
  'RU-DPR': 'RU-DON',
  'RU-LNR': 'RU-LUG',
  'RU-LPR': 'RU-LUG',
  'RU-ZP': 'RU-ZAP',
  'RU-HR': 'RU-KHE',
};

function heldOn<Past extends { until: Day }>(history: readonly Past[] | undefined, day: Day): Past | undefined {
  return [...(history ?? [])].sort((a, b) => (a.until < b.until ? -1 : 1)).find((past) => day < past.until);
}

/** The region with the name and the federal district that it had on the day. */
export function regionOn(record: RegionRecord, day: Day): Region {
  const name = heldOn(record.name_history, day) ?? record;
  return {
    code: record.code,
    name: { ru: name.name_ru, en: name.name_en },
    district: (heldOn(record.federal_district_history, day) ?? record).federal_district_ru,
    timeZone: record.timezone,
  };
}

/** Rules §6. The subjects listed on the day, by Russian law: 85 from 18 March 2014, 89 from 30 September 2022. */
export function regionsOn(day: Day, records: readonly RegionRecord[]): Region[] {
  return records.filter((record) => !record.since || record.since <= day).map((record) => regionOn(record, day));
}

/**
 * The register's code for what an imported file calls the region: the code itself in any case, a known alias, the code
 * of another ISO list, or the two-digit number of the subject. `null` when nothing is meant for certain.
 */
export function regionCodeFrom(typed: string, records: readonly RegionRecord[]): string | null {
  const wanted = typed.trim().toUpperCase();
  const code = Object.hasOwn(aliases, wanted) ? aliases[wanted] : wanted;
  const found = records.find(
    (record) => record.code === code || record.iso_3166_2_alt === code || record.subject_code === code,
  );
  return found?.code ?? null;
}

/** Refuses with `region-not-listed` when the code is not among the subjects of the day. */
export function mustBeListed(code: string, day: Day, records: readonly RegionRecord[]): Region {
  const region = regionsOn(day, records).find((listed) => listed.code === code);
  if (!region) throw new Refusal({ code: 'region-not-listed', region: code, on: day });
  return region;
}
