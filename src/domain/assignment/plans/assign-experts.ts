import type { ConflictPair } from '../../judging/conflict-sources.js';
import { type Belonging, belongTogether } from '../../judging/conflicts-of-pair.js';
import { Refusal } from '../../kernel/refusal.js';
import { compareText, mixed, numberOf, shuffled } from '../../kernel/seeded.js';
import { AssignableExpert, AssignedPair } from '../problem/problem.js';

export interface AssignmentProblem {
  entries: readonly Belonging[];
  experts: readonly AssignableExpert[];
  /** Declared and entered ones; those of region and organisation are found here. */
  conflicts: readonly ConflictPair[];
  reviewsPerEntry: number;
  /** Pairs that stay, unless they have become conflicts. */
  existing: readonly AssignedPair[];
  seed: number;
}

/**
 * Rules §8. Every entry gets exactly `reviewsPerEntry` different experts (more only where more exist already), nobody
 * meets a conflict of interest, nobody exceeds the own capacity, and the sum of the squared loads is the least possible:
 * loads differ by at most one wherever capacities, conflicts and existing pairs allow. The seed decides among equals;
 * the order of the input decides nothing. Pairs come back by entry, then expert, the existing ones included.
 *
 * The method is a flow of least cost by successive shortest paths. Only the last step of a path costs anything, the
 * convex price of one more entry for an expert, so the shortest path is a search for the least loaded expert that
 * can be reached by moving entries from hand to hand.
 *
 * Refuses with `experts-short`: how many entries lack experts, how many pairs are needed and how many can be made.
 */
export function assignExperts(problem: AssignmentProblem): AssignedPair[] {
  const state = startState(problem);
  let needed = 0;
  let unmet = 0;
  const short = new Set<number>();
  for (let round = 0; round < problem.reviewsPerEntry; round += 1)
    for (let entry = 0; entry < state.entries.length; entry += 1) {
      if (state.fixed[entry]! + round >= problem.reviewsPerEntry) continue;
      needed += 1;
      if (augment(state, entry)) continue;
      unmet += 1;
      short.add(entry);
    }
  if (short.size)
    throw new Refusal({ code: 'experts-short', submissions: short.size, needed, available: needed - unmet });
  return pairsOf(state);
}

/** Entries and experts by position in their seeded order. */
interface FlowState {
  entries: Belonging[];
  experts: AssignableExpert[];
  seed: number;
  /** Existing pairs of each entry, which are not moved. */
  fixed: number[];
  /** Whether the expert may judge the entry and is not fixed to it, by `entry * experts.length + expert`. */
  allowed: Uint8Array;
  /** Whether the pair is made, fixed ones included. */
  made: Uint8Array;
  load: Int32Array;
  /** Entries that each expert holds and could hand on. */
  held: Set<number>[];
  entryKey: number[];
  expertKey: number[];
}

function startState(problem: AssignmentProblem): FlowState {
  const entries = shuffled(problem.entries, problem.seed);
  const experts = shuffled(problem.experts, problem.seed + 1);
  const width = experts.length;
  const state: FlowState = {
    entries,
    experts,
    seed: problem.seed,
    fixed: entries.map(() => 0),
    allowed: new Uint8Array(entries.length * width),
    made: new Uint8Array(entries.length * width),
    load: new Int32Array(width),
    held: experts.map(() => new Set<number>()),
    entryKey: entries.map(({ id }) => numberOf(id)),
    expertKey: experts.map(({ id }) => numberOf(id)),
  };
  allowPairs(state, problem.conflicts);
  fixExisting(state, problem.existing);
  return state;
}

function allowPairs({ entries, experts, allowed }: FlowState, conflicts: readonly ConflictPair[]): void {
  const known = new Map<string, Set<string>>();
  for (const { submissionId, expertId } of conflicts)
    known.set(submissionId, (known.get(submissionId) ?? new Set()).add(expertId));
  entries.forEach((entry, row) => {
    const declared = known.get(entry.id);
    experts.forEach((expert, column) => {
      const free = !belongTogether(expert, entry) && !declared?.has(expert.id);
      allowed[row * experts.length + column] = free ? 1 : 0;
    });
  });
}

function fixExisting(state: FlowState, existing: readonly AssignedPair[]): void {
  const entryAt = new Map(state.entries.map(({ id }, index) => [id, index]));
  const expertAt = new Map(state.experts.map(({ id }, index) => [id, index]));
  for (const pair of existing) {
    const entry = entryAt.get(pair.entryId);
    const expert = expertAt.get(pair.expertId);
    if (entry === undefined || expert === undefined) continue;
    const at = entry * state.experts.length + expert;
    if (!state.allowed[at]) continue;
    state.allowed[at] = 0;
    state.made[at] = 1;
    state.fixed[entry]! += 1;
    state.load[expert]! += 1;
  }
}

/** Gives the entry one more expert, moving other entries where that evens out the loads. False when nobody is left. */
function augment(state: FlowState, entry: number): boolean {
  const path: Path = { entryOf: new Int32Array(state.experts.length).fill(-1), giverOf: new Map([[entry, -1]]) };
  const floor = leastLoadWithRoom(state);
  let best = -1;
  for (let frontier = [entry]; frontier.length;) {
    const reached = frontier.flatMap((from) => expertsWithout(state, from, path));
    best = betterOf(state, entry, best, reached);
    if (best >= 0 && state.load[best] === floor) break;
    frontier = reached.flatMap((expert) => entriesOf(state, expert, path));
  }
  if (best < 0) return false;
  handOver(state, best, path);
  return true;
}

/** How the search came where it is: to each expert by an entry, to each entry by the expert who holds it. */
interface Path {
  entryOf: Int32Array;
  giverOf: Map<number, number>;
}

function leastLoadWithRoom({ experts, load }: FlowState): number {
  return experts.reduce(
    (least, { capacity }, index) => (load[index]! < capacity ? Math.min(least, load[index]!) : least),
    Infinity,
  );
}

/** Entries in the expert's hands that were not met before. */
function entriesOf(state: FlowState, expert: number, path: Path): number[] {
  const found = [...state.held[expert]!].filter((entry) => !path.giverOf.has(entry));
  for (const entry of found) path.giverOf.set(entry, expert);
  return found;
}

/** Experts who may take the entry and were not met before. */
function expertsWithout(state: FlowState, entry: number, path: Path): number[] {
  const width = state.experts.length;
  const found: number[] = [];
  for (let expert = 0; expert < width; expert += 1) {
    const at = entry * width + expert;
    if (!state.allowed[at] || state.made[at] || path.entryOf[expert]! >= 0) continue;
    path.entryOf[expert] = entry;
    found.push(expert);
  }
  return found;
}

/** The least loaded expert with room; among equals the one whom the seed prefers for this entry. */
function betterOf(state: FlowState, entry: number, best: number, candidates: readonly number[]): number {
  const key = (expert: number) => mixed(state.seed ^ state.entryKey[entry]!, state.expertKey[expert]!);
  let chosen = best;
  for (const expert of candidates) {
    const load = state.load[expert]!;
    if (load >= state.experts[expert]!.capacity) continue;
    if (
      chosen < 0 ||
      load < state.load[chosen]! ||
      (chosen !== best && load === state.load[chosen]! && key(expert) < key(chosen))
    )
      chosen = expert;
  }
  return chosen;
}

/** Walks the path back from the expert: each takes an entry over from the one before, the first one the new entry. */
function handOver(state: FlowState, last: number, path: Path): void {
  const width = state.experts.length;
  state.load[last]! += 1;
  for (let taker = last; taker >= 0;) {
    const entry = path.entryOf[taker]!;
    const giver = path.giverOf.get(entry)!;
    state.made[entry * width + taker] = 1;
    state.held[taker]!.add(entry);
    if (giver >= 0) {
      state.made[entry * width + giver] = 0;
      state.held[giver]!.delete(entry);
    }
    taker = giver;
  }
}

function pairsOf(state: FlowState): AssignedPair[] {
  const width = state.experts.length;
  return state.entries
    .flatMap((entry, row) =>
      state.experts
        .filter((_, column) => state.made[row * width + column])
        .map((expert) => ({ entryId: entry.id, expertId: expert.id })),
    )
    .sort((a, b) => compareText(a.entryId, b.entryId) || compareText(a.expertId, b.expertId));
}
