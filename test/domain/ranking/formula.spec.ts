import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import type { RankingRule } from '../../../src/domain/ranking/ranking-rule.js';
import { plainRankingRule, ruleFrom } from '../../../src/domain/ranking/ranking-rule.js';
import { contest, placesOf, totalOf } from '../../support/contest.js';

const perSheet = 'weighted-sum-per-sheet-then-mean' as const;
const perCriterion = 'mean-per-criterion-then-weighted-sum' as const;
const reasonsOf = (input: Parameters<typeof rankEntries>[0]) =>
  rankEntries(input).unranked.map(({ entryId, reason }) => [entryId, reason]);

describe('a stored rule', () => {
  it('means what it meant before it could say more', () => {
    const stored: RankingRule = { ...plainRankingRule, roundCriterionMeanTo: 1 };
    expect(ruleFrom(stored)).toEqual({
      ...stored,
      across: { kind: 'mean' },
      combine: 'sum',
      roundWeightedTo: null,
      roundSheetTo: null,
      cannotJudge: 'refuse',
      kinds: {},
      weightSets: [],
      indicators: [],
      bonuses: [],
      normalise: null,
      divergence: null,
      secondPhase: null,
    });
    const [row] = rankEntries(contest({ sheets: { A: [[7], [8], [8]] }, rule: stored })).rows;
    expect(Object.keys(row!.explanation)).toEqual([
      'aggregate',
      'experts',
      'criteria',
      'sheets',
      'median',
      'unrounded',
    ]);
  });
});

describe('the statistic over experts', () => {
  // Rule «drop one highest and one lowest when there are three or more» as award software has it: (7 + 8 + 8) / 3 = 7.67.
  it.each([
    ['mean', { kind: 'mean' }, '7'],
    ['median', { kind: 'median' }, '8'],
    ['sum of the members', { kind: 'sum' }, '35'],
    ['trimmed mean', { kind: 'trimmed-mean', drop: 1, from: 3 }, '23/3'],
    ['trimmed mean of two ends each', { kind: 'trimmed-mean', drop: 2, from: 5 }, '8'],
    ['trimmed mean with fewer sheets than it asks for', { kind: 'trimmed-mean', drop: 1, from: 6 }, '7'],
    ['trimmed mean that would leave nothing', { kind: 'trimmed-mean', drop: 3, from: 3 }, '7'],
  ] as const)('%s of 2, 7, 8, 8, 10', (_name, across, total) => {
    for (const aggregate of [perCriterion, perSheet])
      expect(totalOf({ sheets: { A: [[8], [2], [10], [7], [8]] }, rule: { across, aggregate } })).toBe(total);
  });

  it('a trimmed mean of exactly the ends that it would leave out is the mean of all', () => {
    const across = { kind: 'trimmed-mean', drop: 1, from: 2 } as const;
    expect(totalOf({ sheets: { A: [[2], [10]] }, rule: { across } })).toBe('6');
    expect(totalOf({ sheets: { A: [[2], [10], [3]] }, rule: { across } })).toBe('3');
  });

  it('shows what a trimmed mean left out', () => {
    const rule = { across: { kind: 'trimmed-mean', drop: 1, from: 3 } } as const;
    const given = { sheets: { A: [[8], [2], [10], [7], [8]] } };
    const ofCriteria = rankEntries(contest({ ...given, rule })).rows[0]!.explanation;
    expect(ofCriteria).toMatchObject({ across: rule.across, criteria: [{ mean: '23/3', dropped: ['2', '10'] }] });
    const ofSheets = rankEntries(contest({ ...given, rule: { ...rule, aggregate: perSheet } })).rows[0]!.explanation;
    expect(ofSheets).toMatchObject({ dropped: ['2', '10'], unrounded: '23/3' });
  });

  // Worked by hand: of 0, 1, 5 and of 5, 0, 1 the medians are 1 and 1, in all 2; the sheets' sums 5, 1, 6 have the median 5.
  it('is another of criteria than of sheets when it is a median', () => {
    const sheets = { A: [[0, 5], [1, 0], [5, 1]] }; // prettier-ignore
    expect(totalOf({ sheets, rule: { across: { kind: 'median' }, aggregate: perCriterion } })).toBe('2');
    expect(totalOf({ sheets, rule: { across: { kind: 'median' }, aggregate: perSheet } })).toBe('5');
  });

  // Three of five sheets: divided by three. Comparable contests: the mean over members who took part.
  it('divides by the sheets that were submitted', () => {
    expect(totalOf({ sheets: { A: [[6], [7], [9]] } })).toBe('22/3');
  });

  it('adds criteria, or takes their weighted mean', () => {
    const given = { sheets: { A: [[6, 9]] }, weights: ['2', '1'] };
    expect(totalOf(given)).toBe('21');
    expect(totalOf({ ...given, rule: { combine: 'mean' } })).toBe('7');
    expect(rankEntries(contest({ ...given, rule: { combine: 'mean' } })).maximumShown).toBe('10.00');
  });

  // Each member's rating is the sum over the criteria (Arkhangelsk); the members' sums are added: 12 + 15 = 27 of 2 × 20.
  it('adds the members’ sums and knows the greatest possible', () => {
    const input = contest({ sheets: { A: [[5, 7], [8, 7]] }, rule: { aggregate: perSheet, across: { kind: 'sum' } } }); // prettier-ignore
    expect(rankEntries(input)).toMatchObject({ rows: [{ total: '27' }], maximumShown: '40.00' });
  });
});

describe('rounding', () => {
  // Voronezh rounds each criterion's mean to one decimal: 7, 8, 8 → 7.7 (base.garant.ru/406943722).
  it.each([
    ['nowhere', {}, '23/15'],
    ['of the criterion’s mean', { roundCriterionMeanTo: 1 }, '77/50'],
    ['of the weighted criterion', { roundWeightedTo: 2 }, '153/100'],
    ['of the total', { roundTotalTo: 1 }, '3/2'],
    ['of the mean, then of the weighted criterion', { roundCriterionMeanTo: 1, roundWeightedTo: 1 }, '3/2'],
  ])('%s of 7, 8, 8 with weight 0.2', (_name, rule, total) => {
    expect(totalOf({ sheets: { A: [[7], [8], [8]] }, weights: ['0.2'], rule })).toBe(total);
  });

  // Worked by hand: sheets 7 · 0.25 = 1.75 → 1.8 and 8 · 0.25 = 2.0; mean 1.9. Unrounded: 1.875.
  it('of each sheet', () => {
    const given = { sheets: { A: [[7], [8]] }, weights: ['0.25'] };
    expect(totalOf({ ...given, rule: { aggregate: perSheet, roundSheetTo: 1 } })).toBe('19/10');
    expect(totalOf({ ...given, rule: { aggregate: perSheet } })).toBe('15/8');
  });
});

describe('a criterion that an expert cannot judge', () => {
  const sheets = { A: [[6, 8], [null, 4]] }; // prettier-ignore

  it('is refused where the rule does not foresee it', () => {
    expect(() => rankEntries(contest({ sheets }))).toThrow('sheet-incomplete');
  });

  it('is left out of the mean: it is not a zero', () => {
    const { explanation, total } = rankEntries(contest({ sheets, rule: { cannotJudge: 'leave-out' } })).rows[0]!;
    expect([total, explanation.criteria[0]]).toEqual(['12', expect.objectContaining({ scores: ['6', ''], mean: '6' })]);
  });

  // Worked by hand, weights 3 and 1: the second sheet has 4 of weight 1 alone, brought to the whole weight 4 · 4 / 1 = 16;
  // the first has 18 + 8 = 26; the mean is 21.
  it('scales the rest of the sheet to the whole weight', () => {
    const rule = { cannotJudge: 'leave-out', aggregate: perSheet } as const;
    const { explanation, total } = rankEntries(contest({ sheets, weights: ['3', '1'], rule })).rows[0]!;
    expect([total, explanation.sheets]).toEqual(['21', ['26', '16']]);
  });

  it('leaves the whole sheet out where so ruled', () => {
    const rule = { cannotJudge: 'sheet-not-counted', aggregate: perSheet } as const;
    const { explanation, total, sheets: counted } = rankEntries(contest({ sheets, rule })).rows[0]!;
    expect([total, counted, explanation.experts, explanation.notCounted]).toEqual(['14', 1, ['x1'], ['x2']]);
    expect(reasonsOf(contest({ sheets, rule: { ...rule, minSheets: 2 } }))).toEqual([
      ['A', { code: 'too-few-sheets', needed: 2 }],
    ]);
  });

  it('leaves an entry without a place when nobody judged it', () => {
    const none = { A: [[null, 8], [null, 4]], B: [[1, 1]] }; // prettier-ignore
    expect(reasonsOf(contest({ sheets: none, rule: { cannotJudge: 'leave-out' } }))).toEqual([
      ['A', { code: 'criterion-unjudged', criterionId: 'c1' }],
    ]);
  });

  it('does not count the sheet of one who could judge nothing', () => {
    const given = { A: [[6, 8], [null, null]] }; // prettier-ignore
    const { explanation } = rankEntries(contest({ sheets: given, rule: { cannotJudge: 'leave-out' } })).rows[0]!;
    expect([explanation.experts, explanation.notCounted]).toEqual([['x1'], ['x2']]);
  });
});

describe('criteria', () => {
  // Karelia: levels of 100, 50, 25 and 0, each times 0.2 (kodeks.karelia.ru, table 574789597): 20 + 10 + 10 + 5 + 20 = 65.
  it('of levels have the points of their words', () => {
    const levels = ['100', '50', '25', '0'].map((points) => ({ label: points, points }));
    const kinds = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`c${at}`, { kind: 'levels' as const, levels }]));
    const input = contest({ sheets: { A: [[100, 50, 50, 25, 100]] }, weights: Array(5).fill('0.2'), rule: { kinds } });
    expect(rankEntries(input)).toMatchObject({ rows: [{ total: '65' }], maximumShown: '100.00' });
  });

  it.each([
    ['any', [1, 1, 0], { code: 'gate-failed', criterionId: 'c1', failed: 1, of: 3 }],
    ['any', [1, 1, 1], null],
    ['majority', [1, 0, 0], { code: 'gate-failed', criterionId: 'c1', failed: 2, of: 3 }],
    ['majority', [1, 0], null],
    ['none', [0, 0], null],
  ] as const)('of pass or fail close by %s of %j', (gate, marks, reason) => {
    const rule = { kinds: { c1: { kind: 'pass-fail', gate } } } as const;
    const input = contest({ sheets: { A: marks.map((mark) => [mark, 5]) }, weights: ['0', '1'], rule });
    expect(reasonsOf(input)).toEqual(reason ? [['A', reason]] : []);
  });

  it('of pass or fail may have points', () => {
    const rule = { kinds: { c1: { kind: 'pass-fail', gate: 'none' } } } as const;
    const input = contest({ sheets: { A: [[1, 5], [0, 5]] }, weights: ['4', '1'], rule }); // prettier-ignore
    expect(rankEntries(input)).toMatchObject({ rows: [{ total: '7' }], maximumShown: '14.00' });
  });

  it('of information have no points, and need none', () => {
    const rule = { kinds: { c2: { kind: 'information' } } } as const;
    expect(placesOf(contest({ sheets: { A: [[5, 9]], B: [[6]] }, weights: ['1', '1'], rule }))).toEqual([
      '1–1 B 6.00',
      '2–2 A 5.00',
    ]);
  });
});

describe('weights by amount and nomination', () => {
  // Relevance 2.5 / 1.5 / 1 and scale of the project 0 / 2 / 3.5 by the amount (docs.cntd.ru/document/574723886); the ends
  // of the bands are taken for the test. With 10 and 4 points: 25; 15 + 8 = 23; 10 + 14 = 24.
  const rule: Partial<RankingRule> = {
    weightSets: [
      { amount: { from: '500000', to: '3000000' }, weights: { c1: '1.5', c2: '2' } },
      { amount: { from: '3000000', to: null }, weights: { c1: '1', c2: '3.5' } },
    ],
  };
  const given = (amount?: string) =>
    contest({ sheets: { A: [[10, 4]] }, weights: ['2.5', '0'], rule, entries: { A: amount ? { amount } : {} } });

  it.each([
    ['499999.99', '25', undefined],
    ['500000', '23', { amount: { from: '500000', to: '3000000' } }],
    ['2999999.99', '23', { amount: { from: '500000', to: '3000000' } }],
    ['3000000', '24', { amount: { from: '3000000', to: null } }],
  ])('hold for %s roubles', (amount, total, weightsFor) => {
    const [row] = rankEntries(given(amount)).rows;
    expect([row!.total, row!.explanation.weightsFor]).toEqual([total, weightsFor]);
  });

  it('leave an entry without an amount without a place', () => {
    expect(reasonsOf(given())).toEqual([['A', { code: 'amount-missing' }]]);
  });

  it('differ by nomination', () => {
    const sets = { weightSets: [{ nomination: 'СБ', weights: { c2: '3' } }] };
    const input = contest({
      sheets: { A: [[5, 5]], B: [[5, 5]] },
      rule: sets,
      entries: { A: { nomination: 'СБ' }, B: { nomination: 'ЭК' } },
    });
    expect(placesOf(input)).toEqual(['1–1 A 20.00', '2–2 B 10.00']);
    expect(rankEntries(input).maximumShown).toBe('40.00');
  });
});

describe('from points to the total', () => {
  // Bi = K × (Ki / Kmax) (docs.cntd.ru/document/561776049): 5 × 30 / 50 = 3.
  it('normalises to the greatest possible', () => {
    const rule = { normalise: { to: '5', by: 'scale-maximum' } } as const;
    const input = contest({ sheets: { A: [[6, 6, 6, 6, 6]] }, rule });
    expect(rankEntries(input).rows[0]).toMatchObject({
      total: '3',
      explanation: {
        lines: [
          { kind: 'points', points: '30' },
          { kind: 'normalised', to: '5', maximum: '50', points: '3' },
        ],
      },
    });
    expect(rankEntries(input).maximumShown).toBe('5.00');
  });

  it('normalises to the best entry, and to nothing where all have nothing', () => {
    const rule = { normalise: { to: '5', by: 'best-entry' } } as const;
    expect(placesOf(contest({ sheets: { A: [[6]], B: [[8]] }, rule }))).toEqual(['1–1 B 5.00', '2–2 A 3.75']);
    expect(placesOf(contest({ sheets: { A: [[0]] }, rule }))).toEqual(['1–1 A 0.00']);
  });

  // One point more for listed organisations (томск.гранты.рф), after the mean: 22 / 3 + 1 = 25 / 3.
  it('adds bonus points after the mean, in a line of their own', () => {
    const rule = { bonuses: [{ id: 'registry', points: '1' }] };
    const input = contest({ sheets: { A: [[7], [7], [8]] }, rule, entries: { A: { bonuses: ['registry'] } } });
    expect(rankEntries(input)).toMatchObject({
      rows: [
        {
          total: '25/3',
          explanation: {
            lines: [
              { kind: 'points', points: '22/3' },
              { kind: 'bonus', id: 'registry', points: '1' },
            ],
          },
        },
      ],
      maximumShown: '11.00',
    });
  });

  // Own funds under 5 %: 0; 5–15: 3; 16–30: 7; 31–50: 11; above 50: 15 (base.garant.ru/402624984).
  it.each([
    ['4.99', '0'],
    ['5', '3'],
    ['15', '3'],
    ['16', '7'],
    ['30', '7'],
    ['31', '11'],
    ['50', '11'],
    ['50.01', '15'],
  ])('adds the points of the band of %s %% of own funds', (ownFunds, points) => {
    const bands = [
      { from: null, to: '5', points: '0' },
      { from: '5', to: '16', points: '3' },
      { from: '16', to: '31', points: '7' },
      { from: '31', to: '50', including: true, points: '11' },
      { from: '50', to: null, points: '15' },
    ];
    const rule = { indicators: [{ id: 'own', fact: 'ownFunds', bands }] };
    const input = contest({ sheets: { A: [[0]] }, rule, entries: { A: { facts: { ownFunds } } } });
    expect(rankEntries(input)).toMatchObject({
      rows: [{ total: points, explanation: { lines: [{}, { id: 'own', value: ownFunds, points }] } }],
      maximumShown: '25.00',
    });
  });

  // Each percent of off-budget money gives 0.1 (order 690/пр, as translated).
  it.each([
    ['1', '1/10'],
    ['37.5', '15/4'],
    ['120', '10'],
  ])('adds so many points for each of %s percent, up to a most', (share, total) => {
    const rule = { indicators: [{ id: 'share', fact: 'share', perUnit: '0.1', atMost: '10' }] };
    expect(totalOf({ sheets: { A: [[0]] }, rule, entries: { A: { facts: { share } } } })).toBe(total);
  });

  // Worked by hand: 250 of 1000 votes are a quarter of 8 points; where nobody voted there is nothing to share.
  it.each([
    [
      { A: '1000', B: '250', C: '0' },
      { A: '9', B: '3', C: '1' },
    ],
    [
      { A: '3', B: '1' },
      { A: '9', B: '11/3' },
    ],
    [
      { A: '0', B: '0' },
      { A: '1', B: '1' },
    ],
  ] as [Record<string, string>, Record<string, string>][])(
    'gives the greatest %j so many and the others in proportion',
    (votes, totals) => {
      const rule = { indicators: [{ id: 'vote', fact: 'public-votes', best: '8' }] };
      const sheets = Object.fromEntries(Object.keys(votes).map((id) => [id, [[1]]]));
      const entries = Object.fromEntries(
        Object.entries(votes).map(([id, given]) => [id, { facts: { 'public-votes': given } }]),
      );
      const { rows } = rankEntries(contest({ sheets, rule, entries }));
      expect(Object.fromEntries(rows.map(({ entryId, total }) => [entryId, total]))).toEqual(totals);
    },
  );

  it('leaves the votes of an entry that dropped out of the greatest', () => {
    const rule = { indicators: [{ id: 'vote', fact: 'public-votes', best: '8' }] };
    const input = contest({
      sheets: { A: [[1]], B: [[1]] },
      rule,
      entries: {
        A: { facts: { 'public-votes': '1000' }, crossReview: { submitted: 0, needed: 3 } },
        B: { facts: { 'public-votes': '10' } },
      },
    });
    expect(rankEntries(input).rows.map(({ entryId, total }) => [entryId, total])).toEqual([['B', '9']]);
  });

  it('waits for the votes of the public until they are there', () => {
    const rule = { indicators: [{ id: 'vote', fact: 'public-votes', best: '8' }] };
    expect(reasonsOf(contest({ sheets: { A: [[1]] }, rule }))).toEqual([['A', { code: 'votes-open' }]]);
  });

  it('needs the fact', () => {
    const rule = { indicators: [{ id: 'share', fact: 'share', perUnit: '0.1', atMost: null }] };
    expect(reasonsOf(contest({ sheets: { A: [[1]] }, rule }))).toEqual([
      ['A', { code: 'fact-missing', fact: 'share' }],
    ]);
  });
});
