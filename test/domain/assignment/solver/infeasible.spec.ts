import fc from 'fast-check';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import type { PlanProblem } from '../../../../src/domain/assignment/problem/problem.js';
import { allPlans, entry, expert, problemOf, smallProblem } from '../../../support/plan-cases.js';

/** The problem with only these entries, and nothing asked of experts: what an entry-side reason is about. */
function only(problem: PlanProblem, ids: readonly string[]): PlanProblem {
  return {
    ...problem,
    entries: problem.entries.filter(({ id }) => ids.includes(id)),
    experts: problem.experts.map((each) => ({ ...each, min: 0, max: each.max - elsewhere(problem, each.id, ids) })),
    fixed: problem.fixed.filter(({ entryId }) => ids.includes(entryId)),
  };
}

const elsewhere = ({ fixed }: PlanProblem, expertId: string, ids: readonly string[]) =>
  fixed.filter((pair) => pair.expertId === expertId && !ids.includes(pair.entryId)).length;

/** The problem in which only these experts have a minimum load; entries take what they get. */
function onlyMinimum(problem: PlanProblem, ids: readonly string[]): PlanProblem[] {
  const experts = problem.experts.map((each) => ({ ...each, min: ids.includes(each.id) ? each.min : 0, max: 99 }));
  const sizes = Array.from({ length: problem.reviewsPerEntry + 1 }, (_, size) => size);
  let choices: number[][] = [[]];
  for (const { id } of problem.entries) {
    const least = problem.fixed.filter(({ entryId }) => entryId === id).length;
    choices = choices.flatMap((before) => sizes.filter((size) => size >= least).map((size) => [...before, size]));
  }
  return choices.map((chosen) => ({
    ...problem,
    experts,
    entries: problem.entries.map((each, index) => ({ ...each, reviews: chosen[index]! })),
  }));
}

const isPossible = (problem: PlanProblem) => allPlans(problem).length > 0;

describe('where there is no plan', () => {
  it('the entries named have none by themselves, and would have one without any of them', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { infeasible } = planExperts(problem);
        if (!infeasible) return;
        seen.add(infeasible.reason);
        if (infeasible.reason !== 'experts-few' && infeasible.reason !== 'capacity-short') return;
        expect(infeasible.available).toBeLessThan(infeasible.needed);
        expect(isPossible(only(problem, infeasible.entries))).toBe(false);
        for (const left of infeasible.entries)
          expect(
            isPossible(
              only(
                problem,
                infeasible.entries.filter((id) => id !== left),
              ),
            ),
          ).toBe(true);
      }),
      { numRuns: 1500, seed: 3 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['capacity-short', 'experts-few', 'fixed-excluded', 'minimum-too-high']),
    );
  });

  it('the experts named cannot all have their minimum, and could without any of them', () => {
    let met = 0;
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { infeasible } = planExperts(problem);
        if (infeasible?.reason !== 'minimum-too-high') return;
        met += 1;
        expect(infeasible.available).toBeLessThan(infeasible.needed);
        expect(onlyMinimum(problem, infeasible.experts).some(isPossible)).toBe(false);
        for (const left of infeasible.experts)
          expect(
            onlyMinimum(
              problem,
              infeasible.experts.filter((id) => id !== left),
            ).some(isPossible),
          ).toBe(true);
      }),
      { numRuns: 1000, seed: 3 },
    );
    expect(met).toBeGreaterThan(10);
  });

  it('what is said to help does help', () => {
    let tried = 0;
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { infeasible } = planExperts(problem);
        if (infeasible?.reason !== 'experts-few' && infeasible?.reason !== 'capacity-short') return;
        const part = only(problem, infeasible.entries);
        for (const help of infeasible.helps) {
          tried += 1;
          if (help.kind === 'more-experts') {
            const more = Array.from({ length: help.count }, (_, index) => expert(`new${index}`, 99));
            expect(isPossible({ ...part, experts: [...part.experts, ...more] })).toBe(true);
          } else if (help.kind === 'fewer-reviews') {
            expect(isPossible({ ...part, reviewsPerEntry: help.reviews })).toBe(true);
            expect(isPossible({ ...part, reviewsPerEntry: help.reviews + 1 })).toBe(false);
          } else {
            expect(help.kind).toBe('more-capacity');
            expect(isPossible({ ...part, experts: part.experts.map((each) => ({ ...each, max: each.max + 9 })) })).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
    expect(tried).toBeGreaterThan(50);
  });

  // By hand: the fourth nomination's panel has four experts, one in conflict; four reviews are needed.
  it('one entry is enough where one entry already lacks experts', () => {
    const panel = (id: string) => ({ ...expert(id), panels: ['n4'] });
    const problem = problemOf({
      entries: [entry('free'), { ...entry('stuck', 'RU-BA'), panel: 'n4' }],
      experts: [...['a', 'b', 'c'].map(panel), { ...panel('d'), regionCode: 'RU-BA' }, expert('e'), expert('f')].map(
        (each) => (each.id === 'e' || each.id === 'f' ? { ...each, panels: ['n1'] } : each),
      ),
      reviewsPerEntry: 4,
    });
    expect(planExperts(problem).infeasible).toEqual({
      reason: 'experts-few',
      entries: ['stuck'],
      panel: 'n4',
      needed: 4,
      available: 3,
      experts: expect.arrayContaining(['a', 'b', 'c']),
      helps: [
        { kind: 'more-experts', count: 1 },
        { kind: 'fewer-reviews', reviews: 3 },
      ],
    });
  });

  it.each([
    ['bounds-crossed', problemOf({ experts: [expert('x', 1, 2)] })],
    [
      'fixed-over-reviews',
      problemOf({
        entries: [entry('e')],
        experts: [expert('x'), expert('y')],
        fixed: [
          { entryId: 'e', expertId: 'x' },
          { entryId: 'e', expertId: 'y' },
        ],
      }),
    ],
    [
      'fixed-over-capacity',
      problemOf({
        entries: [entry('e'), entry('f')],
        experts: [expert('x', 1), expert('y')],
        fixed: [
          { entryId: 'e', expertId: 'x' },
          { entryId: 'f', expertId: 'x' },
        ],
      }),
    ],
    [
      'caps-too-tight',
      problemOf({
        entries: [entry('e')],
        experts: ['x', 'y'].map((id) => ({ ...expert(id), regionCode: 'RU-BA' })),
        reviewsPerEntry: 2,
        perRegion: 1,
      }),
    ],
  ])('%s is said', (reason, problem) => {
    expect(planExperts(problem).infeasible).toMatchObject({ reason });
  });
});
