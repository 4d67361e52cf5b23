import fc from 'fast-check';
import { assignExperts, type AssignmentProblem } from '../../../../src/domain/assignment/plans/assign-experts.js';
import { conflictsOf } from '../../../../src/domain/judging/conflicts-of-pair.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';

const entry = (id: string, regionCode: string | null = null) => ({ id, regionCode, organisationId: null });
const expert = (id: string, capacity = 99, regionCode: string | null = null) => ({
  ...entry(id, regionCode),
  capacity,
});

function given(part: Partial<AssignmentProblem>): AssignmentProblem {
  return { entries: [], experts: [], conflicts: [], reviewsPerEntry: 1, existing: [], seed: 1, ...part };
}

function loadsOf(problem: AssignmentProblem, pairs: { expertId: string }[]): number[] {
  return problem.experts.map(({ id }) => pairs.filter((pair) => pair.expertId === id).length);
}

const squares = (loads: readonly number[]) => loads.reduce((total, load) => total + load * load, 0);

/** All ways to choose `count` experts for every entry; the least sum of squared loads, or null when there is none. */
function bestByTrying(problem: AssignmentProblem): number | null {
  const loads = new Map(problem.experts.map(({ id }) => [id, 0]));
  let best: number | null = null;
  const tryEntry = (index: number): void => {
    const subject = problem.entries[index];
    if (!subject) {
      const cost = squares([...loads.values()]);
      if (best === null || cost < best) best = cost;
      return;
    }
    const fixed = new Set(problem.existing.filter((pair) => pair.entryId === subject.id).map((pair) => pair.expertId));
    const free = problem.experts.filter((each) => !conflictsOf(each, subject, problem.conflicts).length);
    choose(free, problem.reviewsPerEntry, (chosen) => {
      if ([...fixed].some((id) => !chosen.some((each) => each.id === id))) return;
      for (const each of chosen) loads.set(each.id, loads.get(each.id)! + 1);
      if (chosen.every((each) => loads.get(each.id)! <= each.capacity)) tryEntry(index + 1);
      for (const each of chosen) loads.set(each.id, loads.get(each.id)! - 1);
    });
  };
  tryEntry(0);
  return best;
}

function choose<Item>(items: readonly Item[], count: number, use: (chosen: Item[]) => void, chosen: Item[] = []): void {
  if (chosen.length === count) return use(chosen);
  items.forEach((item, index) => choose(items.slice(index + 1), count, use, [...chosen, item]));
}

const tiny = fc
  .record({
    regions: fc.array(fc.constantFrom('RU-BA', 'RU-TA', null), { minLength: 1, maxLength: 4 }),
    experts: fc.array(
      fc.record({ region: fc.constantFrom('RU-BA', 'RU-TA', null), capacity: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 4 },
    ),
    declared: fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 4 }),
    reviewsPerEntry: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .map(({ regions, experts, declared, reviewsPerEntry, seed }) =>
    given({
      entries: regions.map((region, index) => entry(`e${index}`, region)),
      experts: experts.map(({ region, capacity }, index) => expert(`x${index}`, capacity, region)),
      conflicts: declared.map(([e, x]) => ({ submissionId: `e${e}`, expertId: `x${x}`, source: 'declared' as const })),
      reviewsPerEntry,
      seed,
    }),
  );

describe('conflicts of interest', () => {
  it('come from region, organisation and declaration, all named', () => {
    const judge = { id: 'x', regionCode: 'RU-BA', organisationId: 'o1' };
    const declared = [{ expertId: 'x', submissionId: 'e', source: 'declared' as const }];
    expect(conflictsOf(judge, { ...judge, id: 'e' }, declared)).toEqual([
      'same-region',
      'same-organisation',
      'declared',
    ]);
    expect(conflictsOf(judge, entry('e', 'RU-TA'))).toEqual([]);
    expect(conflictsOf({ ...judge, regionCode: null, organisationId: null }, entry('e'))).toEqual([]);
  });
});

describe('assigning experts', () => {
  it('is the best that trying everything finds, or refuses when trying everything finds nothing', () => {
    fc.assert(
      fc.property(tiny, (problem) => {
        const best = bestByTrying(problem);
        if (best === null) return expect(() => assignExperts(problem)).toThrow('experts-short');
        const pairs = assignExperts(problem);
        expect(squares(loadsOf(problem, pairs))).toBe(best);
        for (const pair of pairs) {
          const judge = problem.experts.find(({ id }) => id === pair.expertId)!;
          expect(
            conflictsOf(
              judge,
              problem.entries.find(({ id }) => id === pair.entryId)!,
              problem.conflicts,
            ),
          ).toEqual([]);
        }
        for (const { id } of problem.entries)
          expect(new Set(pairs.filter((pair) => pair.entryId === id).map((pair) => pair.expertId)).size).toBe(
            problem.reviewsPerEntry,
          );
        problem.experts.forEach(({ capacity }, index) =>
          expect(loadsOf(problem, pairs)[index]).toBeLessThanOrEqual(capacity),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keeps existing pairs and is still the best around them', () => {
    fc.assert(
      fc.property(tiny, (problem) => {
        if (bestByTrying(problem) === null) return;
        const [kept] = assignExperts({ ...problem, seed: problem.seed + 7 });
        const again = { ...problem, existing: [kept!] };
        const pairs = assignExperts(again);
        expect(pairs).toContainEqual(kept);
        expect(squares(loadsOf(again, pairs))).toBe(bestByTrying(again));
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of the input, only on the seed', () => {
    const entries = Array.from({ length: 40 }, (_, index) => entry(`e${index}`, `R${index % 7}`));
    const experts = Array.from({ length: 12 }, (_, index) => expert(`x${index}`, 20, `R${index % 7}`));
    const one = assignExperts(given({ entries, experts, reviewsPerEntry: 3 }));
    const other = assignExperts(
      given({ entries: [...entries].reverse(), experts: [...experts].reverse(), reviewsPerEntry: 3 }),
    );
    expect(other).toEqual(one);
    expect(assignExperts(given({ entries, experts, reviewsPerEntry: 3, seed: 2 }))).not.toEqual(one);
  });

  it('drops an existing pair that has become a conflict', () => {
    const problem = given({
      entries: [entry('e')],
      experts: [expert('a'), expert('b')],
      existing: [{ entryId: 'e', expertId: 'a' }],
    });
    expect(assignExperts(problem)).toEqual([{ entryId: 'e', expertId: 'a' }]);
    const conflicts = [{ submissionId: 'e', expertId: 'a', source: 'declared' as const }];
    expect(assignExperts({ ...problem, conflicts })).toEqual([{ entryId: 'e', expertId: 'b' }]);
  });

  it('says how many experts are lacking', () => {
    const problem = given({
      entries: [entry('e1'), entry('e2'), entry('e3')],
      experts: [expert('a', 1), expert('b', 2)],
      reviewsPerEntry: 2,
    });
    try {
      assignExperts(problem);
      throw new Error('not refused');
    } catch (error) {
      expect((error as Refusal).detail).toEqual({ code: 'experts-short', submissions: 3, needed: 6, available: 3 });
    }
  });

  // docs/rules.md, source C: the base case of 2019, with 300 experts and three evaluations each; how long it takes is measured in bench/assignment.mjs.
  it('spreads 1,452 entries over 300 experts so that loads differ by at most one', () => {
    const entries = Array.from({ length: 1452 }, (_, index) => entry(`e${index}`, `R${index % 80}`));
    const experts = Array.from({ length: 300 }, (_, index) => expert(`x${index}`, 20, `R${index % 80}`));
    const problem = given({ entries, experts, reviewsPerEntry: 3 });
    const pairs = assignExperts(problem);
    const loads = loadsOf(problem, pairs);
    expect([pairs.length, Math.min(...loads), Math.max(...loads)]).toEqual([4356, 14, 15]);
    const teams = new Set(
      entries.map(({ id }) =>
        pairs
          .filter((pair) => pair.entryId === id)
          .map((pair) => pair.expertId)
          .join(),
      ),
    );
    expect(teams.size).toBeGreaterThan(1400);
  });
});
