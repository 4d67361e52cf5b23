import fc from 'fast-check';
import { planFaults } from '../../../../src/domain/assignment/problem/optimality-proof.js';
import { partsOf } from '../../../../src/domain/assignment/plans/connect.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import { solveUnderCaps } from '../../../../src/judging/optimiser/under-caps.js';
import { optimisePlan } from '../../../../src/judging/optimiser/optimise-plan.js';
import { allPlans, bestWorth, entry, expert, problemOf, smallProblem } from '../../../support/plan-cases.js';

describe('the best plan under caps', () => {
  it('is the best that trying everything finds, or there is none', async () => {
    const belonging = fc.array(fc.constantFrom('o1', 'o2', null), { minLength: 5, maxLength: 5 });
    let capped = 0;
    let impossible = 0;
    await fc.assert(
      fc.asyncProperty(smallProblem, belonging, fc.constantFrom(1, 2), async (base, organisations, perRegion) => {
        const experts = base.experts.map((each, index) => ({
          ...each,
          regionCode: index % 2 ? 'RU-MO' : each.regionCode,
          organisationId: organisations[index]!,
        }));
        const problem = { ...base, experts, perRegion, perOrganisation: 1 };
        const best = bestWorth(problem);
        const { plan } = await optimisePlan(problem);
        expect(plan?.objective ?? null).toBe(best);
        if (best !== bestWorth({ ...problem, perRegion: null, perOrganisation: null })) capped += 1;
        const relaxed = planExperts(problem).plan;
        // By lists of one pair for each entry: what is missing must join until the best is proven.
        const solved = relaxed && (await solveUnderCaps(problem, relaxed, 1));
        if (solved) expect(typeof solved === 'string' ? null : solved.bound).toBe(best);
        if (!plan) return void (impossible += 1);
        expect(planFaults(problem, plan.pairs)).toEqual([]);
        expect(plan.bound).toBe(best);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(capped).toBeGreaterThan(3);
    expect(impossible).toBeGreaterThan(10);
  }, 180_000);
});

describe('a plan that should hang together', () => {
  const two = problemOf({
    entries: ['a', 'b', 'c', 'd'].map((id) => entry(id)),
    experts: ['w', 'x', 'y', 'z'].map((id) => expert(id, 2)),
    reviewsPerEntry: 2,
    affinity: [
      ...(['w', 'x'] as const).flatMap((id) => [['a', id, 5] as const, ['b', id, 5] as const]),
      ...(['y', 'z'] as const).flatMap((id) => [['c', id, 5] as const, ['d', id, 4] as const]),
    ],
  });

  it('has its parts joined by the least exchange, and says what that cost', async () => {
    const apart = (await optimisePlan(two)).plan!;
    expect(partsOf(apart.pairs).map(({ entries }) => entries)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    const { plan } = await optimisePlan({ ...two, connected: true });
    expect(partsOf(plan!.pairs)).toHaveLength(1);
    // By hand: the parts meet only when two entries change experts; 5 + 4 is the least that this can give up.
    expect(plan).toMatchObject({ objective: 29, bound: 38, joined: { exchanges: 1, loss: 9 } });
  });

  it('keeps every rule, never loses what is fixed, and seldom misses a joined plan', async () => {
    let joined = 0;
    let missed = 0;
    await fc.assert(
      fc.asyncProperty(smallProblem, async (base) => {
        const problem = { ...base, connected: true };
        const { plan } = await optimisePlan(problem);
        if (!plan) return;
        expect(planFaults(problem, plan.pairs)).toEqual([]);
        if (plan.joined) {
          joined += 1;
          expect(plan.bound - plan.objective).toBeCloseTo(plan.joined.loss, 9);
        }
        if (partsOf(plan.pairs).length === 1) return;
        if (allPlans(problem).some((pairs) => partsOf(pairs).length === 1)) missed += 1;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(joined).toBeGreaterThan(5);
    expect(missed).toBeLessThan(joined);
  });
});
