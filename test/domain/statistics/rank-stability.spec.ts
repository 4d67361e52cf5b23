import {
  rankStability,
  type RankStability,
  type StabilityInput,
} from '../../../src/domain/statistics/rank-stability.js';
import { simulateJury } from '../../../src/domain/statistics/simulated-jury.js';
import { fixtureSheets, sheetsOfRows } from './fixtures.js';

function stability(input: StabilityInput): RankStability {
  const result = rankStability(input);
  if (!result.identified) throw new Error(result.reason);
  return result;
}

describe('how sure places are', () => {
  const plan = { entries: 30, experts: 10, sheets: 3, entrySd: 1, expertSd: 0.7, residualSd: 0.8 };

  it('is the same for a seed whatever the order of the sheets, and another for another', () => {
    const sheets = fixtureSheets('unbalanced');
    const first = stability({ sheets, winners: 3, seed: 5, draws: 200 });
    expect(stability({ sheets: [...sheets].reverse(), winners: 3, seed: 5, draws: 200 })).toEqual(first);
    expect(stability({ sheets, winners: 3, seed: 6, draws: 200 }).entries).not.toEqual(first.entries);
  });

  it('gives every entry a place within its interval or beside it, and the winners shares that sum to their number', () => {
    const { entries } = stability({ sheets: fixtureSheets('unbalanced'), winners: 3, seed: 5 });
    expect(entries.reduce((sum, { winShare }) => sum + winShare, 0)).toBeCloseTo(3, 9);
    expect(entries.filter(({ from, to }) => from < 1 || to > entries.length || from > to)).toEqual([]);
    expect(entries.filter(({ place, from, to }) => place < from || place > to).length).toBeLessThan(4);
  });

  it('holds the true place in 95 of 100 cases, measured on sixty juries', () => {
    let held = 0;
    let all = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { sheets, quality } = simulateJury({ ...plan, seed });
      const truth = [...quality.values()].sort((a, b) => b - a);
      for (const { entryId, from, to } of stability({ sheets, winners: 3, seed, draws: 300 }).entries) {
        const place = truth.indexOf(quality.get(entryId)!) + 1;
        all += 1;
        if (from <= place && place <= to) held += 1;
      }
    }
    expect(held / all).toBeGreaterThan(0.93);
    expect(held / all).toBeLessThan(0.995);
  });

  it('narrows as experts are added', () => {
    const width = (sheets: number) =>
      [1, 2, 3, 4, 5]
        .flatMap(
          (seed) => stability({ ...simulateJury({ ...plan, sheets, seed }), winners: 3, seed, draws: 200 }).entries,
        )
        .reduce((sum, { from, to }) => sum + to - from, 0);
    const widths = [2, 4, 8].map(width);
    expect(widths[0]).toBeGreaterThan(widths[1]!);
    expect(widths[1]).toBeGreaterThan(widths[2]!);
  });

  it('tells far entries apart and calls near ones a tie', () => {
    const far = sheetsOfRows([
      [9, 9.1, 8.9, 9.2],
      [8.95, 9.1, 9, 9.1],
      [2, 2.2, 1.9, 2],
    ]);
    const { neighbours, entries } = stability({ sheets: far, winners: 1, seed: 1 });
    expect(neighbours.map(({ isSeparable }) => isSeparable)).toEqual([false, true]);
    expect(entries.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [1, 2],
      [3, 3],
    ]);
  });

  it('names the expert without whom another would win', () => {
    const sheets = sheetsOfRows([
      [6, 6.5, 9.5],
      [7, 7.2, 6.4],
      [4, 4.1, 4.4],
      [3, 3.2, 3.1],
    ]);
    const { entries, winners, decisive } = stability({ sheets, winners: 1, seed: 1, draws: 200 });
    expect(entries[0]!.entryId).toBe('e0');
    expect(decisive).toEqual([{ expertId: 'x2', leaves: ['e0'], enters: ['e1'] }]);
    expect(winners[0]!.withoutOneShare).toBeCloseTo(2 / 3, 12);
  });

  it('is certain where nothing is left to chance, and equal scores share the place', () => {
    const { entries } = stability({
      sheets: sheetsOfRows([
        [5, 7],
        [5, 7],
        [3, 5],
      ]),
      winners: 1,
      seed: 1,
    });
    expect(entries.map(({ place, from, to }) => [place, from, to])).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [3, 3, 3],
    ]);
  });

  it('tells how far it is and stops when told to', () => {
    const told: number[] = [];
    const onProgress = (done: number) => {
      told.push(done);
      return done >= 100;
    };
    const result = stability({ sheets: fixtureSheets('unbalanced'), winners: 3, seed: 1, draws: 500, onProgress });
    expect(told).toEqual([50, 100]);
    expect(result).toMatchObject({ draws: 100, isStopped: true });
  });

  it('refuses what falls into parts', () => {
    expect(
      rankStability({
        sheets: sheetsOfRows([
          [1, null],
          [null, 2],
        ]),
        winners: 1,
        seed: 1,
      }),
    ).toMatchObject({
      identified: false,
      reason: 'parts',
    });
  });
});
