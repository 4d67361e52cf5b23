import fc from 'fast-check';
import { meanSquares } from '../../../src/domain/statistics/agreement.js';
import { crossed, equations, laidOut } from '../../../src/domain/statistics/crossed.js';
import { fQuantile, normalShare, studentTails } from '../../../src/domain/statistics/distributions.js';
import { fitCrossed } from '../../../src/domain/statistics/reml.js';
import { levelSums } from '../../../src/domain/statistics/likelihood.js';
import { iterativeSolver, solverOf } from '../../../src/domain/statistics/solver.js';
import { sheetTable } from '../../../src/domain/statistics/sheet-table.js';
import { fixtureJson, fixtureSheets, sheetsOfRows, type FixtureFit } from './fixtures.js';

const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));

describe('variance components by restricted maximum likelihood', () => {
  it.each([
    ['shrout-fleiss', 'the table of Shrout and Fleiss, 1979'],
    ['balanced', 'a complete table'],
    ['unbalanced', 'one to six sheets an entry'],
    ['sparse', 'a ring in which each is compared with the next'],
    ['more-experts', 'more experts than entries'],
    ['level-experts', 'no variance of experts: on the bound'],
    ['level-entries', 'no variance of entries: on the bound'],
    ['noise', 'no variance of entries in an unbalanced table'],
    ['large', '1,452 entries, 300 experts, 3 sheets each'],
    ['wide', 'a matrix too large to be factorised at every step'],
  ])('agrees with lme4 to the sixth digit: %s (%s)', (name) => {
    const expected = fixtureJson<FixtureFit>(name);
    const fit = fitCrossed(sheetTable(fixtureSheets(name)))!;
    near(fit.mu, expected.mu);
    for (const part of ['entry', 'expert', 'residual'] as const) near(fit.variance[part], expected.variance[part]);
    if (fit.deviance !== null) near(fit.deviance, expected.deviance);
    for (const factor of ['entries', 'experts'] as const) {
      expect(fit[factor]).toHaveLength(expected[factor].length);
      fit[factor].forEach(({ effect, se }, at) => {
        near(effect, expected[factor][at]!.effect);
        near(se, expected[factor][at]!.se);
      });
    }
  });

  it('takes determinants up to 700 experts and says so', () => {
    const deviances = ['large', 'wide'].map((name) => fitCrossed(sheetTable(fixtureSheets(name)))!.deviance === null);
    expect(deviances).toEqual([false, true]);
  });

  it('gives the components of the analysis of variance on a complete table', () => {
    const table = sheetTable(fixtureSheets('shrout-fleiss'));
    const { entries, experts, rest } = meanSquares(table);
    // Shrout and Fleiss, 1979, table 3: 11.24, 32.49, 1.02.
    expect([entries, experts, rest].map((value) => value.toFixed(2))).toEqual(['11.24', '32.49', '1.02']);
    const { variance } = fitCrossed(table)!;
    near(variance.entry, (entries - rest) / 4);
    near(variance.expert, (experts - rest) / 6);
    near(variance.residual, rest);
  });

  it('puts all into entries and experts where scores are exact sums of both', () => {
    const fit = fitCrossed(
      sheetTable(
        sheetsOfRows([
          [5, 7, null],
          [null, 8, 3],
          [7, 9, 4],
        ]),
      ),
    )!;
    // By hand: entries 5, 6, 7 with the first expert; experts 0, 2, −3 beside each other.
    expect(fit.variance.entry).toBeCloseTo(1, 12);
    expect(fit.variance.expert).toBeCloseTo(19 / 3, 12);
    expect(fit.variance.residual).toBe(0);
    expect(fit.entries.map(({ effect }) => Math.round(effect * 1e9) / 1e9 + 0)).toEqual([-1, 0, 1]);
  });

  it('finds no variance at all where all scores are equal', () => {
    const fit = fitCrossed(
      sheetTable(
        sheetsOfRows([
          [7.1, 7.1],
          [7.1, null],
          [null, 7.1],
        ]),
      ),
    )!;
    expect(fit.variance).toEqual({ entry: 0, expert: 0, residual: 0 });
    expect(fit.mu).toBeCloseTo(7.1, 12);
  });

  it.each([
    ['one entry', [[5, 6, 7]]],
    ['one expert', [[5], [6], [7]]],
    ['nothing', []],
  ])('has no components of %s', (_, rows) => {
    expect(fitCrossed(sheetTable(sheetsOfRows(rows)))).toBeNull();
  });

  it('gives the same bits whatever the order of the sheets', () => {
    const sheets = fixtureSheets('unbalanced');
    const expected = fitCrossed(sheetTable(sheets));
    fc.assert(
      fc.property(fc.shuffledSubarray(sheets, { minLength: sheets.length }), (shuffled) => {
        expect(fitCrossed(sheetTable(shuffled))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it('does not depend on the units of the scores', () => {
    const sheets = fixtureSheets('unbalanced');
    const plain = fitCrossed(sheetTable(sheets))!;
    const moved = fitCrossed(sheetTable(sheets.map((sheet) => ({ ...sheet, total: 1000 + 10 * sheet.total }))))!;
    expect(moved.variance.entry / 100).toBeCloseTo(plain.variance.entry, 7);
    expect(moved.variance.expert / 100).toBeCloseTo(plain.variance.expert, 7);
    expect((moved.mu - 1000) / 10).toBeCloseTo(plain.mu, 7);
  });

  it('ends with finite numbers on any connected table', () => {
    const score = fc.integer({ min: 0, max: 10 });
    const table = fc.integer({ min: 2, max: 5 }).chain((experts) =>
      fc.array(fc.tuple(score, fc.array(fc.option(score), { minLength: experts - 1, maxLength: experts - 1 })), {
        minLength: 2,
        maxLength: 8,
      }),
    );
    fc.assert(
      fc.property(table, (rows) => {
        const sheets = sheetsOfRows(rows.map(([first, others]) => [first, ...others]));
        const fit = fitCrossed(sheetTable(sheets));
        if (!fit) return;
        const numbers = [
          fit.mu,
          ...Object.values(fit.variance),
          ...fit.entries.flatMap(({ effect, se }) => [effect, se]),
        ];
        expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
        expect(Object.values(fit.variance).filter((value) => value < 0)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the equations of the model', () => {
  it.each([['free' as const], [{ outer: 1.3, inner: 0.4 }], [{ outer: 0, inner: 2 }], [{ outer: 5, inner: 0 }]])(
    'are solved alike by a factor and by iteration: %j',
    (ratios) => {
      const table = sheetTable(fixtureSheets('unbalanced'));
      const of = equations(crossed(table), ratios);
      const y = laidOut(of.layout, table.scores);
      const [dense, iterated] = [solverOf(of), iterativeSolver(of)];
      const parts = [dense.inverseParts(), iterated.inverseParts()] as const;
      const effects = [dense.effects(y), iterated.effects(y)] as const;
      const alike = (a: Float64Array, b: Float64Array) => a.forEach((value, at) => near(value, b[at]!));
      alike(effects[0].outer, effects[1].outer);
      alike(effects[0].inner, effects[1].inner);
      alike(parts[0].diagonal, parts[1].diagonal);
      alike(parts[0].quadratic, parts[1].quadratic);
    },
  );

  it('leave residuals that sum to zero over every entry and expert when least squares solves them', () => {
    const table = sheetTable(fixtureSheets('wide'));
    const layout = crossed(table);
    const { rest } = solverOf(equations(layout, 'free')).effects(laidOut(layout, table.scores));
    for (const sums of levelSums(layout, rest)) expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-8);
  });
});

describe('distributions as R has them', () => {
  const expected = fixtureJson<{
    f: { share: number; first: number; second: number; value: number }[];
    t: { t: number; degrees: number; tails: number }[];
    normal: { value: number; share: number }[];
  }>('distributions');

  it('F, Student, normal', () => {
    for (const { share, first, second, value } of expected.f)
      expect(fQuantile(share, first, second) / value).toBeCloseTo(1, 7);
    for (const { t, degrees, tails } of expected.t) expect(studentTails(t, degrees) / tails).toBeCloseTo(1, 7);
    for (const { value, share } of expected.normal) expect(Math.abs(normalShare(value) - share)).toBeLessThan(2e-7);
  });
});
