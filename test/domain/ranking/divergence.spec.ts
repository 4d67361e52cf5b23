import { divergenceOf, extraAwaited } from '../../../src/domain/ranking/divergence.js';
import type { DivergenceRule } from '../../../src/domain/ranking/ranking-rule.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import { contest, type GivenContest, totalOf } from '../../support/contest.js';

const rule = (changes: Partial<DivergenceRule> = {}): DivergenceRule => ({
  by: 'total',
  above: '30',
  unit: 'points',
  finish: 'mean-of-all',
  ...changes,
});
const found = (
  sheets: GivenContest['sheets'][string],
  divergence: DivergenceRule,
  more: Partial<GivenContest> = {},
) => {
  const input = contest({ sheets: { A: sheets }, scaleMax: '100', rule: { divergence }, ...more });
  return divergenceOf(input.sheets, { entry: input.entries[0]!, criteria: input.criteria, rule: input.rule });
};

describe('sheets that differ', () => {
  it.each([
    ['by more than the limit', [[40], [80]], rule(), '40'],
    ['by the limit and no more', [[40], [70]], rule(), null],
    ['by a little more', [[40], [70.5]], rule(), '61/2'],
    ['by more than a percentage of the greatest possible', [[40], [80]], rule({ unit: 'percent', above: '39' }), '40'],
    ['by that percentage', [[40], [80]], rule({ unit: 'percent', above: '40' }), null],
    [
      'in the totals, but not in any criterion',
      [
        [10, 10],
        [25, 30],
      ],
      rule(),
      '35',
    ],
    ['in nothing where there is one sheet', [[40]], rule(), null],
    ['between the furthest of three', [[40], [60], [75]], rule(), '35'],
  ])('%s', (_name, sheets, divergence, difference) => {
    const outcome = found(sheets, divergence);
    expect([outcome.needsExtra, outcome.found?.difference ?? null]).toEqual([difference !== null, difference]);
  });

  it.each([
    ['the one furthest above', [10, 10], [50, 70], 'c2'],
    ['the first of two that are equally far', [10, 10], [50, 50], 'c1'],
  ])('in several criteria name %s', (_name, one, other, criterionId) => {
    expect(found([one, other], rule({ by: 'criterion' })).found).toMatchObject({ criterionId });
  });

  it.each([
    ['both are there', { missing: 0, reviewsPerEntry: 2 }, true],
    ['one that was asked is missing', { missing: 1, reviewsPerEntry: 2 }, false],
    ['fewer were asked than the rules say', { missing: 0, reviewsPerEntry: 3 }, false],
  ])('ask for one more where %s: %j → %s', (_name, { missing, reviewsPerEntry }, isAwaited) => {
    const input = contest({ sheets: { A: [[40], [80]] }, scaleMax: '100', rule: { divergence: rule() } });
    const facts = { entry: input.entries[0]!, criteria: input.criteria, rule: input.rule, reviewsPerEntry };
    expect(extraAwaited({ sheets: input.sheets, missing }, facts) !== null).toBe(isAwaited);
    const withExtra = [...input.sheets, { ...input.sheets[0]!, expertId: 'z', extra: true }];
    expect(extraAwaited({ sheets: withExtra, missing }, facts)).toBeNull();
  });

  it('in a criterion name it', () => {
    expect(
      found(
        [
          [10, 90],
          [30, 10],
        ],
        rule({ by: 'criterion' }),
      ),
    ).toEqual({
      needsExtra: true,
      found: { criterionId: 'c2', difference: '80', above: '30' },
    });
    expect(
      found(
        [
          [10, 90],
          [40, 60],
        ],
        rule({ by: 'criterion' }),
      ).found,
    ).toBeNull();
  });

  it('only in information do not differ', () => {
    const information = { divergence: rule({ by: 'criterion' }), kinds: { c2: { kind: 'information' } } } as const;
    expect(
      found(
        [
          [10, 90],
          [30, 10],
        ],
        rule(),
        { rule: information },
      ).found,
    ).toBeNull();
  });

  it('ask for nobody where the rule has no divergence, or the extra sheet is there', () => {
    expect(found([[40], [80]], rule(), { rule: {} })).toEqual({ needsExtra: false, found: null });
    expect(found([[40], [80], [70]], rule(), { extra: ['x3'] })).toMatchObject({
      needsExtra: false,
      found: { difference: '40' },
    });
  });
});

describe('a divergence', () => {
  const sheets = { A: [[40], [80], [70]] };

  // 40, 80 and the third 70: the third is final, the mean of all, or the mean of the closest two.
  it.each([
    ['third-is-final', '70', ['x3']],
    ['mean-of-all', '190/3', ['x1', 'x2', 'x3']],
    ['mean-of-closest-two', '75', ['x2', 'x3']],
  ] as const)('ends with %s', (finish, total, counted) => {
    const input = contest({
      sheets,
      extra: ['x3'],
      scaleMax: '100',
      rule: { minSheets: 2, divergence: rule({ finish }) },
    });
    const [row] = rankEntries(input).rows;
    expect([row!.total, row!.explanation.divergence]).toEqual([
      total,
      { criterionId: null, difference: '40', above: '30', finish, counted },
    ]);
    expect(row!.explanation.experts).toEqual(counted);
  });

  // 40, 80 and 60 are equally far: both pairs have the extra sheet, so the higher pair counts. 40, 80 and 120 as well, but
  // only 80 and 120 has the extra one.
  it.each([
    ['the higher pair', [[40], [80], [60]], '70'],
    ['the pair with the extra sheet', [[40], [80], [120]], '100'],
    ['the pair with the extra sheet, though it is lower', [[40], [80], [0]], '20'],
  ])('of pairs equally close takes %s', (_name, given, total) => {
    const divergence = rule({ finish: 'mean-of-closest-two' });
    expect(totalOf({ sheets: { A: given }, extra: ['x3'], scaleMax: '120', rule: { divergence } })).toBe(total);
  });

  it('leaves the entry without a place until the extra sheet is there', () => {
    const input = contest({
      sheets: { A: [[40], [80]], B: [[1], [2]] },
      scaleMax: '100',
      rule: { divergence: rule() },
    });
    const ranking = rankEntries(input);
    expect(ranking.rows.map(({ entryId }) => entryId)).toEqual(['B']);
    expect(ranking.unranked.map(({ reason }) => reason)).toEqual([
      { code: 'extra-sheet-needed', criterionId: null, difference: '40', above: '30' },
    ]);
  });

  it('that is none counts every sheet', () => {
    const divergence = rule({ finish: 'third-is-final' });
    expect(totalOf({ sheets: { A: [[60], [80], [70]] }, extra: ['x3'], scaleMax: '100', rule: { divergence } })).toBe(
      '70',
    );
    expect(totalOf({ sheets: { A: [[60], [80]] }, scaleMax: '100', rule: { divergence } })).toBe('70');
  });
});
