import fc from 'fast-check';
import type { AssignedPair, PlanProblem } from '../../src/domain/assignment/problem/problem.js';
import { planFaults } from '../../src/domain/assignment/problem/optimality-proof.js';
import { objectiveOf } from '../../src/domain/assignment/problem/worth.js';

export function problemOf(part: Partial<PlanProblem>): PlanProblem {
  return {
    entries: [],
    experts: [],
    conflicts: [],
    reviewsPerEntry: 1,
    affinity: [],
    fixed: [],
    forbidden: [],
    seed: 1,
    ...part,
  };
}

export const entry = (id: string, regionCode: string | null = null) => ({ id, regionCode, organisationId: null });
export const expert = (id: string, max = 9, min = 0) => ({ ...entry(id), min, max });

/** Every plan of a small problem, by trying all choices; the rules are those of `planFaults`, which the solver does not use. */
export function allPlans(problem: PlanProblem): AssignedPair[][] {
  const plans: AssignedPair[][] = [];
  const tryEntry = (index: number, chosen: AssignedPair[]): void => {
    const subject = problem.entries[index];
    if (!subject) {
      if (planFaults(problem, chosen).length === 0) plans.push(chosen);
      return;
    }
    for (const team of teamsOf(problem, subject.reviews ?? problem.reviewsPerEntry))
      tryEntry(index + 1, [...chosen, ...team.map((expertId) => ({ entryId: subject.id, expertId }))]);
  };
  tryEntry(0, []);
  return plans;
}

function teamsOf({ experts }: PlanProblem, size: number): string[][] {
  let teams: string[][] = [[]];
  for (const { id } of experts) teams = [...teams, ...teams.map((team) => [...team, id])];
  return teams.filter((team) => team.length === size);
}

/** The worth of the best plan, null when there is none. */
export function bestWorth(problem: PlanProblem): number | null {
  return allPlans(problem).reduce<number | null>((best, pairs) => {
    const worth = objectiveOf(problem, pairs);
    return best === null || worth > best ? worth : best;
  }, null);
}

export function loadsOf({ experts }: PlanProblem, pairs: readonly AssignedPair[]): number[] {
  return experts.map(({ id }) => pairs.filter((pair) => pair.expertId === id).length);
}

const region = fc.constantFrom('RU-BA', 'RU-TA', 'RU-KO', null);
const organisation = fc.constantFrom('o1', 'o2', null);
const spot = fc.tuple(fc.nat(3), fc.nat(4));
const pairOf = ([row, column]: readonly [number, number]) => ({ entryId: `e${row}`, expertId: `x${column}` });

/** Small problems of every kind: conflicts, panels, bounds, locks, negative and decimal affinities. */
export const smallProblem = fc
  .record({
    entries: fc.array(fc.record({ region, organisation, panel: fc.constantFrom('a', null) }), {
      minLength: 1,
      maxLength: 4,
    }),
    experts: fc.array(
      fc.record({
        region,
        organisation,
        panels: fc.constantFrom([], ['a'], ['b']),
        bounds: fc.tuple(fc.nat(1), fc.nat(3)),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    affinity: fc.dictionary(fc.constantFrom(...spots()), fc.integer({ min: -30, max: 30 })),
    conflicts: fc.array(spot, { maxLength: 2 }),
    fixed: fc.array(spot, { maxLength: 2 }),
    forbidden: fc.array(spot, { maxLength: 2 }),
    reviewsPerEntry: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .map((made): PlanProblem => {
    const isKnown = ({ entryId, expertId }: AssignedPair) =>
      Number(entryId.slice(1)) < made.entries.length && Number(expertId.slice(1)) < made.experts.length;
    const pairs = (spots: (readonly [number, number])[]) => spots.map(pairOf).filter(isKnown);
    return {
      entries: made.entries.map((each, row) => ({
        id: `e${row}`,
        regionCode: each.region,
        organisationId: each.organisation,
        panel: each.panel,
      })),
      experts: made.experts.map((each, column) => ({
        id: `x${column}`,
        regionCode: each.region === 'RU-BA' ? each.region : null,
        organisationId: null,
        min: each.bounds[0],
        max: each.bounds[0] + each.bounds[1],
        panels: each.panels,
      })),
      conflicts: pairs(made.conflicts).map(({ entryId, expertId }) => ({
        submissionId: entryId,
        expertId,
        source: 'declared' as const,
      })),
      reviewsPerEntry: made.reviewsPerEntry,
      affinity: Object.entries(made.affinity).map(([key, tenths]) => {
        const [entryId = '', expertId = ''] = key.split(' ');
        return [entryId, expertId, tenths / 10] as const;
      }),
      fixed: pairs(made.fixed).filter(
        (pair, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(pair)) === index,
      ),
      forbidden: pairs(made.forbidden),
      seed: made.seed,
    };
  });

function spots(): string[] {
  return [0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3, 4].map((column) => `e${row} x${column}`));
}

/** The same with experts who belong together, and a cap of region, of organisation within region, or of both at once. */
export const cappedProblem = fc
  .record({
    base: smallProblem,
    homes: fc.array(fc.constantFrom(...(['r1 o1', 'r1 o2', 'r1', 'r1 o1', 'r2 o3', 'o4'] as const)), {
      minLength: 5,
      maxLength: 5,
    }),
    perRegion: fc.constantFrom(1, 1, 2, null),
    perOrganisation: fc.constantFrom(1, null),
    worths: fc.array(fc.nat(9), { minLength: 20, maxLength: 20 }),
  })
  .map(({ base, homes, perRegion, perOrganisation, worths }): PlanProblem => ({
    ...base,
    perRegion,
    perOrganisation,
    fixed: base.fixed.slice(1),
    affinity: Float64Array.from({ length: base.entries.length * base.experts.length }, (_, at) => worths[at]! / 10),
    experts: base.experts.map((each, index) => ({
      ...each,
      panels: [],
      min: index % 3 ? 0 : each.min,
      max: each.max + 1,
      regionCode: homes[index]!.match(/r\d/)?.[0] ?? null,
      organisationId: homes[index]!.match(/o\d/)?.[0] ?? null,
    })),
  }));

/** The same where caps cross: an organisation has experts in both regions, and both caps are set. */
export const crossedProblem = fc
  .tuple(
    cappedProblem,
    fc.array(fc.constantFrom('r1 o1', 'r2 o1', 'r1 o2', 'r2 o2', 'r3 o1'), { minLength: 5, maxLength: 5 }),
  )
  .map(([base, homes]): PlanProblem => ({
    ...base,
    perRegion: 1,
    perOrganisation: 1,
    experts: base.experts.map((each, index) => {
      const [regionCode = null, organisationId = null] = homes[index]!.split(' ');
      return { ...each, regionCode, organisationId };
    }),
  }));
