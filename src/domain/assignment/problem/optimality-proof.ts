import Fraction from 'fraction.js';
import { capBreaches, capsOf } from './caps.js';
import { type Exclusion, exclusionRule, expertsByEntry } from './exclusion.js';
import {
  type CapPrice,
  type Plan,
  type PlanExpert,
  type PlanProblem,
  reviewsOf,
  type AssignedPair,
} from './problem.js';
import { affinityIn, objectiveOf } from './worth.js';

/** What is wrong with pairs that claim to be a plan. */
export type PlanFault =
  | { code: 'unknown-pair'; entryId: string; expertId: string }
  | { code: 'repeated-pair'; entryId: string; expertId: string }
  | { code: 'excluded-pair'; entryId: string; expertId: string; exclusion: Exclusion }
  | { code: 'fixed-missing'; entryId: string; expertId: string }
  | { code: 'reviews'; entryId: string; found: number; needed: number }
  | { code: 'load'; expertId: string; found: number; min: number; max: number }
  | { code: 'cap'; entryId: string; experts: string[]; most: number };

export interface Certificate {
  /** The pairs are a plan and none can be worth more. */
  isProven: boolean;
  faults: PlanFault[];
  objective: number;
  /** What the prices prove, as a decimal; never less than the worth of the best plan. */
  bound: number;
}

/**
 * Rules §8. Proves a plan without the program that made it. For any prices u of entries, v of experts and w ≥ 0 of groups
 * under a cap at an entry, no plan is worth more than: reviews × u of each entry, plus for each expert max × v where v is
 * positive and min × v where it is negative, plus for each group cap × w, plus of every pair that may be made what its
 * affinity exceeds u + v + w by, plus fixed pairs (which take from those reviews, loads and caps). A plan that reaches
 * this bound is the best. The sum is made in exact fractions.
 *
 * Where caps of region and organisation cross, a plan may be the best and still not be proven.
 */
export function verifyCertificate(problem: PlanProblem, plan: Pick<Plan, 'pairs' | 'prices'>): Certificate {
  const faults = planFaults(problem, plan.pairs);
  const objective = new Fraction(0).add(exactObjective(problem, plan.pairs));
  const bound = exactBound(problem, plan.prices);
  return {
    isProven: faults.length === 0 && objective.compare(bound) >= 0,
    faults,
    objective: objectiveOf(problem, plan.pairs),
    bound: bound.valueOf(),
  };
}

/** Rules §8. Everything that keeps the pairs from being a plan of the problem; nothing here looks at affinity. */
export function planFaults(problem: PlanProblem, pairs: readonly AssignedPair[]): PlanFault[] {
  return [
    ...pairFaults(problem, pairs),
    ...countFaults(problem, pairs),
    ...capBreaches(problem, knownPairs(problem, pairs)).map(({ entryId, experts, most }): PlanFault => ({
      code: 'cap',
      entryId,
      experts,
      most,
    })),
  ];
}

function knownPairs(problem: PlanProblem, pairs: readonly AssignedPair[]): AssignedPair[] {
  const experts = new Set(problem.experts.map(({ id }) => id));
  return pairs.filter(({ expertId }) => experts.has(expertId));
}

function pairFaults(problem: PlanProblem, pairs: readonly AssignedPair[]): PlanFault[] {
  const entries = new Map(problem.entries.map((entry) => [entry.id, entry]));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  const exclusionOf = exclusionRule(problem);
  const seen = new Map<string, Set<string>>();
  const faults = pairs.flatMap(({ entryId, expertId }): PlanFault[] => {
    const entry = entries.get(entryId);
    const expert = experts.get(expertId);
    if (!entry || !expert) return [{ code: 'unknown-pair', entryId, expertId }];
    const before = seen.get(entryId) ?? new Set<string>();
    if (before.has(expertId)) return [{ code: 'repeated-pair', entryId, expertId }];
    seen.set(entryId, before.add(expertId));
    const exclusion = exclusionOf(entry, expert);
    return exclusion ? [{ code: 'excluded-pair', entryId, expertId, exclusion }] : [];
  });
  const missing = problem.fixed.filter(({ entryId, expertId }) => !seen.get(entryId)?.has(expertId));
  return [
    ...faults,
    ...missing.map(({ entryId, expertId }): PlanFault => ({ code: 'fixed-missing', entryId, expertId })),
  ];
}

function countFaults(problem: PlanProblem, pairs: readonly AssignedPair[]): PlanFault[] {
  const byEntry = expertsByEntry(pairs);
  const loads = new Map<string, number>();
  for (const { expertId } of pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  return [
    ...problem.entries.flatMap((entry): PlanFault[] => {
      const found = byEntry.get(entry.id)?.size ?? 0;
      const needed = reviewsOf(problem, entry);
      return found === needed ? [] : [{ code: 'reviews', entryId: entry.id, found, needed }];
    }),
    ...problem.experts.flatMap(({ id, min, max }): PlanFault[] => {
      const found = loads.get(id) ?? 0;
      return found >= min && found <= max ? [] : [{ code: 'load', expertId: id, found, min, max }];
    }),
  ];
}

function exactObjective(problem: PlanProblem, pairs: readonly AssignedPair[]): Fraction {
  const affinityOf = affinityIn(problem);
  return pairs.reduce(
    (sum, { entryId, expertId }) => sum.add(decimalFraction(affinityOf(entryId, expertId))),
    new Fraction(0),
  );
}

/** The bound of the docstring above; sums are whole numbers of `1 / scale` wherever affinities are. */
function exactBound(problem: PlanProblem, { scale, entries, experts, caps = [] }: Plan['prices']): Fraction {
  const affinityOf = affinityIn(problem);
  const exclusionOf = exclusionRule(problem);
  const fixed = expertsByEntry(problem.fixed);
  let units = 0n;
  let rest = new Fraction(0);
  const loads = new Map<string, number>();
  const groups = groupPrices(problem, caps);
  for (const entry of problem.entries) {
    const price = entries[entry.id] ?? 0;
    const ofGroups = groups(entry.id);
    const fixedHere = fixed.get(entry.id);
    units += BigInt(reviewsOf(problem, entry) - (fixedHere?.size ?? 0)) * BigInt(price);
    for (const expert of problem.experts) {
      const isFixed = fixedHere?.has(expert.id) ?? false;
      if (isFixed) loads.set(expert.id, (loads.get(expert.id) ?? 0) + 1);
      if (!isFixed && exclusionOf(entry, expert)) continue;
      const value = affinityOf(entry.id, expert.id);
      const groupPrice = ofGroups(expert);
      if (isFixed) units -= BigInt(groupPrice);
      const charged = isFixed ? 0 : price + (experts[expert.id] ?? 0) + groupPrice;
      if (!isFixed && value * scale <= charged - 1) continue;
      const gain = decimalFraction(value).sub(new Fraction(BigInt(charged), 1n).mul(unitOf(scale)));
      if (isFixed || gain.compare(0) > 0) rest = rest.add(gain);
    }
  }
  for (const [, kind, , price] of usable(problem, caps)) {
    const { most } = capsOf(problem).find((cap) => cap.kind === kind)!;
    units += BigInt(most) * BigInt(price);
  }
  for (const { id, min, max } of problem.experts) {
    const price = experts[id] ?? 0;
    const made = loads.get(id) ?? 0;
    const bound = price > 0 ? Math.min(max, problem.entries.length) - made : Math.max(0, min - made);
    units += BigInt(bound) * BigInt(price);
  }
  return rest.add(new Fraction(units, 1n).mul(unitOf(scale)));
}

/** Prices of groups that are under a cap; a price below zero proves nothing and is left out. */
function usable(problem: PlanProblem, caps: readonly CapPrice[]): CapPrice[] {
  const kinds = new Set(capsOf(problem).map(({ kind }) => kind));
  const known = new Set(problem.entries.map(({ id }) => id));
  return caps.filter(([entryId, kind, , price]) => price > 0 && kinds.has(kind) && known.has(entryId));
}

/** What an expert costs besides, at an entry. */
function groupPrices(
  problem: PlanProblem,
  caps: readonly CapPrice[],
): (entryId: string) => (expert: PlanExpert) => number {
  const byEntry = new Map<string, CapPrice[]>();
  for (const price of usable(problem, caps)) byEntry.set(price[0], [...(byEntry.get(price[0]) ?? []), price]);
  const groupOf = new Map(capsOf(problem).map((cap) => [cap.kind, cap.groupOf]));
  return (entryId) => {
    const own = byEntry.get(entryId);
    if (!own) return () => 0;
    return (expert) =>
      own.reduce((sum, [, kind, group, price]) => sum + (groupOf.get(kind)!(expert) === group ? price : 0), 0);
  };
}

function unitOf(scale: number): Fraction {
  return scale >= 1 ? new Fraction(1n, BigInt(scale)) : new Fraction(BigInt(1 / scale), 1n);
}

/** The decimal that the number is written as; exponents are written out. */
function decimalFraction(value: number): Fraction {
  const [digits = '', exponent = '0'] = value.toString().split('e');
  const [whole = '', part = ''] = digits.split('.');
  const power = Number(exponent) - part.length;
  const units = BigInt(whole + part);
  return power >= 0 ? new Fraction(units * 10n ** BigInt(power), 1n) : new Fraction(units, 10n ** BigInt(-power));
}
