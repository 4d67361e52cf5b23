import { rankEntries } from '../../../../src/domain/ranking/rank-entries.js';
import {
  contendersOf,
  isBeforeBody,
  lackingSheets,
  standingOfAward,
} from '../../../../src/domain/results/decisions/contenders.js';
import type { StoredRow } from '../../../../src/domain/results/rankings/stored-rows.js';
import { contest } from '../../../support/contest.js';

/** `a` and `b` share the first place, `c` has one sheet of two, `d` has none, `e` dropped out of the cross-review. */
const { rows: ranked, unranked } = rankEntries(
  contest({
    sheets: { a: [[9], [9]], b: [[9], [9]], c: [[5]], d: [], e: [[7], [7]] },
    entries: { e: { crossReview: { submitted: 1, needed: 3 } } },
    rule: { minSheets: 2 },
  }),
);
const rows: StoredRow[] = [...ranked, ...unranked];

describe('the entries before a body', () => {
  it('are those with a place and those without, but for who dropped out of the cross-review', () => {
    expect(contendersOf({ rows })).toEqual([
      { entryId: 'a', place: { from: 1, to: 2 } },
      { entryId: 'b', place: { from: 1, to: 2 } },
      { entryId: 'c', place: null },
      { entryId: 'd', place: null },
    ]);
    expect(unranked.filter((row) => !isBeforeBody(row)).map(({ entryId }) => entryId)).toEqual(['e']);
  });

  it('are without those who withdrew', () => {
    expect(contendersOf({ rows }, ['a', 'd']).map(({ entryId }) => entryId)).toEqual(['b', 'c']);
  });
});

it('sheets are missing of entries that have too few, so many as they are short of', () => {
  expect(lackingSheets({ rows })).toEqual([1, 2]);
  expect(lackingSheets({ rows: ranked })).toEqual([]);
});

it.each([
  ['winner', null, { entryId: 'a', outcome: 'winner' }],
  ['winner', 2, { entryId: 'a', outcome: 'winner' }],
  ['reserve', 2, { entryId: 'a', outcome: 'reserve', order: 2 }],
] as const)(
  'an award of %s with the number %s stands beside others by its number in the reserve alone',
  (outcome, reserveOrder, expected) => {
    expect(standingOfAward({ submissionId: 'a', outcome, reserveOrder })).toEqual(expected);
  },
);
