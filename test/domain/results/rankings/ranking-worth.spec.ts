import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoredSheets, worthOf, type WorthSettings } from '../../../../src/domain/results/rankings/ranking-worth.js';
import { selectionChange } from '../../../../src/domain/selection/compare.js';
import { selectBy } from '../../../../src/domain/selection/select.js';
import { rankEntries } from '../../../../src/domain/ranking/rank-entries.js';
import { contest } from '../../../support/contest.js';

const settings: WorthSettings = { boundary: 2, draws: 100, seed: 7, budget: 3, experts: [], conflicts: [] };

describe('the sheets of a ranking as numbers', () => {
  it('are weighted sums: 3 and 4 with weights 2 and 1 are 10', () => {
    const input = contest({ sheets: { a: [[3, 4]] }, weights: ['2', '1'] });
    expect(scoredSheets(input)).toEqual([{ entryId: 'a', expertId: 'x1', total: 10 }]);
    const mean = contest({ sheets: { a: [[3, 4]] }, weights: ['2', '1'], rule: { combine: 'mean' } });
    expect(scoredSheets(mean)[0]!.total).toBeCloseTo(10 / 3, 12);
  });

  it('leave out entries without a place and sheets that were not counted', () => {
    const few = contest({ sheets: { a: [[3], [4]], b: [[9]] }, rule: { minSheets: 2 } });
    expect(scoredSheets(few).map(({ entryId }) => entryId)).toEqual(['a', 'a']);
    // 40 and 80 differ by more than 20, the third sheet alone counts.
    const third = contest({
      sheets: { a: [[40], [80], [70]] },
      scaleMax: '100',
      extra: ['x3'],
      rule: { divergence: { by: 'total', above: '20', unit: 'points', finish: 'third-is-final' } },
    });
    expect(scoredSheets(third)).toEqual([{ entryId: 'a', expertId: 'x3', total: 70 }]);
  });
});

describe('what a ranking is worth', () => {
  const sheets = { a: [[9], [8], [9]], b: [[7], [6], [8]], c: [[5], [5], [6]], d: [[3], [2], [3]] };

  it('is the same for the same seed, and another order of the input', () => {
    const input = contest({ sheets });
    const turned = { ...input, entries: [...input.entries].reverse(), sheets: [...input.sheets].reverse() };
    expect(worthOf(turned, settings)).toEqual(worthOf(input, settings));
  });

  it('has the order of clear differences, and every place within its interval', () => {
    const { stability, agreement } = worthOf(contest({ sheets }), settings);
    expect(stability!.entries.map(({ entryId }) => entryId)).toEqual(['a', 'b', 'c', 'd']);
    for (const { from, place, to } of stability!.entries) expect([from <= place, place <= to]).toEqual([true, true]);
    expect(agreement!.alpha!.value).toBeGreaterThan(0.8);
  });

  it('names the parts where no expert compares them, and adjusts nothing', () => {
    const input = contest({ sheets: { a: [[9]], b: [[8]] } });
    const apart = { ...input, sheets: input.sheets.map((sheet) => ({ ...sheet, expertId: `x-${sheet.entryId}` })) };
    const { adjusted, stability, advice } = worthOf(apart, settings);
    expect(adjusted).toMatchObject({
      identified: false,
      reason: 'parts',
      parts: [{ entries: ['a'] }, { entries: ['b'] }],
    });
    expect([stability, advice]).toEqual([null, null]);
  });

  it('of a ranking in which nobody has a place is nothing', () => {
    const worth = worthOf(contest({ sheets: { a: [[9]] }, rule: { minSheets: 2 } }), settings);
    expect([worth.sheets, worth.agreement, worth.stability]).toEqual([0, null, null]);
  });
});

it('a change of selection balances: who stays and leaves were in, who stays and enters are in', () => {
  const limits = fc.record({
    first: fc.integer({ min: 0, max: 6 }),
    atLeast: fc.integer({ min: 0, max: 12 }).map(String),
  });
  const ranking = rankEntries(contest({ sheets: { a: [[9]], b: [[8]], c: [[8]], d: [[4]], e: [[2]] } }));
  fc.assert(
    fc.property(limits, limits, (one, two) => {
      const rule = ({ first, atLeast }: typeof one) => ({ ...(first > 0 && { first }), atLeast });
      const [now, instead] = [selectBy(ranking, rule(one)), selectBy(ranking, rule(two))];
      const count = (selection: typeof now) => selection.rows.filter(({ selected }) => selected).length;
      const { enters, leaves, stays } = selectionChange(now, instead);
      expect([stays + leaves.length, stays + enters.length]).toEqual([count(now), count(instead)]);
      expect(selectionChange(now, now)).toEqual({ enters: [], leaves: [], stays: count(now) });
    }),
  );
});
