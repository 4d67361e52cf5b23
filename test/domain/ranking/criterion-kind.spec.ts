import { endsOf } from '../../../src/domain/judging/score-sheet.js';
import { hasPoints, pickOf, stepOf, traitsOf, type CriterionKind } from '../../../src/domain/ranking/criterion-kind.js';

const scale = { scaleMin: '1', scaleMax: '10', scaleStep: '0.5' };
const levels: CriterionKind = {
  kind: 'levels',
  levels: [
    { label: 'Сильно', points: '9' },
    { label: 'Слабо', points: '2.5' },
    { label: 'Средне', points: '10' },
  ],
};

describe('the table of kinds', () => {
  it.each<[CriterionKind | undefined, [min: string, max: string, step: string], hasPoints: boolean, isPick: boolean]>([
    [undefined, ['1', '10', '0.5'], true, false],
    [{ kind: 'numeric' }, ['1', '10', '0.5'], true, false],
    [levels, ['2.5', '10', '1'], true, false],
    [{ kind: 'pass-fail', gate: 'any' }, ['0', '1', '1'], true, false],
    [{ kind: 'rank', top: 7 }, ['0', '7', '1'], true, true],
    [{ kind: 'vote', most: null }, ['0', '1', '1'], true, true],
    [{ kind: 'information' }, ['0', '0', '1'], false, false],
  ])('%j', (kind, [scaleMin, scaleMax, step], points, isPick) => {
    const criterion = { ...scale, ...(kind && { kind }) };
    expect(endsOf(criterion)).toEqual({ scaleMin, scaleMax });
    expect(stepOf(criterion)).toBe(step);
    expect(hasPoints(kind)).toBe(points);
    expect(traitsOf(kind).isWeighed).toBe(points);
    expect(pickOf(kind)).toEqual(isPick ? kind : null);
  });

  it.each<[CriterionKind, unknown, unknown]>([
    [{ kind: 'numeric' }, null, null],
    [levels, { key: 'levels' }, { key: 'kind.levels' }],
    [{ kind: 'pass-fail', gate: 'majority' }, { key: 'gate.majority' }, { key: 'kind.pass-fail' }],
    [
      { kind: 'rank', top: 3 },
      { key: 'places', n: 3 },
      { key: 'places', n: 3 },
    ],
    [
      { kind: 'vote', most: 5 },
      { key: 'votesMost', n: 5 },
      { key: 'votes', n: 5 },
    ],
    [{ kind: 'vote', most: null }, { key: 'votes' }, { key: 'kind.vote' }],
    [{ kind: 'information' }, { key: 'information' }, { key: 'kind.information' }],
  ])('%j has words', (kind, words, asked) => {
    expect(traitsOf(kind).words(kind)).toEqual(words);
    expect(traitsOf(kind).asked(kind)).toEqual(asked);
  });
});
