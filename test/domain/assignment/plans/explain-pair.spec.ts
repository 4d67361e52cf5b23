import fc from 'fast-check';
import { whyNot, whyThis } from '../../../../src/domain/assignment/plans/explain-pair.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import { bestWorth, entry, expert, problemOf, smallProblem } from '../../../support/plan-cases.js';

describe('why a pair is in the plan or not', () => {
  it('tells exactly what the plan would lose without it', () => {
    let priced = 0;
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { plan } = planExperts({ ...problem, balance: true });
        for (const pair of plan?.pairs ?? []) {
          const reasons = whyThis(problem, plan!, pair)!;
          if (reasons.isFixed) continue;
          const best = bestWorth({ ...problem, forbidden: [...problem.forbidden, pair] });
          if (best === null) expect(reasons.loss).toBeNull();
          else expect(reasons.loss).toBeCloseTo(plan!.objective - best, 9);
          if (reasons.loss) priced += 1;
        }
      }),
      { numRuns: 600, seed: 7 },
    );
    expect(priced).toBeGreaterThan(50);
  });

  it('tells exactly what the plan would lose with a pair that it lacks', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { plan } = planExperts(problem);
        if (!plan) return;
        for (const { id: entryId } of problem.entries)
          for (const { id: expertId } of problem.experts) {
            const pair = { entryId, expertId };
            const reason = whyNot(problem, plan, pair);
            seen.add(reason.code);
            if (reason.code === 'assigned') continue;
            const best = bestWorth({ ...problem, fixed: [...problem.fixed, pair] });
            if (best === null) expect(['conflict', 'forbidden', 'panel', 'impossible']).toContain(reason.code);
            else if (reason.code === 'full' || reason.code === 'worse')
              expect(reason.loss).toBeCloseTo(plan.objective - best, 9);
            else throw new Error(`${reason.code}, though there is a plan with the pair`);
          }
      }),
      { numRuns: 400, seed: 7 },
    );
    expect([...seen].sort()).toEqual(['assigned', 'conflict', 'forbidden', 'full', 'impossible', 'panel', 'worse']);
  });

  // By hand: x is worth 3 to a and 2 to b and may take one entry; y is worth 1 to each.
  const problem = problemOf({
    entries: [
      { ...entry('a'), spheres: ['roads', 'schools'] },
      { ...entry('b'), spheres: ['schools'] },
    ],
    experts: [{ ...expert('x', 1), spheres: ['roads'] }, expert('y', 2)],
    affinity: [
      ['a', 'x', 3],
      ['b', 'x', 2],
      ['a', 'y', 1],
      ['b', 'y', 1],
    ],
  });

  it('names the terms and who would stand in', () => {
    const plan = planExperts(problem).plan!;
    expect(whyThis(problem, plan, { entryId: 'a', expertId: 'x' })).toEqual({
      affinity: 3,
      sharedSpheres: ['roads'],
      load: 1,
      max: 1,
      isFixed: false,
      loss: 1,
      instead: 'y',
    });
    expect(whyNot(problem, plan, { entryId: 'b', expertId: 'x' })).toEqual({
      code: 'full',
      load: 1,
      max: 1,
      loss: 1,
      instead: 'y',
    });
    expect(whyThis(problem, plan, { entryId: 'b', expertId: 'x' })).toBeNull();
  });

  it('computes both plans where the plan was changed by hand', () => {
    const plan = planExperts(problem).plan!;
    const changed = {
      ...plan,
      objective: 2,
      pairs: [
        { entryId: 'a', expertId: 'y' },
        { entryId: 'b', expertId: 'y' },
      ],
    };
    expect(whyNot(problem, changed, { entryId: 'a', expertId: 'x' })).toEqual({
      code: 'worse',
      loss: -2,
      instead: null,
    });
    expect(whyThis(problem, changed, { entryId: 'a', expertId: 'y' })).toMatchObject({ loss: -2 });
  });

  it('names the cap that a pair would break', () => {
    const of = (id: string, max = 9) => ({ ...expert(id, max), regionCode: 'RU-BA' });
    const capped = problemOf({
      entries: [entry('e')],
      experts: [of('x'), of('y'), expert('z')],
      reviewsPerEntry: 2,
      perRegion: 1,
      affinity: [
        ['e', 'x', 2],
        ['e', 'z', 3],
        ['e', 'y', 2.5],
      ],
    });
    const plan = planExperts(capped).plan!;
    const pairs = plan.pairs.map(({ expertId }) => expertId);
    expect(pairs).toEqual(['y', 'z']);
    const kept = { ...capped, fixed: [{ entryId: 'e', expertId: 'y' }] };
    const reason = whyNot(kept, planExperts(kept).plan!, { entryId: 'e', expertId: 'x' });
    expect(reason).toEqual({ code: 'cap', kind: 'region', group: 'RU-BA', most: 1 });
  });
});
