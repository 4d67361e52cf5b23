import { agreementFigures } from '../../../src/domain/statistics/agreement-intervals.js';
import { harmonicSheets, intraclass, kendallW, krippendorffAlpha } from '../../../src/domain/statistics/agreement.js';
import { fitCrossed } from '../../../src/domain/statistics/reml.js';
import { sheetTable } from '../../../src/domain/statistics/sheet-table.js';
import { sheetStatistics } from '../../../src/domain/statistics/sheet-statistics.js';
import { fixtureSheets, sheetsOfRows } from './fixtures.js';

const transposed = (rows: readonly (readonly (number | null)[])[]) =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]!));

// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section E: four observers, twelve units.
const krippendorff = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
];

// Kendall and Gibbons, "Rank Correlation Methods", chapter 6: three rankings of ten with ties, S = 591.
const kendall = [
  [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
  [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
  [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
];

describe('agreement', () => {
  it("is Krippendorff's published alpha for interval data", () => {
    expect(krippendorffAlpha(sheetTable(sheetsOfRows(transposed(krippendorff))))!.toFixed(3)).toBe('0.849');
  });

  it("is Kendall's published W with ties", () => {
    const w = kendallW(sheetTable(sheetsOfRows(transposed(kendall))))!;
    expect(w).toBeCloseTo((12 * 591) / (9 * 990 - 3 * 114), 12);
    expect(w.toFixed(3)).toBe('0.828');
  });

  it('has the correlations of Shrout and Fleiss, and the bounds that McGraw and Wong give them', () => {
    const table = sheetTable(fixtureSheets('shrout-fleiss'));
    const { icc21, icc2k } = intraclass(fitCrossed(table)!.variance, harmonicSheets(table))!;
    expect([icc21.toFixed(2), icc2k.toFixed(2)]).toEqual(['0.29', '0.62']);
    const figures = agreementFigures({ sheets: fixtureSheets('shrout-fleiss'), seed: 1 });
    // As ICC() of R's psych prints for the same table.
    expect([figures.icc21!.from!.toFixed(3), figures.icc21!.to!.toFixed(2)]).toEqual(['0.019', '0.76']);
    expect([figures.icc2k!.from!.toFixed(2), figures.icc2k!.to!.toFixed(2)]).toEqual(['0.07', '0.93']);
  });

  it('takes the harmonic mean of the sheets per entry', () => {
    expect(
      harmonicSheets(
        sheetTable(
          sheetsOfRows([
            [1, 2, null],
            [1, 2, 3],
            [1, null, null],
          ]),
        ),
      ),
    ).toBeCloseTo(3 / (1 / 2 + 1 / 3 + 1), 12);
  });

  it('has no W where one sheet is missing or where experts give one score to all', () => {
    expect(
      kendallW(
        sheetTable(
          sheetsOfRows([
            [1, 2],
            [2, null],
          ]),
        ),
      ),
    ).toBeNull();
    expect(
      kendallW(
        sheetTable(
          sheetsOfRows([
            [5, 5],
            [5, 5],
          ]),
        ),
      ),
    ).toBeNull();
    expect(
      krippendorffAlpha(
        sheetTable(
          sheetsOfRows([
            [5.1, 5.1],
            [5.1, 5.1],
          ]),
        ),
      ),
    ).toBeNull();
  });

  it('has no alpha where no entry has two sheets', () => {
    expect(
      krippendorffAlpha(
        sheetTable(
          sheetsOfRows([
            [1, null],
            [null, 2],
          ]),
        ),
      ),
    ).toBeNull();
  });

  it('gives intervals around its figures, the same for a seed', () => {
    const sheets = fixtureSheets('unbalanced');
    const figures = agreementFigures({ sheets, seed: 7 });
    for (const { value, from, to } of [figures.alpha!, figures.icc21!, figures.icc2k!]) {
      expect(from).toBeLessThan(value);
      expect(to).toBeGreaterThan(value);
    }
    expect(agreementFigures({ sheets, seed: 7 })).toEqual(figures);
    expect(agreementFigures({ sheets, seed: 8 }).alpha).not.toEqual(figures.alpha);
  });

  it('writes null, never NaN or Infinity, for what a table does not give', () => {
    const tables = [
      [[5, 6, 7]],
      [[5], [6]],
      [
        [5, null],
        [null, 5],
      ],
      [
        [5, 5],
        [5, 5],
      ],
    ];
    for (const rows of tables) {
      const statistics = sheetStatistics(sheetsOfRows(rows));
      const text = JSON.stringify(statistics, (_, value: unknown) => (Number.isNaN(value) ? 'NaN' : value));
      expect(text).not.toMatch(/NaN|Infinity/);
    }
    const [, oneExpert, parts, equal] = tables.map((rows) => sheetStatistics(sheetsOfRows(rows)));
    expect(oneExpert).toMatchObject({
      connected: true,
      mu: null,
      icc21: null,
      entries: [{ raw: 5, adjusted: null }, {}],
    });
    expect(parts).toMatchObject({
      connected: false,
      variance: null,
      entries: [{ adjusted: null }, { adjusted: null }],
    });
    expect(parts!.parts).toEqual([
      { entries: ['e0'], experts: ['x0'] },
      { entries: ['e1'], experts: ['x1'] },
    ]);
    expect(equal).toMatchObject({
      mu: 5,
      icc21: null,
      icc2k: null,
      alpha: null,
      entries: [{ adjusted: 5, se: 0 }, {}],
    });
  });
});
