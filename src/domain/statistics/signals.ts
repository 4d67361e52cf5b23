import { compareText } from '../kernel/seeded.js';
import { studentTails } from './distributions.js';
import { crossed, equations, laidOut } from './crossed.js';
import { partsOf, sheetTable, type ScoredSheet } from './sheet-table.js';
import { solverOf } from './solver.js';

/** A sheet with what signals are read from; what is not known is null. */
export interface SignalSheet extends ScoredSheet {
  remark: string | null;
  /** The how-manieth the sheet was for its expert, from 1. */
  order: number | null;
  /** Federal districts of the entry and of the expert. */
  entryDistrict: string | null;
  expertDistrict: string | null;
}

/** From where on something is worth a question. */
export interface SignalThresholds {
  /** Shorter remarks repeat by chance. */
  minTextLength: number;
  straightLineSheets: number;
  ownDistrictSheets: number;
  driftSheets: number;
  blocEntries: number;
  /** The chance that a jury without anything to find raises a question of one kind, shared among all that are tested. */
  falseAlarms: number;
}

export const plainSignalThresholds: SignalThresholds = {
  minTextLength: 40,
  straightLineSheets: 6,
  ownDistrictSheets: 3,
  driftSheets: 8,
  blocEntries: 8,
  falseAlarms: 0.05,
};

/** Something to ask about, never a verdict: each has an innocent explanation. */
export type Signal =
  | { kind: 'same-text'; text: string; sheets: { entryId: string; expertId: string }[] }
  | { kind: 'straight-line'; expertId: string; score: number; sheets: number }
  | { kind: 'own-district'; expertId: string; difference: number; own: number; others: number; p: number }
  | { kind: 'drift'; expertId: string; slope: number; t: number; sheets: number; p: number }
  | { kind: 'bloc'; experts: [string, string]; correlation: number; entries: number; p: number };

/**
 * Rules §14. Questions for the organizer: the same text under different entries or by different experts; the same score on
 * all of many sheets; more for entries of the own federal district than the other experts gave them; scores that rise or
 * fall with the order of reading; two experts whose departures from the rest go together. Departures are what is left of
 * the scores after entry and expert (least squares), so strictness alone raises none; where the sheets fall into parts,
 * only texts and straight lines are looked at. Floats; nothing follows from a signal by itself.
 *
 * Refuses: `already-exists`, `malformed` as `sheetTable`.
 */
export function signalsOf(sheets: readonly SignalSheet[], thresholds = plainSignalThresholds): Signal[] {
  const sorted = [...sheets].sort((a, b) => compareText(a.expertId, b.expertId) || compareText(a.entryId, b.entryId));
  const departures = departuresOf(sorted);
  return [
    ...sameTexts(sorted, thresholds),
    ...straightLines(sorted, thresholds),
    ...(departures ? [...ownDistricts(departures, thresholds), ...drifts(departures, thresholds)] : []),
    ...(departures ? blocs(departures, thresholds) : []),
  ];
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Words alone: case, punctuation and spaces do not make a text another. */
const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whole remarks and their sentences, so that a sentence that was pasted into another remark is found too. */
function sameTexts(sheets: readonly SignalSheet[], { minTextLength }: SignalThresholds): Signal[] {
  const texts = sheets.flatMap((sheet) => {
    const remark = sheet.remark ?? '';
    const known = new Map([remark, ...remark.split(/[.!?;\n]+/)].map((text) => [wordsOf(text), text.trim()]));
    return [...known]
      .filter(([words]) => words.length >= minTextLength)
      .map(([words, text]) => ({ words, text, sheet }));
  });
  const found = new Map<string, Extract<Signal, { kind: 'same-text' }>>();
  for (const group of grouped(texts, ({ words }) => words).values()) {
    const pairs = group.map(({ sheet: { entryId, expertId } }) => ({ entryId, expertId }));
    const key = JSON.stringify(pairs);
    // Of several texts that the same sheets share the longest is shown.
    if (pairs.length > 1 && group[0]!.text.length > (found.get(key)?.text.length ?? 0))
      found.set(key, { kind: 'same-text', text: group[0]!.text, sheets: pairs });
  }
  return [...found.values()];
}

function straightLines(sheets: readonly SignalSheet[], { straightLineSheets }: SignalThresholds): Signal[] {
  return [...grouped(sheets, ({ expertId }) => expertId).values()]
    .filter((own) => own.length >= straightLineSheets && own.every(({ total }) => total === own[0]!.total))
    .map((own) => ({
      kind: 'straight-line',
      expertId: own[0]!.expertId,
      score: own[0]!.total,
      sheets: own.length,
    }));
}

interface Departure {
  sheet: SignalSheet;
  value: number;
}

/** What is left of each sheet after entry and expert; null where that cannot be told. */
function departuresOf(sheets: readonly SignalSheet[]): Departure[] | null {
  const table = sheetTable(sheets);
  if (table.entries.length < 2 || table.experts.length < 2 || partsOf(table).length > 1) return null;
  const layout = crossed(table, { entriesOutside: true });
  const { rest } = solverOf(equations(layout, 'free')).effects(laidOut(layout, table.scores));
  const keyOf = (entryId: string, expertId: string) => JSON.stringify([entryId, expertId]);
  const values = new Map<string, number>();
  rest.forEach((value, at) => {
    const sheet = layout.order[at]!;
    values.set(keyOf(table.entries[table.entryOf[sheet]!]!, table.experts[table.expertOf[sheet]!]!), value);
  });
  return sheets.map((sheet) => ({ sheet, value: values.get(keyOf(sheet.entryId, sheet.expertId))! }));
}

const byExpert = (departures: readonly Departure[]) =>
  [...grouped(departures, ({ sheet }) => sheet.expertId)] as [string, Departure[]][];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squaresAbout(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

function ownDistricts(departures: readonly Departure[], thresholds: SignalThresholds): Signal[] {
  const tested = byExpert(departures).flatMap(([expertId, all]) => {
    const placed = all.filter(({ sheet }) => sheet.entryDistrict && sheet.expertDistrict);
    const isOwn = ({ sheet }: Departure) => sheet.entryDistrict === sheet.expertDistrict;
    const own = placed.filter(isOwn).map(({ value }) => value);
    const others = placed.filter((departure) => !isOwn(departure)).map(({ value }) => value);
    const least = thresholds.ownDistrictSheets;
    return own.length >= least && others.length >= least ? [{ expertId, own, others }] : [];
  });
  return tested.flatMap(({ expertId, own, others }): Signal[] => {
    const difference = mean(own) - mean(others);
    const degrees = own.length + others.length - 2;
    const pooled = (squaresAbout(own, mean(own)) + squaresAbout(others, mean(others))) / degrees;
    const p = upperTail(difference / Math.sqrt(pooled * (1 / own.length + 1 / others.length)), degrees);
    const isAsked = p < thresholds.falseAlarms / tested.length;
    return isAsked ? [{ kind: 'own-district', expertId, difference, own: own.length, others: others.length, p }] : [];
  });
}

function upperTail(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 1;
  return t > 0 ? studentTails(t, degrees) / 2 : 1;
}

function drifts(departures: readonly Departure[], thresholds: SignalThresholds): Signal[] {
  const tested = byExpert(departures)
    .map(([expertId, all]) => ({ expertId, read: all.filter(({ sheet }) => sheet.order !== null) }))
    .filter(({ read }) => read.length >= thresholds.driftSheets);
  return tested.flatMap(({ expertId, read }): Signal[] => {
    const orders = read.map(({ sheet }) => sheet.order!);
    const values = read.map(({ value }) => value);
    const [middle, centre] = [mean(orders), mean(values)];
    const spread = squaresAbout(orders, middle);
    const slope = orders.reduce((sum, order, at) => sum + (order - middle) * (values[at]! - centre), 0) / spread;
    const degrees = read.length - 2;
    const left = squaresAbout(values, centre) - slope ** 2 * spread;
    const t = slope / Math.sqrt(Math.max(0, left) / degrees / spread);
    const p = Number.isFinite(t) ? studentTails(t, degrees) : 1;
    return p < thresholds.falseAlarms / tested.length
      ? [{ kind: 'drift', expertId, slope, t, sheets: read.length, p }]
      : [];
  });
}

interface SharedDepartures {
  experts: [string, string];
  pairs: [number, number, number][];
}

/** Pairs of experts who scored many entries together, with both departures and the number of sheets of each entry. */
function sharedDepartures(departures: readonly Departure[], least: number): SharedDepartures[] {
  const found = new Map<string, SharedDepartures>();
  for (const together of grouped(departures, ({ sheet }) => sheet.entryId).values())
    together.forEach((one, at) => {
      for (const two of together.slice(at + 1)) {
        const experts: [string, string] = [one.sheet.expertId, two.sheet.expertId];
        const key = JSON.stringify(experts);
        const shared = found.get(key) ?? { experts, pairs: [] };
        shared.pairs.push([one.value, two.value, together.length]);
        found.set(key, shared);
      }
    });
  return [...found.values()].filter(({ pairs }) => pairs.length >= least);
}

/**
 * Departures within an entry sum to zero, so those of two experts go against each other by one of `k − 1` even where
 * nothing binds them; the correlation is compared with that by Fisher's transformation. Two sheets an entry say nothing.
 */
function blocs(departures: readonly Departure[], thresholds: SignalThresholds): Signal[] {
  const tested = sharedDepartures(departures, thresholds.blocEntries).filter(({ pairs }) =>
    pairs.every(([, , sheets]) => sheets > 2),
  );
  return tested.flatMap(({ experts, pairs }): Signal[] => {
    const first = pairs.map(([one]) => one);
    const second = pairs.map(([, two]) => two);
    const [a, b] = [mean(first), mean(second)];
    const product = first.reduce((sum, value, at) => sum + (value - a) * (second[at]! - b), 0);
    const correlation = product / Math.sqrt(squaresAbout(first, a) * squaresAbout(second, b));
    const expected = -mean(pairs.map(([, , sheets]) => 1 / (sheets - 1)));
    const z = (Math.atanh(Math.min(1 - 1e-12, correlation)) - Math.atanh(expected)) * Math.sqrt(pairs.length - 3);
    const p = upperTail(z, 1e6);
    const isAsked = p < thresholds.falseAlarms / tested.length;
    return isAsked ? [{ kind: 'bloc', experts, correlation, entries: pairs.length, p }] : [];
  });
}
