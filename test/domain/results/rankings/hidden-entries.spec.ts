import { metEntries, metIds, weighedWithout } from '../../../../src/domain/results/rankings/hidden-entries.js';
import { worthOf, worthSeed, type WorthSettings } from '../../../../src/domain/results/rankings/ranking-worth.js';
import { contest } from '../../../support/contest.js';

const settings: WorthSettings = {
  boundary: 2,
  draws: 20,
  seed: 7,
  budget: 3,
  experts: [{ expertId: 'x9', capacity: 3 }],
  conflicts: [
    { entryId: 'secret', expertId: 'x9' },
    { entryId: 'b', expertId: 'x9' },
  ],
};
const sheets = (given: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(given).map(([id, points]) => [id, points.map((point) => [point])]));

describe('one who must not meet an entry', () => {
  const hidden = new Set(['secret']);

  it('has lists without it', () => {
    expect(metEntries([{ entryId: 'a' }, { entryId: 'secret' }], hidden)).toEqual([{ entryId: 'a' }]);
    expect(metIds(['secret', 'b'], hidden)).toEqual(['b']);
  });

  it('finds no word of it in what a ranking is worth, and everything of the others', () => {
    const input = contest({ sheets: sheets({ a: [9, 8, 9], secret: [8, 9, 8], b: [7, 7, 8], c: [3, 4, 3] }) });
    const whole = { settings, result: worthOf(input, settings) };
    expect(JSON.stringify(whole)).toContain('secret');
    const told = weighedWithout(whole, hidden);
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(told.result.stability!.entries.map(({ entryId }) => entryId).sort()).toEqual(['a', 'b', 'c']);
    expect(told.settings.conflicts).toEqual([{ entryId: 'b', expertId: 'x9' }]);
  });

  it('finds none in the parts that nothing compares', () => {
    const input = contest({ sheets: { a: [[9], [8]], secret: [[7], [7]] } });
    const apart = {
      ...input,
      sheets: input.sheets.map((sheet) => ({ ...sheet, expertId: `${sheet.entryId} ${sheet.expertId}` })),
    };
    const whole = { settings: { ...settings, conflicts: [] }, result: worthOf(apart, settings) };
    expect(whole.result.adjusted.identified).toBe(false);
    const { adjusted } = weighedWithout(whole, hidden).result;
    expect('parts' in adjusted && adjusted.parts.flatMap(({ entries }) => entries)).toEqual(['a']);
  });
});

it('the seed of resamplings follows from the hash of what was ranked', () => {
  expect(worthSeed('0000010fff')).toBe(16);
  expect(worthSeed('ffffffffff')).toBe(2 ** 28 - 1);
});
