import { Refusal } from '../kernel/refusal.js';
import { evenOut, keepApart } from './cross-evening.js';
import { add, isAllowed, mayReview, type CrossEntry, type CrossPair, type Table } from './cross-table.js';
import { compareText, mixed, numberOf, shuffled } from '../kernel/seeded.js';

export interface AllotmentFacts {
  entries: readonly CrossEntry[];
  /** Entries that each is to review. */
  reviews: number;
  seed: number;
  /** Pairs that stand already: who reviews in one of them is allotted nothing more. */
  standing?: readonly CrossPair[];
  /** Entries that owe nothing more although no pair of theirs stands: all of it was given back. */
  busy?: readonly string[];
}

/**
 * Rules §19. Allots to each entry that has none so many entries to review, none of the own organisation, region or
 * nomination and none twice, so that the numbers of reviews that entries get are as even as can be: the sum of their
 * squares is the least, hence they differ by at most one wherever that is possible. Entries of one organisation get
 * different ones where a single exchange makes it so. The seed decides the rest: equal entries and seed give equal pairs,
 * whatever their order. Pairs come in the order of the reviewers' ids.
 *
 * Refuses with `cross-review-short` and the smallest reason where some entry has too few others to review.
 */
export function allotReviews({ entries, reviews, seed, standing = [], busy = [] }: AllotmentFacts): CrossPair[] {
  const table = tableOf(shuffled(entries, seed), standing, busy);
  mustBePossible(table, reviews);
  handOut(table, reviews, seed);
  evenOut(table);
  keepApart(table);
  const { order } = table;
  return table.waiting
    .flatMap((reviewer) =>
      [...table.given[reviewer]!].map((entry) => ({ reviewerId: order[reviewer]!.id, entryId: order[entry]!.id })),
    )
    .sort((a, b) => compareText(a.reviewerId, b.reviewerId) || tickets(seed, a) - tickets(seed, b));
}

/** A place in the own list that the seed draws. */
const tickets = (seed: number, { reviewerId, entryId }: CrossPair): number =>
  mixed(seed, mixed(numberOf(reviewerId), numberOf(entryId)));

/**
 * Rules §19. The entry that comes in the place of one that was given back: of those that the reviewer has never had the one
 * with the fewest reviews, rather one that its organisation does not know from another of its entries; a seeded draw
 * decides among equals. Null where there is none. `standing` has the pairs that still count, `had` those that ended.
 */
export function anotherEntry(
  reviewerId: string,
  {
    entries,
    standing,
    had,
    seed,
  }: Pick<Required<AllotmentFacts>, 'entries' | 'standing' | 'seed'> & { had: readonly CrossPair[] },
): string | null {
  const reviewer = entries.find(({ id }) => id === reviewerId);
  if (!reviewer) return null;
  const own = new Set(entries.filter((each) => each.organisationId === reviewer.organisationId).map(({ id }) => id));
  const met = new Set<string>();
  const known = new Set<string>();
  const load = new Map<string, number>();
  for (const pair of [...standing, ...had]) {
    if (pair.reviewerId === reviewerId) met.add(pair.entryId);
    if (own.has(pair.reviewerId)) known.add(pair.entryId);
  }
  for (const { entryId } of standing) load.set(entryId, (load.get(entryId) ?? 0) + 1);
  const ranked = entries
    .filter((entry) => mayReview(reviewer, entry) && !met.has(entry.id))
    .map(({ id }) => ({
      id,
      known: Number(known.has(id)),
      load: load.get(id) ?? 0,
      lot: tickets(seed, { reviewerId, entryId: id }),
    }))
    .sort((a, b) => a.known - b.known || a.load - b.load || a.lot - b.lot || compareText(a.id, b.id));
  return ranked[0]?.id ?? null;
}

function tableOf(order: readonly CrossEntry[], standing: readonly CrossPair[], others: readonly string[]): Table {
  const at = new Map(order.map(({ id }, index) => [id, index]));
  const load = new Int32Array(order.length);
  const known = new Map<string, Set<number>>();
  const busy = new Set([...others, ...standing.map(({ reviewerId }) => reviewerId)]);
  for (const { reviewerId, entryId } of standing) {
    const entry = at.get(entryId);
    const reviewer = at.get(reviewerId);
    if (entry === undefined) continue;
    load[entry]! += 1;
    if (reviewer === undefined) continue;
    const organisation = order[reviewer]!.organisationId;
    known.set(organisation, (known.get(organisation) ?? new Set()).add(entry));
  }
  return {
    order,
    waiting: [...order.keys()].filter((index) => !busy.has(order[index]!.id)),
    given: order.map(() => new Set<number>()),
    takers: order.map(() => new Set<number>()),
    load,
    known,
  };
}

function mustBePossible({ order, waiting }: Table, reviews: number): void {
  const short = (why: string, facts: { entry?: string; available?: number } = {}) =>
    new Refusal({ code: 'cross-review-short', why, entry: '', available: 0, needed: reviews, ...facts });
  if (waiting.length === 0) throw short('nobody');
  if (new Set(order.map(({ regionCode }) => regionCode)).size < 2) throw short('region');
  if (new Set(order.map(({ nominationId }) => nominationId)).size < 2) throw short('nomination');
  const others = othersOf(order);
  const least = waiting
    .map((index) => ({ entry: order[index]!.number, available: others(order[index]!) }))
    .sort((a, b) => a.available - b.available || compareText(a.entry, b.entry))[0]!;
  if (least.available < reviews) throw short('few', least);
}

/** Counts the entries that one may review without looking at each: all, less its region and nomination, plus both at once. */
function othersOf(order: readonly CrossEntry[]): (entry: CrossEntry) => number {
  const counts = new Map<string, number>();
  const organisations = new Map<string, CrossEntry[]>();
  for (const entry of order) {
    for (const key of keysOf(entry)) counts.set(key, (counts.get(key) ?? 0) + 1);
    organisations.set(entry.organisationId, [...(organisations.get(entry.organisationId) ?? []), entry]);
  }
  return (entry) => {
    const [region, nomination, both] = keysOf(entry).map((key) => counts.get(key)!) as [number, number, number];
    const elsewhere = organisations
      .get(entry.organisationId)!
      .filter((own) => own.regionCode !== entry.regionCode && own.nominationId !== entry.nominationId);
    return order.length - region - nomination + both - elsewhere.length;
  };
}

const keysOf = ({ regionCode, nominationId }: CrossEntry): string[] => [
  `r ${regionCode}`,
  `n ${nominationId}`,
  `b ${regionCode} ${nominationId}`,
];

/** Round after round everybody takes the first allowed entry among those with the fewest reviews. */
function handOut(table: Table, reviews: number, seed: number): void {
  const { order, waiting, load } = table;
  const levels: number[][] = [];
  for (const index of order.keys()) (levels[load[index]!] ??= []).push(index);
  for (let round = 0; round < reviews; round += 1)
    for (const { at } of shuffled(
      waiting.map((index) => ({ id: order[index]!.id, at: index })),
      mixed(seed, round + 1),
    ))
      take(table, at, levels);
}

function take(table: Table, reviewer: number, levels: number[][]): void {
  for (let level = 0; level < levels.length; level += 1) {
    const place = levels[level]?.findIndex((entry) => isAllowed(table, reviewer, entry)) ?? -1;
    if (place < 0) continue;
    const entry = levels[level]!.splice(place, 1)[0]!;
    (levels[level + 1] ??= []).push(entry);
    add(table, reviewer, entry);
    return;
  }
}
