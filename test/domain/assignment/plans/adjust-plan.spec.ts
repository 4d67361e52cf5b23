import fc from 'fast-check';
import { addExpert, adjustPlan, comparePlans } from '../../../../src/domain/assignment/plans/adjust-plan.js';
import { affinityOf } from '../../../../src/domain/assignment/problem/affinity.js';
import { planFaults } from '../../../../src/domain/assignment/problem/optimality-proof.js';
import { describePlan, expectedRankError } from '../../../../src/domain/assignment/plans/describe-plan.js';
import { drawExperts } from '../../../../src/domain/assignment/plans/draw-experts.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import { pairsOfRows, rowsOfPlan } from '../../../../src/domain/assignment/plans/plan-table.js';
import { objectiveOf } from '../../../../src/domain/assignment/problem/worth.js';
import { allPlans, entry, expert, loadsOf, problemOf, smallProblem } from '../../../support/plan-cases.js';

const keyOf = ({ entryId, expertId }: { entryId: string; expertId: string }) => `${entryId} ${expertId}`;

describe('adjusting a plan', () => {
  it('after an expert is lost changes as few pairs as can be, and among those plans gives the best', () => {
    let changed = 0;
    fc.assert(
      fc.property(smallProblem, fc.nat(4), (problem, gone) => {
        const before = planExperts(problem).plan;
        if (!before) return;
        const lost = problem.experts[gone % problem.experts.length]!.id;
        const now = {
          ...problem,
          experts: problem.experts.map((each) => (each.id === lost ? { ...each, min: 0, max: 0 } : each)),
          fixed: problem.fixed.filter(({ expertId }) => expertId !== lost),
        };
        const { plan } = adjustPlan(now, before.pairs, { keep: [] });
        const kept = (pairs: typeof before.pairs) => comparePlans(now, before.pairs, pairs).kept.length;
        const plans = allPlans(now);
        if (!plan) return expect(plans).toEqual([]);
        const most = Math.max(...plans.map(kept));
        expect(kept(plan.pairs)).toBe(most);
        const nearest = plans.filter((pairs) => kept(pairs) === most);
        expect(plan.objective).toBe(Math.max(...nearest.map((pairs) => objectiveOf(now, pairs))));
        expect(plan.bound).toBe(Math.max(...plans.map((pairs) => objectiveOf(now, pairs))));
        if (most < before.pairs.length) changed += 1;
      }),
      { numRuns: 600, seed: 11 },
    );
    expect(changed).toBeGreaterThan(30);
  });

  it('never loses begun or finished work, whatever becomes of loads and reviews', () => {
    fc.assert(
      fc.property(smallProblem, fc.nat(), (problem, pick) => {
        const before = planExperts(problem).plan;
        if (!before?.pairs.length) return;
        const keep = before.pairs.filter((_, index) => (pick >> index) & 1);
        const now = {
          ...problem,
          reviewsPerEntry: 1,
          fixed: [],
          experts: problem.experts.map((each) => ({ ...each, min: 0, max: Math.max(1, each.max - 1) })),
        };
        const { plan } = adjustPlan(now, before.pairs, { keep });
        if (!plan) return;
        expect(plan.pairs.map(keyOf)).toEqual(expect.arrayContaining(keep.map(keyOf)));
      }),
      { numRuns: 400 },
    );
  });

  it('makes room for what was finished above the load that is allowed now, and for nothing more', () => {
    const problem = problemOf({
      reviewsPerEntry: 1,
      entries: ['a', 'b', 'c', 'd'].map((id) => entry(id)),
      experts: [expert('x', 1), expert('y', 4)],
      affinity: [['d', 'x', 9]],
    });
    const keep = ['a', 'b', 'c'].map((entryId) => ({ entryId, expertId: 'x' }));
    const { plan } = adjustPlan(problem, keep, { keep });
    expect(plan!.pairs.map(keyOf)).toEqual(['a x', 'b x', 'c x', 'd y']);
  });

  it('gives one entry one more expert: the best who has room, and nobody who was excluded', () => {
    const problem = problemOf({
      entries: [entry('a'), entry('b')],
      experts: [expert('x', 1), expert('y', 1), expert('z', 2), { ...expert('k', 9), regionCode: 'RU-BA' }],
      affinity: [
        ['a', 'y', 9],
        ['a', 'z', 2],
        ['a', 'k', 1],
      ],
    });
    const pairs = [
      { entryId: 'a', expertId: 'x' },
      { entryId: 'b', expertId: 'y' },
    ];
    expect(addExpert(problem, pairs, { entryId: 'a' })).toEqual({ expertId: 'z', infeasible: null });
    expect(addExpert(problem, pairs, { entryId: 'a', exclude: ['z'] })).toEqual({ expertId: 'k', infeasible: null });
    const { infeasible } = addExpert(problem, pairs, { entryId: 'a', exclude: ['z', 'k'] });
    expect(infeasible).toMatchObject({ reason: 'experts-few', entries: ['a'], needed: 2, available: 1 });
  });

  it('is told as added, removed and kept pairs with the difference in worth', () => {
    const problem = problemOf({
      affinity: [
        ['a', 'x', 0.1],
        ['a', 'y', 0.3],
      ],
    });
    const [x, y, z] = ['x', 'y', 'z'].map((expertId) => ({ entryId: 'a', expertId }));
    expect(comparePlans(problem, [x!, z!], [y!, z!])).toEqual({
      added: [y],
      removed: [x],
      kept: [z],
      difference: 0.2,
    });
  });
});

describe('a public draw', () => {
  const entries = Array.from({ length: 40 }, (_, index) => entry(`e${index}`, `R${index % 7}`));
  const experts = Array.from({ length: 12 }, (_, index) => ({
    ...expert(`x${index}`, 20),
    regionCode: `R${index % 7}`,
  }));
  const problem = problemOf({ entries, experts, reviewsPerEntry: 3, seed: 2026 });

  it('is the same for the same seed in any order, and another for another seed', () => {
    const drawn = drawExperts(problem).plan!.pairs;
    const again = { ...problem, entries: [...entries].reverse(), experts: [...experts].reverse() };
    expect(drawExperts(again).plan!.pairs).toEqual(drawn);
    expect(drawExperts({ ...problem, affinity: [['e0', 'x0', 5]] }).plan!.pairs).toEqual(drawn);
    expect(drawExperts({ ...problem, seed: 2027 }).plan!.pairs).not.toEqual(drawn);
  });

  it('breaks no rule and has even loads', () => {
    const { pairs } = drawExperts(problem).plan!;
    expect(planFaults(problem, pairs)).toEqual([]);
    expect(new Set(loadsOf(problem, pairs))).toEqual(new Set([10]));
  });

  it('keeps the rules of any small problem', () => {
    fc.assert(
      fc.property(smallProblem, (small) => {
        const { plan } = drawExperts(small);
        expect(plan === null).toBe(planExperts(small).plan === null);
        if (plan) expect(planFaults(small, plan.pairs)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the report of a plan', () => {
  it('counts loads, coverage, conflicts avoided, parts and gap', () => {
    const problem = problemOf({
      entries: [entry('a', 'RU-BA'), entry('b')],
      experts: [{ ...expert('x'), regionCode: 'RU-BA' }, expert('y'), expert('z')],
      conflicts: [{ submissionId: 'b', expertId: 'y', source: 'declared' }],
      reviewsPerEntry: 2,
      affinity: [['a', 'y', 2]],
    });
    const pairs = [
      { entryId: 'a', expertId: 'y' },
      { entryId: 'b', expertId: 'x' },
      { entryId: 'b', expertId: 'z' },
    ];
    expect(describePlan(problem, { pairs, bound: 2.5 })).toMatchObject({
      objective: 2,
      bound: 2.5,
      gap: 0.5,
      isEven: true,
      isConnected: false,
      loads: { min: 1, max: 1, mean: 1, histogram: [{ load: 1, experts: 3 }] },
      coverage: { complete: 1, short: [{ entryId: 'a', reviews: 1, needed: 2 }] },
      conflictsAvoided: { 'same-region': 1, 'same-organisation': 0, declared: 1, organizer: 0 },
      parts: [
        { entries: ['a'], experts: ['y'] },
        { entries: ['b'], experts: ['x', 'z'] },
      ],
    });
  });

  // By hand: √((3 + 1) / 4) = 1; reliability ½ makes a quarter of pairs wrong, as arccos √½ = π/4.
  it('expects a rank error that shrinks with reviews', () => {
    const error = expectedRankError({ entry: 1, expert: 3, residual: 1 }, 4);
    expect(error.standardError).toBe(1);
    expect(error.discordant).toBeCloseTo(0.25, 12);
    expect(expectedRankError({ entry: 1, expert: 3, residual: 1 }, 8).discordant).toBeLessThan(0.25);
    expect(expectedRankError({ entry: 0, expert: 3, residual: 1 }, 4).discordant).toBeCloseTo(0.5, 12);
  });
});

describe('affinity', () => {
  it('is a point for each shared sphere, and two for a wish', () => {
    const judge = { spheres: ['roads', 'schools', 'health'] };
    const subject = { spheres: ['schools', 'health', 'sport'] };
    expect(affinityOf(judge, subject, 'eager')).toEqual({
      affinity: 4,
      spheres: 2,
      wish: 2,
      sharedSpheres: ['schools', 'health'],
    });
    expect([affinityOf(judge, {}).affinity, affinityOf({}, subject, 'reluctant').affinity]).toEqual([0, -2]);
  });
});

describe('a plan as a table', () => {
  const problem = problemOf({
    entries: [entry('e1', 'RU-BA'), entry('e2')],
    experts: [{ ...expert('x1'), regionCode: 'RU-BA' }, expert('x2')],
    forbidden: [{ entryId: 'e2', expertId: 'x1' }],
  });
  const names = {
    entries: new Map([
      ['e1', 'СБ-1'],
      ['e2', 'СБ-2'],
    ]),
    experts: new Map([
      ['x1', 'One@example.org'],
      ['x2', 'two@example.org'],
    ]),
  };

  it('comes back as it went out', () => {
    const pairs = ['e1', 'e2'].map((entryId) => ({ entryId, expertId: 'x2' }));
    const rows = rowsOfPlan(pairs, names);
    expect(rows[0]).toEqual({ entry: 'СБ-1', expert: 'two@example.org' });
    expect(pairsOfRows(problem, rows, names)).toEqual({ pairs, problems: [] });
  });

  it('names every row that cannot be taken', () => {
    const rows = [
      { entry: 'СБ-9', expert: 'two@example.org' },
      { entry: 'СБ-1', expert: 'who@example.org' },
      { entry: ' СБ-1 ', expert: 'TWO@example.org' },
      { entry: 'СБ-1', expert: 'two@example.org' },
      { entry: 'СБ-1', expert: 'one@example.org' },
      { entry: 'СБ-2', expert: 'one@example.org' },
    ];
    expect(pairsOfRows(problem, rows, names)).toEqual({
      pairs: [{ entryId: 'e1', expertId: 'x2' }],
      problems: [
        { row: 2, column: 'entry', rule: 'entry-not-admitted' },
        { row: 3, column: 'expert', rule: 'not-on-jury' },
        { row: 5, column: 'expert', rule: 'duplicate' },
        { row: 6, column: 'expert', rule: 'conflict-of-interest' },
        { row: 7, column: 'expert', rule: 'pair-excluded' },
      ],
    });
  });
});
