import { describe, expect, it } from '@jest/globals';
import { criterionStandings } from '../../../../src/domain/results/entry-result/criterion-standings.js';
import type { RankingRow } from '../../../../src/domain/ranking/rank-entries.js';

const row = (mean: string): RankingRow =>
  ({ explanation: { criteria: [{ criterionId: 'c', mean }] } }) as unknown as RankingRow;

describe('an entry beside the middle of its nomination', () => {
  it.each([
    // Worked by hand: quartiles by nearest rank, the median of an even number is the mean of the two in the middle.
    [
      ['4', '5', '6', '7'],
      ['4.00', '5.50', '6.00'],
    ],
    [
      ['1', '2', '3', '4', '5'],
      ['2.00', '3.00', '4.00'],
    ],
    [
      ['22/3', '8', '8', '17/2', '9', '9'],
      ['8.00', '8.25', '9.00'],
    ],
  ])('of %j is %j', (means, band) => {
    const rows = means.map(row);
    const [standing] = criterionStandings(rows[0]!, rows);
    expect([standing!.low, standing!.median, standing!.high]).toEqual(band);
    expect([...rows].reverse().map((each) => criterionStandings(each, [...rows].reverse())[0]!.median)).toEqual(
      rows.map(() => band[1]),
    );
  });

  it('is not told where so few are ranked that it would tell on the others', () => {
    const rows = ['1', '2', '3'].map(row);
    expect(criterionStandings(rows[0]!, rows)).toEqual([]);
  });
});
