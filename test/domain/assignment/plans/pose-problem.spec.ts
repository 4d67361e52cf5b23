import * as fc from 'fast-check';
import { extraExpert } from '../../../../src/domain/assignment/plans/extra-expert.js';
import { planExperts } from '../../../../src/domain/assignment/plans/plan-experts.js';
import {
  poseProblem,
  type PlanAsked,
  type PlanFacts,
  type StandingPair,
} from '../../../../src/domain/assignment/plans/pose-problem.js';
import { publicationOf } from '../../../../src/domain/assignment/plans/publish-plan.js';

const rules = { mode: 'match' as const, minLoad: 0, perRegion: null, perOrganisation: null, connected: false };
const asked: PlanAsked = { seed: 1, mode: 'match', nominationIds: [], locked: [], forbidden: [], replaced: null };

function facts(given: Partial<PlanFacts> & { entryCount?: number; expertCount?: number } = {}): PlanFacts {
  const { entryCount = 3, expertCount = 4, ...rest } = given;
  return {
    entries: Array.from({ length: entryCount }, (_, index) => ({
      id: `e${index}`,
      regionCode: 'A',
      organisationId: `o${index}`,
      nominationId: 'n1',
      spheres: ['лес'],
    })),
    experts: Array.from({ length: expertCount }, (_, index) => ({
      id: `x${index}`,
      regionCode: 'B',
      organisationId: null,
      capacity: 10,
      panels: [],
      spheres: [],
      isOpen: true,
    })),
    conflicts: [],
    wishes: [],
    standing: [],
    ended: [],
    reviewsPerEntry: 2,
    regionIsConflict: true,
    rules,
    ...rest,
  };
}

const standing = (entryId: string, expertId: string, work: StandingPair['work'] = 'none'): StandingPair => ({
  entryId,
  expertId,
  work,
  kind: 'planned',
});

describe('the problem that facts pose', () => {
  it('keeps what was handed in by who left, and gives what was not to others', () => {
    const given = facts({ standing: [standing('e0', 'x0', 'submitted'), standing('e1', 'x0', 'begun')] });
    const left = { ...given, experts: given.experts.map((each) => ({ ...each, isOpen: each.id !== 'x0' })) };
    const { problem, kept, released } = poseProblem(left, asked);
    expect([kept.length, released.map(({ entryId }) => entryId)]).toEqual([1, ['e1']]);
    expect(problem.experts.find(({ id }) => id === 'x0')).toMatchObject({ min: 0, max: 1 });
    const { plan } = planExperts(problem);
    expect(plan?.pairs.filter(({ expertId }) => expertId === 'x0')).toEqual([{ entryId: 'e0', expertId: 'x0' }]);
  });

  it('counts an extra sheet beside those that the rules ask for', () => {
    const extra = { ...standing('e0', 'x3', 'submitted'), kind: 'extra' as const };
    const { problem } = poseProblem(facts({ standing: [extra] }), asked);
    expect(problem.entries.map(({ reviews }) => reviews)).toEqual([3, 2, 2]);
  });

  it('takes region for no conflict where the rules say so, and still knows it for the limit of a region', () => {
    const given = facts({ regionIsConflict: false, rules: { ...rules, perRegion: 2 } });
    const same = { ...given, experts: given.experts.map((each) => ({ ...each, regionCode: 'A' })) };
    const { problem } = poseProblem(same, asked);
    expect(planExperts(problem).plan).not.toBeNull();
    expect([problem.perRegion, problem.experts[0]!.regionCode]).toEqual([2, 'A']);
  });

  it('never moves finished work, whatever is locked, ended or released', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.nat(5), fc.constantFrom('none', 'begun', 'submitted')), { maxLength: 12 }),
        fc.nat(5),
        (pairs, gone) => {
          const unique = new Map(pairs.map(([e, x, work]) => [`${e} ${x}`, standing(`e${e}`, `x${x}`, work)]));
          const given = facts({ entryCount: 5, expertCount: 6, standing: [...unique.values()] });
          const { problem, kept, released } = poseProblem(given, { ...asked, replaced: `x${gone}` });
          expect(released.every(({ work, expertId }) => work !== 'submitted' && expertId === `x${gone}`)).toBe(true);
          const { plan } = planExperts(problem);
          if (!plan) return;
          for (const pair of kept)
            expect(plan.pairs).toContainEqual({ entryId: pair.entryId, expertId: pair.expertId });
          for (const pair of plan.pairs.filter(({ expertId }) => expertId === `x${gone}`))
            expect(kept.some(({ entryId, expertId }) => entryId === pair.entryId && expertId === pair.expertId)).toBe(
              true,
            );
        },
      ),
    );
  });
});

describe('a publication', () => {
  const sets = { entries: new Set(['e0', 'e1']), experts: new Set(['x0', 'x1', 'x2']), past: [], takesBegun: false };
  const pairs = [
    { entryId: 'e0', expertId: 'x0' },
    { entryId: 'e1', expertId: 'x1' },
  ];

  it('makes what is new and ends what was released', () => {
    const { fresh, ended } = publicationOf(
      { pairs, released: [{ entryId: 'e0', expertId: 'x2' }] },
      { ...sets, standing: [standing('e0', 'x0'), standing('e0', 'x2')] },
    );
    expect([fresh, ended.map(({ expertId }) => expertId)]).toEqual([[pairs[1]], ['x2']]);
  });

  it.each([
    ['a pair in force that it does not know', { standing: [standing('e0', 'x2')] }, []],
    ['a pair that has ended', { standing: [], past: [pairs[0]!] }, []],
    ['an expert who left', { standing: [], experts: new Set(['x0']) }, []],
    ['an entry that left', { standing: [], entries: new Set(['e0']) }, []],
    ['a sheet that was begun', { standing: [standing('e0', 'x2', 'begun')] }, [{ entryId: 'e0', expertId: 'x2' }]],
    [
      'a sheet that was handed in',
      { standing: [standing('e0', 'x2', 'submitted')], takesBegun: true },
      [{ entryId: 'e0', expertId: 'x2' }],
    ],
  ])('is out of date after %s', (_what, changed, released) => {
    expect(() => publicationOf({ pairs, released }, { ...sets, ...changed })).toThrow('plan-outdated');
  });
});

describe('the extra expert', () => {
  it('is who fits best, then the least loaded, never one of the first or of the full', () => {
    const given = facts({ standing: [standing('e0', 'x0'), standing('e0', 'x1'), standing('e1', 'x2')] });
    const { problem } = poseProblem(given, asked);
    expect(extraExpert(problem, given.standing, 'e0').expertId).toBe('x3');
    const knowing = {
      ...given,
      experts: given.experts.map((each) => ({ ...each, spheres: each.id === 'x2' ? ['лес'] : [] })),
    };
    expect(extraExpert(poseProblem(knowing, asked).problem, given.standing, 'e0').expertId).toBe('x2');
    const full = {
      ...knowing,
      experts: knowing.experts.map((each) => ({ ...each, capacity: each.id === 'x3' ? 10 : 1 })),
    };
    expect(extraExpert(poseProblem(full, asked).problem, given.standing, 'e0').expertId).toBe('x3');
    const nobody = { ...full, experts: full.experts.filter(({ id }) => id !== 'x3') };
    expect(extraExpert(poseProblem(nobody, asked).problem, given.standing, 'e0').infeasible).not.toBeNull();
  });
});
