import fc from 'fast-check';
import Fraction from 'fraction.js';
import { plainRankingRule, type RankingRule } from '../../../src/domain/ranking/ranking-rule.js';
import { rankEntries, type RankingInput } from '../../../src/domain/ranking/rank-entries.js';

type Table = Record<string, string[][]>;

/** Entries by name, their sheets as lists of points in the order of the criteria `c1`, `c2` …; sheets by `x1`, `x2` … */
function given(table: Table, rule: Partial<RankingRule> = {}, weights: string[] = ['1', '1']): RankingInput {
  const names = Object.keys(table);
  return {
    criteria: weights.map((weight, index) => ({ id: `c${index + 1}`, weight, scaleMax: '10' })),
    entries: names.map((id, index) => ({
      id,
      regionCode: 'RU-BA',
      registerNumber: `СБ-2019-000${index + 1}`,
      submittedAt: `2019-08-${String(20 - index).padStart(2, '0')}T10:00:00.000Z`,
    })),
    sheets: names.flatMap((entryId) =>
      table[entryId]!.map((points, index) => ({
        entryId,
        expertId: `x${index + 1}`,
        scores: Object.fromEntries(points.map((score, at) => [`c${at + 1}`, score])),
      })),
    ),
    rule: { ...plainRankingRule, ...rule },
    decimals: 2,
  };
}

const order = (input: RankingInput) =>
  rankEntries(input).rows.map(({ entryId, place, totalShown }) => `${place.from}–${place.to} ${entryId} ${totalShown}`);

describe('ranking', () => {
  it('takes the mean over the sheets that were submitted: a missing sheet is not a zero', () => {
    expect(order(given({ three: [['7'], ['8'], ['8']], one: [['8']] }, {}, ['1']))).toEqual([
      '1–1 one 8.00',
      '2–2 three 7.67',
    ]);
  });

  // Worked by hand from the rule «mean per criterion to one decimal» (docs/rules.md §10, source F).
  // A: 22/3 and 22/3, exactly 7.333…; rounded 7.3 · 0.62 + 7.3 · 0.38 = 7.30.
  // B: 23/3 and 20/3, exactly 7.286…; rounded 7.7 · 0.62 + 6.7 · 0.38 = 7.32.
  it('has another winner when each criterion is rounded to one decimal', () => {
    const table = {
      A: [
        ['7', '7'],
        ['7', '7'],
        ['8', '8'],
      ],
      B: [
        ['7', '6'],
        ['8', '7'],
        ['8', '7'],
      ],
    };
    const weights = ['0.62', '0.38'];
    expect(order(given(table, {}, weights))).toEqual(['1–1 A 7.33', '2–2 B 7.29']);
    expect(order(given(table, { roundCriterionMeanTo: 1 }, weights))).toEqual(['1–1 B 7.32', '2–2 A 7.30']);
  });

  it('explains every step as data', () => {
    const input = given(
      {
        A: [
          ['7', '1'],
          ['8', '2'],
          ['8', '3'],
        ],
      },
      { roundCriterionMeanTo: 1 },
      ['2', '0.5'],
    );
    const [row] = rankEntries(input).rows;
    expect(row).toMatchObject({ total: '82/5', totalShown: '16.40', sheets: 3, tie: null });
    expect(row!.explanation).toEqual({
      aggregate: 'mean-per-criterion-then-weighted-sum',
      experts: ['x1', 'x2', 'x3'],
      criteria: [
        { criterionId: 'c1', weight: '2', scores: ['7', '8', '8'], mean: '23/3', rounded: '7.7', weighted: '77/5' },
        { criterionId: 'c2', weight: '0.5', scores: ['1', '2', '3'], mean: '2', rounded: '2.0', weighted: '1' },
      ],
      sheets: ['29/2', '17', '35/2'],
      median: '17',
      unrounded: '82/5',
    });
  });

  // docs/rules.md §10, source G: level scale, 100, 50, 50, 25, 100 with weight 0.2 each gives 65 (Karelia).
  it('weighs a level scale', () => {
    const weights = ['0.2', '0.2', '0.2', '0.2', '0.2'];
    expect(order(given({ A: [['100', '50', '50', '25', '100']] }, {}, weights))).toEqual(['1–1 A 65.00']);
  });

  it('counts a criterion of weight 0 as nothing', () => {
    expect(order(given({ A: [['5', '10']], B: [['6', '0']] }, {}, ['1', '0']))).toEqual(['1–1 B 6.00', '2–2 A 5.00']);
  });

  it('rounds the total half up, away from zero, when so ruled', () => {
    const table = { A: [['7.25']], B: [['7.3']] };
    expect(order(given(table, { roundTotalTo: 1, tieChain: [{ kind: 'share' }] }, ['1']))).toEqual([
      '1–2 A 7.30',
      '1–2 B 7.30',
    ]);
    expect(order(given(table, {}, ['1']))).toEqual(['1–1 B 7.30', '2–2 A 7.25']);
  });

  it('lists entries with too few sheets without a place, and says why', () => {
    const ranking = rankEntries(
      given(
        {
          A: [['9', '9']],
          B: [
            ['5', '5'],
            ['6', '6'],
          ],
          C: [],
        },
        { minSheets: 2 },
      ),
    );
    expect(ranking.rows.map((row) => row.entryId)).toEqual(['B']);
    expect(ranking.unranked.map(({ entryId, sheets, reason }) => [entryId, sheets, reason])).toEqual([
      ['A', 1, { code: 'too-few-sheets', needed: 2 }],
      ['C', 0, { code: 'too-few-sheets', needed: 2 }],
    ]);
  });

  it('refuses nothing, halves of sheets and two sheets of one expert', () => {
    expect(() => rankEntries(given({}))).toThrow('nothing-to-rank');
    expect(() => rankEntries(given({ A: [['5']] }))).toThrow('sheet-incomplete');
    const input = given({ A: [['5', '5']] });
    expect(() => rankEntries({ ...input, sheets: [...input.sheets, ...input.sheets] })).toThrow('already-exists');
  });
});

describe('equal totals', () => {
  const equals = {
    A: [
      ['4', '6'],
      ['4', '6'],
      ['4', '6'],
    ],
    B: [
      ['6', '4'],
      ['6', '4'],
      ['6', '4'],
    ],
    C: [
      ['5', '2'],
      ['5', '5'],
      ['7', '6'],
    ],
  };

  it.each<[string, RankingRule['tieChain'], string[]]>([
    ['the first criterion', [{ kind: 'criterion', id: 'c1' }], ['1–1 B', '2–2 C', '3–3 A']],
    ['the second criterion', [{ kind: 'criterion', id: 'c2' }], ['1–1 A', '2–2 C', '3–3 B']],
    ['the earlier submission', [{ kind: 'earlier-submission' }], ['1–1 C', '2–2 B', '3–3 A']],
    ['the median of the sheets, then by sharing', [{ kind: 'median' }, { kind: 'share' }], ['1–3 A', '1–3 B', '1–3 C']],
    ['sharing at once', [{ kind: 'share' }, { kind: 'criterion', id: 'c1' }], ['1–3 A', '1–3 B', '1–3 C']],
    ['nothing at all', [], ['1–3 A', '1–3 B', '1–3 C']],
  ])('are separated by %s', (_, tieChain, places) => {
    expect(order(given(equals, { tieChain })).map((line) => line.replace(' 10.00', ''))).toEqual(places);
  });

  it('say which rule decided between which neighbours', () => {
    const tieChain: RankingRule['tieChain'] = [{ kind: 'median' }, { kind: 'criterion', id: 'c1' }, { kind: 'share' }];
    const table = {
      A: [
        ['3', '3'],
        ['9', '9'],
        ['6', '6'],
      ],
      B: [
        ['2', '2'],
        ['10', '10'],
        ['6', '6'],
      ],
      C: [
        ['1', '1'],
        ['7', '7'],
        ['10', '10'],
      ],
    };
    const { rows } = rankEntries(given(table, { tieChain }));
    expect(rows.map(({ entryId, place, tie }) => [entryId, place.from, place.to, tie?.below, tie?.above])).toEqual([
      ['C', 1, 1, null, { kind: 'median' }],
      ['A', 2, 3, { kind: 'median' }, { kind: 'share' }],
      ['B', 2, 3, { kind: 'share' }, null],
    ]);
    expect(rows[0]!.tie?.with).toEqual(['СБ-2019-0001', 'СБ-2019-0002']);
  });
});

describe('very many equals', () => {
  it('share the places, and each names the ten nearest', () => {
    const table = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`e${index}`, [['5', '5']]]));
    const input = given(table, { tieChain: [{ kind: 'share' }] });
    input.entries = input.entries.map((entry, index) => ({ ...entry, registerNumber: String(index).padStart(4, '0') }));
    const { rows } = rankEntries(input);
    expect(rows.every(({ place }) => place.from === 1 && place.to === 3000)).toBe(true);
    expect(rows[0]!.tie).toMatchObject({ equals: 2999, with: rows.slice(1, 11).map((row) => row.registerNumber) });
    expect(rows[2999]!.tie?.with).toEqual(rows.slice(2989, 2999).map((row) => row.registerNumber));
    expect(rows[1000]!.tie?.with).toHaveLength(10);
  });
});

const points = fc.integer({ min: 0, max: 4 }).map(String);
const tables = fc.array(fc.array(fc.tuple(points, points), { maxLength: 3 }), { minLength: 1, maxLength: 7 });
const anyRule: fc.Arbitrary<Partial<RankingRule>> = fc.record({
  aggregate: fc.constantFrom<RankingRule['aggregate']>(
    'mean-per-criterion-then-weighted-sum',
    'weighted-sum-per-sheet-then-mean',
  ),
  roundCriterionMeanTo: fc.constantFrom(null, 0, 1),
  roundTotalTo: fc.constantFrom(null, 0, 1),
  minSheets: fc.integer({ min: 1, max: 2 }),
  tieChain: fc.shuffledSubarray<RankingRule['tieChain'][number]>([
    { kind: 'criterion', id: 'c2' },
    { kind: 'median' },
    { kind: 'earlier-submission' },
    { kind: 'share' },
  ]),
});
const inputs = fc
  .tuple(tables, anyRule)
  .map(([rows, rule]) =>
    given(Object.fromEntries(rows.map((sheets, index) => [`e${index}`, sheets])), rule, ['0.3', '0.7']),
  );

describe('any ranking', () => {
  it('does not depend on the order of the input', () => {
    fc.assert(
      fc.property(inputs, fc.infiniteStream(fc.nat()), (input, stream) => {
        const shuffle = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, key: stream.next().value! }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const other = { ...input, entries: shuffle(input.entries), sheets: shuffle(input.sheets) };
        expect(rankEntries(other)).toEqual(rankEntries(input));
      }),
    );
  });

  it('lists every entry once, in falling totals, and its places count 1 to n', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { rows, unranked } = rankEntries(input);
        expect([...rows, ...unranked].map((row) => row.entryId).sort()).toEqual(
          input.entries.map(({ id }) => id).sort(),
        );
        rows.forEach((row, index) => {
          expect(row.place.from).toBeLessThanOrEqual(index + 1);
          expect(row.place.to).toBeGreaterThanOrEqual(index + 1);
          expect(rows.filter((other) => other.place.from === row.place.from)).toHaveLength(
            row.place.to - row.place.from + 1,
          );
          const before = rows[index - 1];
          if (before) expect(new Fraction(before.total).gte(row.total)).toBe(true);
        });
      }),
    );
  });

  it('gives the same totals in both ways of counting when nothing is rounded', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const exactly = { ...input.rule, roundCriterionMeanTo: null, roundTotalTo: null };
        const totals = (aggregate: RankingRule['aggregate']) =>
          rankEntries({ ...input, rule: { ...exactly, aggregate } }).rows.map((row) => [row.entryId, row.total]);
        expect(totals('weighted-sum-per-sheet-then-mean')).toEqual(totals('mean-per-criterion-then-weighted-sum'));
      }),
    );
  });
});
