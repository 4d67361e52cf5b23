/** An entry that takes part in the cross-review: its entrants review others, and others review it. */
export interface CrossEntry {
  id: string;
  /** The register number, by which people know it. */
  number: string;
  organisationId: string;
  regionCode: string;
  nominationId: string;
}

/** The entrants of one entry are to review another. */
export interface CrossPair {
  reviewerId: string;
  entryId: string;
}
/** Rules §19. Nobody reviews an entry of the own organisation, region or nomination. */
export function mayReview(reviewer: CrossEntry, entry: CrossEntry): boolean {
  return (
    reviewer.organisationId !== entry.organisationId &&
    reviewer.regionCode !== entry.regionCode &&
    reviewer.nominationId !== entry.nominationId
  );
}
/** Entries by their places in the seeded order; `given` and `takers` hold what is allotted now, `load` all of it. */
export interface Table {
  order: readonly CrossEntry[];
  waiting: number[];
  given: Set<number>[];
  takers: Set<number>[];
  load: Int32Array;
  /** What an organisation reviews by pairs that stood before. */
  known: Map<string, Set<number>>;
}
export const isAllowed = ({ order, given }: Table, reviewer: number, entry: number): boolean =>
  !given[reviewer]!.has(entry) && mayReview(order[reviewer]!, order[entry]!);
export function add({ given, takers, load }: Table, reviewer: number, entry: number): void {
  given[reviewer]!.add(entry);
  takers[entry]!.add(reviewer);
  load[entry]! += 1;
}

export function drop({ given, takers, load }: Table, reviewer: number, entry: number): void {
  given[reviewer]!.delete(entry);
  takers[entry]!.delete(reviewer);
  load[entry]! -= 1;
}
