import { Refusal } from '../kernel/refusal.js';
import { compareText } from '../kernel/seeded.js';

/** What an expert gave an entry in all, as a number. */
export interface ScoredSheet {
  entryId: string;
  expertId: string;
  total: number;
}

/** Sheets as columns of numbers, in the order of the entries' and experts' ids: equal sheets give equal tables. */
export interface SheetTable {
  entries: readonly string[];
  experts: readonly string[];
  /** Per sheet: the position of its entry, of its expert, and the score. */
  entryOf: Int32Array;
  expertOf: Int32Array;
  scores: Float64Array;
}

/** Entries and experts that are compared with each other, directly or through others. */
export interface ComparedPart {
  entries: string[];
  experts: string[];
}

/**
 * Rules §14. Orders the sheets by entry and expert, so that sums are taken in one order whatever the order of the input.
 *
 * Refuses: `already-exists` for two sheets of one expert for one entry, `malformed` for a score that is no finite number.
 */
export function sheetTable(sheets: readonly ScoredSheet[]): SheetTable {
  const sorted = [...sheets].sort((a, b) => compareText(a.entryId, b.entryId) || compareText(a.expertId, b.expertId));
  sorted.forEach(({ entryId, expertId, total }, index) => {
    if (!Number.isFinite(total)) throw new Refusal({ code: 'malformed' });
    const before = sorted[index - 1];
    if (before?.entryId === entryId && before.expertId === expertId)
      throw new Refusal({ code: 'already-exists', what: `sheet of ${expertId} for ${entryId}` });
  });
  const entries = [...new Set(sorted.map(({ entryId }) => entryId))];
  const experts = [...new Set(sorted.map(({ expertId }) => expertId))].sort(compareText);
  const positions = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));
  const entryAt = positions(entries);
  const expertAt = positions(experts);
  return {
    entries,
    experts,
    entryOf: Int32Array.from(sorted, ({ entryId }) => entryAt.get(entryId)!),
    expertOf: Int32Array.from(sorted, ({ expertId }) => expertAt.get(expertId)!),
    scores: Float64Array.from(sorted, ({ total }) => total),
  };
}

/**
 * Rules §14. The parts of the graph of experts and entries, greatest first. Within a part every two entries are compared,
 * if only through a chain of experts; between parts nothing tells strict experts from weak entries.
 */
export function partsOf(table: SheetTable): ComparedPart[] {
  const { entries, experts, entryOf, expertOf } = table;
  const parent = Int32Array.from({ length: entries.length + experts.length }, (_, index) => index);
  const root = (start: number) => {
    let node = start;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]!]!;
      node = parent[node]!;
    }
    return node;
  };
  entryOf.forEach((entry, sheet) => {
    const [a, b] = [root(entry), root(entries.length + expertOf[sheet]!)];
    parent[Math.max(a, b)] = Math.min(a, b);
  });
  const parts = new Map<number, ComparedPart>();
  entries.forEach((id, index) => {
    const part = parts.get(root(index)) ?? { entries: [], experts: [] };
    part.entries.push(id);
    parts.set(root(index), part);
  });
  experts.forEach((id, index) => parts.get(root(entries.length + index))!.experts.push(id));
  return [...parts.values()].sort((a, b) => b.entries.length - a.entries.length);
}

/** The sum of the values, in their order. */
export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index]!;
  return sum;
}

/** The number of sheets of each of `size` entries (or experts). */
export function loads(of: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const index of of) counts[index]! += 1;
  return counts;
}

/** The plain mean of the scores of each entry, in floats: for statistics, never for a place. */
export function rawMeans({ entries, entryOf, scores }: SheetTable): Float64Array {
  const sums = new Float64Array(entries.length);
  entryOf.forEach((entry, sheet) => (sums[entry]! += scores[sheet]!));
  const counts = loads(entryOf, entries.length);
  return sums.map((sum, entry) => sum / counts[entry]!);
}
