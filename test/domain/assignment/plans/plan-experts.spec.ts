import fc from 'fast-check';
import { planFaults, verifyCertificate } from '../../../../src/domain/assignment/problem/optimality-proof.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import { PlanningStopped, type PlanProblem } from '../../../../src/domain/assignment/problem/problem.js';
import { objectiveOf } from '../../../../src/domain/assignment/problem/worth.js';
import {
  allPlans,
  bestWorth,
  cappedProblem,
  crossedProblem,
  entry,
  expert,
  loadsOf,
  problemOf,
  smallProblem,
} from '../../../support/plan-cases.js';

const squares = (loads: readonly number[]) => loads.reduce((total, load) => total + load * load, 0);

describe('the best plan', () => {
  it('is worth as much as the best that trying everything finds, and breaks no rule', () => {
    let found = 0;
    fc.assert(
      fc.property(smallProblem, fc.boolean(), (problem, withLists) => {
        const best = bestWorth(problem);
        const { plan } = planExperts(problem, { withLists });
        expect(plan?.objective ?? null).toBe(best);
        if (!plan) return;
        found += 1;
        expect(planFaults(problem, plan.pairs)).toEqual([]);
        expect([plan.bound, plan.isExact]).toEqual([best, true]);
      }),
      { numRuns: 1500, seed: 5 },
    );
    expect(found).toBeGreaterThan(200);
  });

  it('has the most even loads among all plans of its worth, when evenness counts', () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { plan } = planExperts({ ...problem, balance: true });
        if (!plan) return;
        const equals = allPlans(problem).filter((pairs) => objectiveOf(problem, pairs) === plan.objective);
        expect(squares(loadsOf(problem, plan.pairs))).toBe(
          Math.min(...equals.map((pairs) => squares(loadsOf(problem, pairs)))),
        );
        expect(plan.objective).toBe(planExperts(problem).plan!.objective);
      }),
      { numRuns: 500 },
    );
  });

  it('is proven by its prices, and no worse plan is', () => {
    let rejected = 0;
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { plan } = planExperts(problem);
        if (!plan) return;
        const proof = verifyCertificate(problem, plan);
        expect([proof.isProven, proof.bound, proof.objective]).toEqual([true, plan.objective, plan.objective]);
        for (const pairs of allPlans(problem)) {
          const isBest = objectiveOf(problem, pairs) === plan.objective;
          expect(verifyCertificate(problem, { ...plan, pairs }).isProven).toBe(isBest);
          if (!isBest) rejected += 1;
        }
      }),
      // Counted below, and so not by chance: of 97 seeds one gave 84 plans to reject.
      { numRuns: 300, seed: 5 },
    );
    expect(rejected).toBeGreaterThan(100);
  });

  it('cannot be proven with prices that were tampered with, whatever they are', () => {
    fc.assert(
      fc.property(
        smallProblem,
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 9, maxLength: 9 }),
        (problem, any) => {
          const best = bestWorth(problem);
          if (best === null) return;
          const entries = Object.fromEntries(problem.entries.map(({ id }, index) => [id, any[index]!]));
          const experts = Object.fromEntries(problem.experts.map(({ id }, index) => [id, any[4 + index]!]));
          const proof = verifyCertificate(problem, { pairs: [], prices: { scale: 10, entries, experts } });
          expect(proof.bound).toBeGreaterThanOrEqual(best);
          expect(proof.isProven).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of any list', () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const backwards: PlanProblem = {
          ...problem,
          entries: [...problem.entries].reverse(),
          experts: [...problem.experts].reverse(),
          affinity: [...(problem.affinity as [])].reverse(),
          conflicts: [...problem.conflicts].reverse(),
          fixed: [...problem.fixed].reverse(),
        };
        expect(planExperts(backwards).plan).toEqual(planExperts(problem).plan);
      }),
      { numRuns: 300 },
    );
  });

  it('adds decimals as decimals', () => {
    const problem = problemOf({
      entries: [entry('a'), entry('b')],
      experts: [expert('x')],
      affinity: [
        ['a', 'x', 0.1],
        ['b', 'x', 0.2],
      ],
    });
    expect(planExperts(problem).plan).toMatchObject({ objective: 0.3, bound: 0.3, isExact: true });
  });

  it('says that long affinities were rounded, and how far the bound may be off', () => {
    const problem = problemOf({
      entries: [entry('a')],
      experts: [expert('x'), expert('y')],
      affinity: [
        ['a', 'x', Math.PI],
        ['a', 'y', 1e-12],
      ],
    });
    const { plan } = planExperts(problem);
    expect(plan).toMatchObject({ objective: Math.PI, isExact: false });
    expect(plan!.bound).toBeGreaterThanOrEqual(Math.PI);
    expect(plan!.bound - Math.PI).toBeLessThan(1e-9);
  });

  it('is the same with a table as with pairs', () => {
    const entries = ['a', 'b', 'c'].map((id) => entry(id));
    const experts = ['x', 'y'].map((id) => expert(id, 2));
    const values = [0.5, 0.25, 3, -1, 0, 2];
    const affinity = entries.flatMap(({ id }, row) =>
      experts.map((each, column) => [id, each.id, values[row * 2 + column]!] as const),
    );
    const base = problemOf({ entries, experts });
    const byTable = planExperts({ ...base, affinity: Float64Array.from(values) }).plan;
    expect(byTable).toEqual(planExperts({ ...base, affinity }).plan);
    expect(byTable!.objective).toBe(5.5);
  });

  it('tells how far it is and stops when asked', () => {
    const problem = problemOf({
      entries: Array.from({ length: 300 }, (_, index) => entry(`e${index}`)),
      experts: Array.from({ length: 10 }, (_, index) => expert(`x${index}`, 99)),
      reviewsPerEntry: 2,
    });
    const seen: [number, number][] = [];
    planExperts(problem, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([600, 600]);
    expect(() => planExperts(problem, { isStopped: () => true })).toThrow(PlanningStopped);
  });

  // Lists of promising experts are only used in large tables; here they must not change what the plan is worth.
  it('is worth the same when it looks at promising experts first', () => {
    const entries = Array.from({ length: 60 }, (_, index) => entry(`e${index}`, `R${index % 7}`));
    const experts = Array.from({ length: 90 }, (_, index) => ({
      ...expert(`x${index}`, 3),
      regionCode: `R${index % 7}`,
    }));
    const wished = Float64Array.from({ length: 5400 }, (_, at) => ((at * 7919) % 101) + (at % 90 < 8 ? 60 : 0));
    const problem = problemOf({ entries, experts, reviewsPerEntry: 3, affinity: wished });
    const whole = planExperts(problem).plan!;
    const listed = planExperts(problem, { withLists: true }).plan!;
    expect(listed.objective).toBe(whole.objective);
    expect(verifyCertificate(problem, listed).isProven).toBe(true);
  });
});

describe('the best plan under caps that are nested', () => {
  it('is the best that trying everything finds, and its prices prove it', () => {
    let bound = 0;
    let none = 0;
    fc.assert(
      fc.property(cappedProblem, fc.boolean(), (problem, withLists) => {
        const best = bestWorth(problem);
        const { plan } = planExperts(problem, { withLists });
        expect(plan?.objective ?? null).toBe(best);
        if (!plan) return void (none += 1);
        expect(planFaults(problem, plan.pairs)).toEqual([]);
        const proof = verifyCertificate(problem, plan);
        expect([plan.bound, proof.bound, proof.isProven]).toEqual([best, best, true]);
        if (plan.prices.caps?.length) bound += 1;
      }),
      { numRuns: 800, seed: 5 },
    );
    expect(bound).toBeGreaterThan(30);
    expect(none).toBeGreaterThan(100);
  });

  it('has the most even loads among all plans of its worth', () => {
    fc.assert(
      fc.property(cappedProblem, (problem) => {
        const { plan } = planExperts({ ...problem, balance: true });
        if (!plan) return;
        const equals = allPlans(problem).filter((pairs) => objectiveOf(problem, pairs) === plan.objective);
        expect(squares(loadsOf(problem, plan.pairs))).toBe(
          Math.min(...equals.map((pairs) => squares(loadsOf(problem, pairs)))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('cannot be proven with prices of groups that were tampered with', () => {
    fc.assert(
      fc.property(cappedProblem, fc.integer({ min: -50, max: 50 }), (problem, price) => {
        const best = bestWorth(problem);
        if (best === null) return;
        const caps = problem.entries.map(({ id }) => [id, 'region', 'r1', price] as const);
        const proof = verifyCertificate(problem, { pairs: [], prices: { scale: 10, entries: {}, experts: {}, caps } });
        expect(proof.bound).toBeGreaterThanOrEqual(best);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a plan under caps that cross', () => {
  it('keeps the caps wherever it can, is never worth more than the best nor bounded below it', () => {
    let kept = 0;
    let best = 0;
    fc.assert(
      fc.property(crossedProblem, fc.boolean(), (problem, withLists) => {
        const worth = bestWorth(problem);
        const { plan } = planExperts(problem, { withLists });
        if (!plan) return expect(worth).toBeNull();
        expect(plan.bound).toBeGreaterThanOrEqual(worth ?? -Infinity);
        expect(verifyCertificate(problem, plan).bound).toBe(plan.bound);
        if (planFaults(problem, plan.pairs).length > 0) return;
        kept += 1;
        expect(plan.objective).toBeLessThanOrEqual(worth!);
        if (plan.objective === worth) best += 1;
      }),
      { numRuns: 400, seed: 5 },
    );
    expect(kept).toBeGreaterThan(30);
    expect(best).toBeGreaterThan(kept / 2);
  });
});

/** Few spheres, so that very many pairs are worth the same, as in life: more entries and experts than can be tried out. */
const clustered = fc
  .record({
    spheres: fc.array(fc.nat(3), { minLength: 12, maxLength: 40 }),
    known: fc.array(fc.nat(3), { minLength: 8, maxLength: 20 }),
    apart: fc.array(fc.tuple(fc.nat(39), fc.nat(19)), { maxLength: 20 }),
    reviewsPerEntry: fc.integer({ min: 1, max: 3 }),
    min: fc.nat(2),
    seed: fc.nat(),
  })
  .map(({ spheres, known, apart, reviewsPerEntry, min, seed }): PlanProblem => {
    const max = Math.ceil((spheres.length * reviewsPerEntry) / known.length) + 1;
    return problemOf({
      entries: spheres.map((_, row) => entry(`e${row}`, `R${row % 5}`)),
      experts: known.map((_, column) => ({ ...expert(`x${column}`, max, min), regionCode: `R${column % 5}` })),
      affinity: Float64Array.from(
        spheres.flatMap((own) => known.map((other) => (own === other ? 2 : own - other > 1 ? 1 : 0))),
      ),
      forbidden: apart
        .filter(([row, column]) => row < spheres.length && column < known.length)
        .map(([row, column]) => ({ entryId: `e${row}`, expertId: `x${column}` })),
      perRegion: 1,
      reviewsPerEntry,
      seed,
    });
  });

describe('a plan of clustered affinities', () => {
  it('is proven by its prices, with lists or without, and by the same worth', () => {
    let proven = 0;
    fc.assert(
      fc.property(clustered, (problem) => {
        const whole = planExperts({ ...problem, balance: true }, { withLists: false });
        const listed = planExperts({ ...problem, balance: true }, { withLists: true });
        expect(listed.plan?.objective).toBe(whole.plan?.objective);
        for (const { plan } of [whole, listed]) {
          if (!plan) continue;
          proven += 1;
          expect(verifyCertificate(problem, plan)).toMatchObject({ isProven: true, bound: plan.objective });
        }
      }),
      { numRuns: 80, seed: 5 },
    );
    expect(proven).toBeGreaterThan(100);
  });
});
