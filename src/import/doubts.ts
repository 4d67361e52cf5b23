import { nameLikeness } from '../domain/accounts/organisation-name.js';
import { cut } from '../domain/kernel/cut.js';
import { plainHeading } from '../platform/tables/grid.js';
import type { KnownOrganisation, PlannedEntry } from './entry-table.js';
import { freshKey } from './entry-table.js';

/** What looks like something that is there already: shown before it is written, and no hindrance. */
export interface Doubt {
  row: number;
  kind: 'entry-in-table' | 'entry-in-cycle' | 'organisation-in-table' | 'organisation-known';
  value: string;
  /** What it looks like, and the row of the table where that stands. */
  like: string;
  likeRow: number | null;
}

/** An entry of the cycle that a table may bring once more. */
export interface EnteredEntry {
  nominationId: string;
  organisationId: string;
  title: string;
  registerNumber: string | null;
}

/**
 * Entries that look like one another or like one of the cycle (one nomination, one organisation, one title), and organisations
 * that would be new though one of their region has nearly their name.
 */
export function doubtsOf(
  entries: readonly PlannedEntry[],
  known: readonly KnownOrganisation[],
  entered: readonly EnteredEntry[],
): Doubt[] {
  return [...doubtfulEntries(entries, entered), ...doubtfulOrganisations(entries, known)].sort((a, b) => a.row - b.row);
}

function doubtfulEntries(entries: readonly PlannedEntry[], entered: readonly EnteredEntry[]): Doubt[] {
  const keyOf = (nominationId: string, organisation: string, title: string) =>
    JSON.stringify([nominationId, organisation, plainHeading(title)]);
  const there = new Map(
    entered.map((one) => [keyOf(one.nominationId, one.organisationId, one.title), one.registerNumber ?? one.title]),
  );
  const rows = new Map<string, number>();
  return entries.flatMap((entry): Doubt[] => {
    const key = keyOf(entry.nomination.id, entry.organisationId ?? freshKey(entry), entry.title);
    const first = rows.get(key);
    rows.set(key, first ?? entry.row);
    const about = { row: entry.row, value: cut(entry.title, 80) };
    const other = there.get(key);
    if (other !== undefined) return [{ ...about, kind: 'entry-in-cycle', like: other, likeRow: null }];
    if (first === undefined) return [];
    return [{ ...about, kind: 'entry-in-table', like: cut(entry.title, 80), likeRow: first }];
  });
}

function doubtfulOrganisations(entries: readonly PlannedEntry[], known: readonly KnownOrganisation[]): Doubt[] {
  const ofRegion = new Map<string, { name: string; row: number | null }[]>();
  for (const { regionCode, name, formerNames } of known)
    for (const each of [name, ...formerNames]) put(ofRegion, regionCode, { name: each, row: null });
  const seen = new Set<string>();
  return entries.flatMap((entry): Doubt[] => {
    if (entry.organisationId || seen.has(freshKey(entry))) return [];
    seen.add(freshKey(entry));
    const others = ofRegion.get(entry.regionCode) ?? [];
    const like = others.find(({ name }) => nameLikeness(entry.organisation, name) > 0);
    put(ofRegion, entry.regionCode, { name: entry.organisation, row: entry.row });
    if (!like) return [];
    const about = { row: entry.row, value: entry.organisation, like: like.name, likeRow: like.row };
    return [{ ...about, kind: like.row === null ? 'organisation-known' : 'organisation-in-table' }];
  });
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
