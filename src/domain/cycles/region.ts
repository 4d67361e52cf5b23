import type { Day } from '../kernel/local-day.js';
import { Refusal } from '../kernel/refusal.js';

/** A value that held until a date, that date excluded. */
export interface PastValue {
  value: string;
  until: Day;
}

/** A subject of the Federation with its history, as it is kept. */
export interface RegionRow {
  code: string;
  subjectCode: string;
  nameRu: string;
  nameEn: string;
  districtRu: string | null;
  timeZone: string;
  /** `null` for those that were listed in every cycle since 2016. */
  listedSince: Day | null;
  aliases: readonly string[];
  districtHistory: readonly PastValue[];
  nameHistory: readonly PastValue[];
}

/** A subject of the Federation as it was on a day. */
export interface Region {
  code: string;
  nameRu: string;
  nameEn: string;
  districtRu: string | null;
  timeZone: string;
}

function heldOn<Value>(history: readonly PastValue[], day: Day, now: Value): string | Value {
  const past = [...history].sort((a, b) => (a.until < b.until ? -1 : 1)).find(({ until }) => day < until);
  return past ? past.value : now;
}

/** The region with the Russian name and the federal district that it had on the day. */
export function regionOn(row: RegionRow, day: Day): Region {
  return {
    code: row.code,
    nameRu: heldOn(row.nameHistory, day, row.nameRu),
    nameEn: row.nameEn,
    districtRu: heldOn(row.districtHistory, day, row.districtRu),
    timeZone: row.timeZone,
  };
}

/** Rules §6. The subjects listed on the day, by Russian law: 85 from 18 March 2014, 89 from 30 September 2022. */
export function regionsOn(day: Day, rows: readonly RegionRow[]): Region[] {
  return rows.filter((row) => !row.listedSince || row.listedSince <= day).map((row) => regionOn(row, day));
}

/** Refuses with `region-not-listed` when the code is not among the subjects of the day. */
export function mustBeListed(code: string, day: Day, rows: readonly RegionRow[]): Region {
  const region = regionsOn(day, rows).find((listed) => listed.code === code);
  if (!region) throw new Refusal({ code: 'region-not-listed', region: code, on: day });
  return region;
}
