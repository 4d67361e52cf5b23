import { describe, expect, it } from '@jest/globals';
import type { CorrectionChange } from '../../../../src/domain/ranking/input.js';
import { toldCorrections } from '../../../../src/domain/results/entry-result/told-corrections.js';
import { contest } from '../../../support/contest.js';

/** А has means 7 and 6 of two experts, Б has 5 and 5. */
const input = contest({
  sheets: {
    А: [
      [8, 6],
      [6, 6],
    ],
    Б: [
      [5, 5],
      [5, 5],
    ],
  },
});
const told = (entryId: string, lists: CorrectionChange[][], showPoints = true) =>
  toldCorrections(
    { ...input, corrections: lists.map((changes, index) => ({ id: `k${index}`, ground: `Г${index}`, changes })) },
    entryId,
    { showPoints },
  );
const score = (to: string, expertId = 'x1'): CorrectionChange => ({
  kind: 'score',
  entryId: 'А',
  expertId,
  criterionId: 'c1',
  to,
});

describe('what an entry is told of corrections', () => {
  // By hand: (8 + 6) / 2 = 7; with 3 for 8 it is 9/2; with 4 for the 6 of the other it is 7/2.
  it.each<[string, CorrectionChange[][], object[]]>([
    ['another score', [[score('3')]], [{ kind: 'criterion', criterionId: 'c1', before: '7', after: '9/2' }]],
    [
      'two scores of one criterion, as one',
      [[score('3'), score('4', 'x2')]],
      [{ kind: 'criterion', criterionId: 'c1', before: '7', after: '7/2' }],
    ],
    [
      'a sheet left out',
      [[{ kind: 'sheet-left-out', entryId: 'А', expertId: 'x1' }]],
      [{ kind: 'sheets-left-out', count: 1 }],
    ],
    ['points on the total', [[{ kind: 'points', entryId: 'А', points: '-1.5' }]], [{ kind: 'points', points: '-1.5' }]],
    ['being left out', [[{ kind: 'entry-left-out', entryId: 'А' }]], [{ kind: 'entry-left-out' }]],
  ])('of %s', (_what, lists, changes) => {
    expect(told('А', lists)).toEqual([{ id: 'k0', ground: 'Г0', changes }]);
  });

  it('is each correction by itself, beginning where the one before it ended', () => {
    expect(told('А', [[score('3')], [score('4', 'x2')]]).map(({ ground, changes }) => [ground, changes[0]])).toEqual([
      ['Г0', { kind: 'criterion', criterionId: 'c1', before: '7', after: '9/2' }],
      ['Г1', { kind: 'criterion', criterionId: 'c1', before: '9/2', after: '7/2' }],
    ]);
  });

  it('has no figure where the rules keep points to themselves', () => {
    const lists: CorrectionChange[][] = [[score('3'), { kind: 'points', entryId: 'А', points: '2' }]];
    expect(told('А', lists, false)[0]!.changes).toEqual([
      { kind: 'criterion', criterionId: 'c1', before: null, after: null },
      { kind: 'points', points: null },
    ]);
  });

  it('is nothing of another entry, of an expert, or of a sheet that is no longer there', () => {
    const lists: CorrectionChange[][] = [[score('3')], [{ kind: 'sheet-left-out', entryId: 'Б', expertId: 'x9' }]];
    expect(told('Б', lists)).toEqual([]);
    expect(JSON.stringify(told('А', lists))).not.toContain('x1');
    expect(told('В', lists)).toEqual([]);
  });
});
