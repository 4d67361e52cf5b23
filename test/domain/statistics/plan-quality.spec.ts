import { adjustScores } from '../../../src/domain/statistics/expert-strictness.js';
import { midranks } from '../../../src/domain/statistics/agreement.js';
import { foreseePlan } from '../../../src/domain/statistics/plan-quality.js';
import { simulateJury } from '../../../src/domain/statistics/simulated-jury.js';

const variance = { entry: 1, expert: 0.49, residual: 0.64 };
const juryOf = (sheets: number, seed = 1) =>
  simulateJury({ entries: 50, experts: 15, sheets, entrySd: 1, expertSd: 0.7, residualSd: 0.8, seed });

describe('a plan of sheets before scoring', () => {
  it('foresees the rank correlation that simulated juries then have, to two hundredths', () => {
    const juries = Array.from({ length: 100 }, (_, at) => juryOf(3, at + 1));
    const predicted = juries.slice(0, 10).map(({ sheets }) => foreseePlan({ pairs: sheets, variance, seed: 1 }));
    const met = juries.map(({ sheets, quality }) => {
      const result = adjustScores({ sheets });
      if (!result.identified) throw new Error(result.reason);
      const ranksOf = (values: number[]) => midranks(Float64Array.from(values)).ranks;
      const found = ranksOf(result.entries.map(({ adjusted }) => adjusted));
      const truth = ranksOf(result.entries.map(({ entryId }) => quality.get(entryId)!));
      const squares = found.reduce((sum, rank, at) => sum + (rank - truth[at]!) ** 2, 0);
      return 1 - (6 * squares) / (50 ** 3 - 50);
    });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(predicted.map(({ rankCorrelation }) => rankCorrelation!)) - mean(met))).toBeLessThan(0.02);
  });

  it('grows with the sheets of an entry and says how even the loads are', () => {
    const plans = [2, 3, 5, 10].map((sheets) => foreseePlan({ pairs: juryOf(sheets).sheets, variance, seed: 1 }));
    const worth = plans.map(({ rankCorrelation }) => rankCorrelation!);
    expect([...worth].sort((a, b) => a - b)).toEqual(worth);
    expect(plans[1]).toMatchObject({ sheetsPerEntry: { min: 3, max: 3 }, sheetsPerExpert: { min: 10, max: 10 } });
  });

  it('names parts instead, and has nothing to say of nothing', () => {
    const pairs = [
      { entryId: 'a', expertId: '1' },
      { entryId: 'b', expertId: '2' },
    ];
    expect(foreseePlan({ pairs, variance, seed: 1 })).toMatchObject({
      rankCorrelation: null,
      parts: [{ entries: ['a'] }, { entries: ['b'] }],
    });
    expect(foreseePlan({ pairs: [], variance, seed: 1 })).toMatchObject({ parts: [], rankCorrelation: null });
  });
});
