import fc from 'fast-check';
import { planFaults } from '../../../../src/domain/assignment/problem/optimality-proof.js';
import { fillVacancies } from '../../../../src/domain/assignment/plans/fill-vacancies.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import { entry, expert, problemOf, smallProblem } from '../../../support/plan-cases.js';

const keyOf = ({ entryId, expertId }: { entryId: string; expertId: string }) => `${entryId} ${expertId}`;

describe('work that an expert leaves', () => {
  // By hand: x leaves a and b; y is best for both, but has room for one more only.
  it('goes to the one who fits best and still has room, entry by entry', () => {
    const problem = problemOf({
      entries: [entry('a'), entry('b')],
      experts: [expert('y', 1), expert('z', 2)],
      affinity: [
        ['a', 'y', 9],
        ['b', 'y', 9],
        ['b', 'z', 1],
      ],
    });
    expect(fillVacancies(problem, [], ['a', 'b']).pairs).toEqual([
      { entryId: 'a', expertId: 'y' },
      { entryId: 'b', expertId: 'z' },
    ]);
    const { pairs, vacant } = fillVacancies(problem, [{ entryId: 'a', expertId: 'z' }], ['a', 'a']);
    expect(pairs).toEqual([{ entryId: 'a', expertId: 'y' }]);
    expect(vacant).toMatchObject([{ entryId: 'a', infeasible: { reason: 'experts-few' } }]);
  });

  it('never meets a conflict, never passes a limit, and moves nothing else', () => {
    let filled = 0;
    fc.assert(
      fc.property(smallProblem, fc.nat(20), (problem, gone) => {
        const before = planExperts(problem).plan;
        if (!before?.pairs.length) return;
        const left = before.pairs[gone % before.pairs.length]!.expertId;
        const standing = before.pairs.filter(({ expertId }) => expertId !== left);
        const ended = before.pairs.filter(({ expertId }) => expertId === left);
        const now = {
          ...problem,
          fixed: [],
          experts: problem.experts.map((each) => ({ ...each, min: 0, max: each.id === left ? 0 : each.max })),
          forbidden: [...problem.forbidden, ...ended],
        };
        const { pairs, vacant } = fillVacancies(
          now,
          standing,
          ended.map(({ entryId }) => entryId),
        );
        expect(pairs.length + vacant.length).toBe(ended.length);
        const all = [...standing, ...pairs];
        expect(new Set(all.map(keyOf)).size).toBe(all.length);
        const conflicts = new Set(problem.conflicts.map(({ submissionId, expertId }) => `${submissionId} ${expertId}`));
        for (const pair of pairs) {
          expect(pair.expertId).not.toBe(left);
          expect(conflicts.has(keyOf(pair))).toBe(false);
        }
        for (const { id, max } of now.experts.filter((each) => each.id !== left))
          expect(all.filter(({ expertId }) => expertId === id).length).toBeLessThanOrEqual(max);
        if (vacant.length === 0)
          expect(planFaults({ ...now, experts: now.experts.filter(({ id }) => id !== left) }, all)).toEqual([]);
        filled += pairs.length;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(filled).toBeGreaterThan(50);
  });
});
