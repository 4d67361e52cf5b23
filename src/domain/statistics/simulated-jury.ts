import { randomStream, type RandomStream } from './random.js';
import type { ScoredSheet } from './sheet-table.js';

/** A jury whose truth is known: what the methods are measured on. Standard deviations in points. */
export interface JuryPlan {
  entries: number;
  experts: number;
  /** Sheets per entry. */
  sheets: number;
  /** Entries and experts are split into so many pools (one by default), with one sheet in twenty crossing over. */
  pools?: number;
  entrySd: number;
  expertSd: number;
  residualSd: number;
  seed: number;
}

export interface SimulatedJury {
  sheets: ScoredSheet[];
  /** The quality of each entry and the leniency of each expert, by id. */
  quality: Map<string, number>;
  leniency: Map<string, number>;
}

/**
 * Rules §14. Simulates a jury by the model of `adjustScores`, to foresee before scoring what a plan of sheets will be
 * worth and to measure the methods. Entries are given to experts in turn within a shuffled pool, so that loads are even.
 */
export function simulateJury(plan: JuryPlan): SimulatedJury {
  const stream = randomStream(plan.seed, 'jury');
  const drawn = (count: number, letter: string, sd: number) =>
    new Map(Array.from({ length: count }, (_, at): [string, number] => [`${letter}${at}`, sd * stream.normal()]));
  const quality = drawn(plan.entries, 'e', plan.entrySd);
  const leniency = drawn(plan.experts, 'x', plan.expertSd);
  const sheets = pairsOf(plan, stream).map(([entryId, expertId]) => ({
    entryId,
    expertId,
    total: quality.get(entryId)! + leniency.get(expertId)! + plan.residualSd * stream.normal(),
  }));
  return { sheets, quality, leniency };
}

function pairsOf({ entries, experts, sheets, pools = 1 }: JuryPlan, stream: RandomStream): [string, string][] {
  const members = Array.from({ length: pools }, (_, pool) =>
    Array.from({ length: experts }, (__, at) => at).filter((at) => at % pools === pool),
  );
  const queues = members.map((): number[] => []);
  const next = (pool: number, taken: ReadonlySet<number>): number => {
    if (members[pool]!.every((expert) => taken.has(expert))) return next((pool + 1) % pools, taken);
    const queue = queues[pool]!;
    if (queue.every((expert) => taken.has(expert))) queue.push(...inRandomOrder(members[pool]!, stream));
    return queue.splice(
      queue.findIndex((expert) => !taken.has(expert)),
      1,
    )[0]!;
  };
  return Array.from({ length: entries }, (_, entry) => {
    const taken = new Set<number>();
    while (taken.size < Math.min(sheets, experts)) {
      const crosses = pools > 1 && stream.uniform() < 0.05;
      taken.add(next(crosses ? stream.below(pools) : entry % pools, taken));
    }
    return [...taken].map((expert): [string, string] => [`e${entry}`, `x${expert}`]);
  }).flat();
}

function inRandomOrder(items: readonly number[], stream: RandomStream): number[] {
  return items
    .map((item) => ({ item, key: stream.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
