import fc from 'fast-check';
import {
  type Contender,
  nameAwards,
  type NamedOutcome,
  type NamingFacts,
  placePassedOver,
} from '../../../../src/domain/results/decisions/award.js';
import {
  decisionPresets,
  decisionRulesFrom,
  foreseenOf,
  mustBeForeseen,
  plainDecisionRules,
} from '../../../../src/domain/cycles/decision-rules.js';
import { nameRegionalLaureate, regionalFault } from '../../../../src/domain/results/decisions/regional.js';
import { promote } from '../../../../src/domain/results/decisions/reserve.js';
import { refusalOf } from '../../../support/refusal-of.js';

const sitting = {
  attendance: { members: 8, present: 5, recused: 0 },
  quorum: { rule: 'majority', recusals: 'keep-base' },
} as const;
const few = { attendance: { ...sitting.attendance, present: 4 } };
const at = (entryId: string, from: number | null): Contender => ({
  entryId,
  place: from === null ? null : { from, to: from },
});
const contenders = [at('a', 1), at('b', 2), at('c', 3), at('d', 4), at('e', 5), at('f', null)];
const naming = (outcome: NamedOutcome, chosen: [string, string?][], part: Partial<NamingFacts> = {}): NamingFacts => ({
  ...sitting,
  outcome,
  contenders,
  chosen: chosen.map(([entryId, reason = '']) => ({ entryId, reason })),
  foreseen: null,
  ground: 'По рейтингу',
  ...part,
});

describe('runners-up', () => {
  const winner = [{ entryId: 'a', outcome: 'winner' as const }];

  // Worked by hand: a is the winner, so that b and c are next and nobody is passed over.
  it('stand behind winners and laureates without departing from the ranking', () => {
    const { awards } = nameAwards(naming('runner-up', [['b'], ['c']], { standing: winner }));
    expect(awards.map(({ entryId, place, departure }) => [entryId, place, departure])).toEqual([
      ['b', 2, false],
      ['c', 3, false],
    ]);
  });

  it('depart where an entry above them has nothing', () => {
    expect(refusalOf(() => nameAwards(naming('runner-up', [['b']])))).toEqual({
      code: 'departure-needs-reason',
      place: 1,
    });
    expect(refusalOf(() => nameAwards(naming('runner-up', [['c']], { standing: winner })))).toMatchObject({ place: 2 });
    const own = nameAwards(naming('runner-up', [['c', 'Шире охват']], { standing: winner })).awards[0];
    expect(own).toMatchObject({ departure: true, reason: 'Шире охват' });
  });
});

describe('special mentions', () => {
  it('pass nobody over, and each has a reason of its own', () => {
    const { awards } = nameAwards(naming('special-mention', [['f', 'За смелость']]));
    expect(awards).toEqual([
      { entryId: 'f', outcome: 'special-mention', place: null, departure: false, reason: 'За смелость' },
    ]);
    expect(
      refusalOf(() =>
        nameAwards(
          naming('special-mention', [
            ['a', 'За идею'],
            ['b', ' '],
          ]),
        ),
      ),
    ).toEqual({
      code: 'reason-required',
    });
  });
});

describe('the reserve', () => {
  const chosen = ['a', 'b'].map((entryId) => ({ entryId, outcome: 'finalist' as const }));

  it('is numbered in its order, behind all who were chosen', () => {
    const { awards } = nameAwards(naming('reserve', [['c'], ['d']], { standing: chosen }));
    expect(awards.map(({ entryId, order, departure }) => [entryId, order, departure])).toEqual([
      ['c', 1, false],
      ['d', 2, false],
    ]);
  });

  // d before c: c is better placed and stands after it, so that d departs and c does not.
  it('departs where a better placed one stands after it', () => {
    expect(refusalOf(() => nameAwards(naming('reserve', [['d'], ['c']], { standing: chosen })))).toMatchObject({
      code: 'departure-needs-reason',
      place: 3,
    });
    const { awards } = nameAwards(naming('reserve', [['d', 'Готова начать'], ['c']], { standing: chosen }));
    expect(awards.map(({ departure }) => departure)).toEqual([true, false]);
  });

  it('of an earlier list does not stand in the way of the new one', () => {
    const earlier = [...chosen, { entryId: 'd', outcome: 'reserve' as const, order: 1 }];
    expect(nameAwards(naming('reserve', [['c']], { standing: earlier })).awards[0]).toMatchObject({ order: 1 });
  });
});

describe('a place passed over', () => {
  const outcome = fc.constantFrom<NamedOutcome>('winner', 'laureate', 'runner-up', 'finalist', 'reserve');
  const ranking = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

  it('is none where the first are chosen, whatever the kind', () => {
    fc.assert(
      fc.property(outcome, ranking, fc.nat(8), (kind, places, count) => {
        const ranked = places
          .sort((a, b) => a - b)
          .map((place, index) => at(`e${index}`, place))
          .slice(0, 8);
        const chosen = ranked.slice(0, count).map(({ entryId }): [string] => [entryId]);
        const facts = naming(kind, chosen, { contenders: ranked });
        expect(nameAwards(facts).awards.every(({ departure }) => !departure)).toBe(true);
      }),
    );
  });

  it('does not depend on the order in which others are listed', () => {
    fc.assert(
      fc.property(outcome, ranking, fc.nat(7), fc.func(fc.integer()), (kind, places, index, shuffle) => {
        const ranked = places.map((place, each) => at(`e${each}`, place));
        const own = ranked[index % ranked.length]!;
        const decision = { entryId: own.entryId, outcome: kind, place: own.place!.from, order: 1 };
        const mixed = [...ranked].sort((a, b) => shuffle(a.entryId) - shuffle(b.entryId));
        expect(placePassedOver(decision, mixed, [decision])).toBe(placePassedOver(decision, ranked, [decision]));
      }),
    );
  });
});

describe('a regional laureate', () => {
  const candidates = [
    { id: 'a', registerNumber: 'С-1', regionCode: 'RU-BA' },
    { id: 'b', registerNumber: 'С-2', regionCode: 'RU-YAR' },
  ];
  const facts = { ...sitting, regionCode: 'RU-BA', candidates, ground: '' };

  // docs/rules.md §12, source C: 380 laureates of 77 regions in eight nominations, so that nominations may stay empty.
  it('is one of the region’s own entries, with a reason and without a place', () => {
    const { awards } = nameRegionalLaureate({ ...facts, chosen: { entryId: 'a', reason: 'Лучшая в республике' } });
    expect(awards).toEqual([
      { entryId: 'a', outcome: 'regional-laureate', place: null, departure: false, reason: 'Лучшая в республике' },
    ]);
  });

  it('may be nobody, with a ground', () => {
    expect(nameRegionalLaureate({ ...facts, chosen: null, ground: 'Нет готовых' }).awards).toEqual([]);
    expect(refusalOf(() => nameRegionalLaureate({ ...facts, chosen: null }))).toEqual({ code: 'reason-required' });
  });

  it.each([
    ['not-found', { chosen: { entryId: 'b', reason: 'x' } }],
    ['reason-required', { chosen: { entryId: 'a', reason: ' ' } }],
    ['no-quorum', { chosen: { entryId: 'a', reason: 'x' }, ...few }],
  ])('is refused with %s', (code, part) => {
    expect(refusalOf(() => nameRegionalLaureate({ ...facts, ...part }))).toMatchObject({ code });
  });

  it('of a protocol is one of a region, of that region, and not beside nobody', () => {
    const part = { id: 'n', code: 'С', title: 'С', entries: candidates, cards: {} };
    const a = { entryId: 'a', regionCode: 'RU-BA', reason: 'x' };
    expect(regionalFault({ ...part, decisions: [a, { entryId: 'b', regionCode: 'RU-YAR', reason: 'x' }] })).toBeNull();
    expect(regionalFault({ ...part, decisions: [a, a] })?.pointer).toBe('/decisions/1');
    expect(regionalFault({ ...part, decisions: [{ ...a, regionCode: 'RU-YAR' }] })?.pointer).toBe(
      '/decisions/0/regionCode',
    );
    const nobody = [{ regionCode: 'RU-BA', reason: 'x' }];
    expect(regionalFault({ ...part, decisions: [a], notAwarded: nobody })?.pointer).toBe('/notAwarded/0');
  });
});

describe('the reserve’s promotion', () => {
  const reserve = [
    { entryId: 'd', order: 2, holds: ['reserve' as const] },
    { entryId: 'c', order: 1, holds: ['reserve' as const, 'finalist' as const] },
  ];

  // Worked by hand: c is first and takes the win; it is a finalist already, so that this passes to d.
  it('gives each outcome to the first who does not hold it, the highest first', () => {
    expect(promote(['finalist', 'winner'], reserve)).toEqual([
      { entryId: 'c', order: 1, outcome: 'winner' },
      { entryId: 'd', order: 2, outcome: 'finalist' },
    ]);
  });

  it('passes on no mention, recommendation, regional title or place in the reserve, and nothing where it is empty', () => {
    expect(promote(['special-mention', 'recommended', 'regional-laureate', 'reserve'], reserve)).toEqual([]);
    expect(promote(['winner'], [])).toEqual([]);
  });

  it('never gives an outcome twice, nor to one who has it', () => {
    const kinds = fc.subarray(['winner', 'laureate', 'runner-up', 'finalist', 'recommended'] as const);
    const reserves = fc
      .array(kinds, { maxLength: 4 })
      .map((all) => all.map((holds, index) => ({ entryId: `e${index}`, order: index + 1, holds })));
    fc.assert(
      fc.property(kinds, reserves, (held, line) => {
        const promotions = promote(held, line);
        const given = promotions.map(({ outcome }) => outcome);
        expect(new Set(given).size).toBe(given.length);
        for (const { entryId, outcome } of promotions) {
          expect(held).toContain(outcome);
          expect(line.find((each) => each.entryId === entryId)!.holds).not.toContain(outcome);
        }
      }),
    );
  });
});

describe('the kinds of a cycle', () => {
  const edition = (decisionRules = {}) => ({ finalistsForeseen: 3, winnersForeseen: 1, decisionRules });

  it('are, where nothing is said, what every cycle had: as many laureates as finalists', () => {
    expect(decisionRulesFrom({})).toEqual(plainDecisionRules);
    expect(
      ['winner', 'finalist', 'laureate', 'recommended'].map((kind) => foreseenOf(kind as never, edition())),
    ).toEqual([1, 3, 3, null]);
    expect(refusalOf(() => mustBeForeseen('reserve', edition()))).toEqual({
      code: 'outcome-not-foreseen',
      outcome: 'reserve',
    });
  });

  it('stand in the order of rank, however they were sent', () => {
    expect(decisionRulesFrom({ kinds: ['reserve', 'winner'] }).kinds).toEqual(['winner', 'reserve']);
  });

  // docs/rules.md §12, source W: five finalists, one winner, the other finalists become laureates.
  it('of a preset are complete rules', () => {
    for (const { kinds, foreseen } of decisionPresets) {
      const rules = decisionRulesFrom({ kinds, foreseen: { ...plainDecisionRules.foreseen, ...foreseen } });
      expect(rules.kinds).toEqual(kinds);
      for (const kind of kinds) expect(refusalOf(() => mustBeForeseen(kind, edition(rules)))).toBeUndefined();
    }
    const laureates = decisionPresets.find(({ id }) => id === 'laureates')!;
    expect(foreseenOf('laureate', edition({ foreseen: laureates.foreseen }))).toBe(4);
  });
});
