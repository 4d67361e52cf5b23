import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { isOnScale } from '../../../src/domain/judging/score-sheet.js';
import { mustGoTogether, pickProblems, placeOf, pointsOfPlace } from '../../../src/domain/judging/picks.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';

const scale = { scaleMin: '0', scaleMax: '5', scaleStep: '0.5' };
const places = { id: 'p', title: 'Лучшие', kind: { kind: 'rank' as const, top: 3 } };
const votes = (most: number | null) => ({ id: 'v', title: 'Голос', kind: { kind: 'vote' as const, most } });
const other = (registerNumber: string, scores: Record<string, string>) => ({ registerNumber, scores });

describe('places and votes of an expert', () => {
  test.each([
    [1, 10, '10'],
    [10, 10, '1'],
    [3, 3, '1'],
  ])(
    'place %i of %i gives %s points (domain.md §8.27: the first of ten gets 10, the tenth 1)',
    (place, top, points) => {
      expect(pointsOfPlace(place, top)).toBe(points);
      expect(placeOf(points, top)).toBe(place);
    },
  );

  test.each(['0', '11', '-1', '2.5', '', undefined])('%s points are no place of ten', (points) => {
    expect(placeOf(points, 10)).toBeNull();
  });

  test.each([
    ['places', places.kind, ['0', '1', '3'], ['4', '-1', '0.5']],
    ['a vote', votes(null).kind, ['0', '1'], ['2', '0.5', '-1']],
  ])('%s: what is on the scale does not depend on the numeric one', (_what, kind, on, off) => {
    expect(on.filter((points) => !isOnScale(points, { ...scale, kind }))).toEqual([]);
    expect(off.filter((points) => isOnScale(points, { ...scale, kind }))).toEqual([]);
  });

  test('a place is given once in a nomination, and the refusal names the entry that has it', () => {
    const others = [other('2019-0002', { p: '3' }), other('2019-0003', { p: '0' })];
    expect(pickProblems({ p: '3' }, others, [places])).toEqual([
      { code: 'place-taken', criterion: 'p', title: 'Лучшие', place: 1, entry: '2019-0002' },
    ]);
    expect(pickProblems({ p: '2' }, others, [places])).toEqual([]);
    expect(pickProblems({ p: '0' }, others, [places])).toEqual([]);
    expect(pickProblems({}, others, [places])).toEqual([]);
    for (const typed of ['', 'первое', '1e1', '3/1']) {
      expect(pickProblems({ p: typed }, others, [places])).toEqual([]);
      expect(pickProblems({ p: '2' }, [other('a', { p: typed })], [places])).toEqual([]);
    }
  });

  test('there are so many votes and no more; without a number any', () => {
    const others = [other('a', { v: '1' }), other('b', { v: '1' }), other('c', { v: '0' })];
    expect(pickProblems({ v: '1' }, others, [votes(2)])).toEqual([
      { code: 'votes-spent', criterion: 'v', title: 'Голос', most: 2 },
    ]);
    expect(pickProblems({ v: '0' }, others, [votes(2)])).toEqual([]);
    expect(pickProblems({ v: '1' }, others, [votes(3)])).toEqual([]);
    expect(pickProblems({ v: '1' }, others, [votes(null)])).toEqual([]);
  });

  test('sheets handed in one after another never hold a place twice or a vote too many', () => {
    const sheet = fc.record({ p: fc.integer({ min: 0, max: 3 }), v: fc.integer({ min: 0, max: 1 }) });
    fc.assert(
      fc.property(fc.array(sheet, { maxLength: 12 }), (sheets) => {
        const accepted: { registerNumber: string; scores: Record<string, string> }[] = [];
        for (const [index, { p, v }] of sheets.entries()) {
          const scores = { p: String(p), v: String(v) };
          try {
            mustGoTogether(scores, accepted, [places, votes(2)]);
            accepted.push({ registerNumber: String(index), scores });
          } catch {
            // Not together with the others: it is not handed in.
          }
        }
        const given = accepted.map(({ scores }) => scores['p']).filter((points) => points !== '0');
        expect(new Set(given).size).toBe(given.length);
        expect(accepted.filter(({ scores }) => scores['v'] === '1').length).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('three members rank their best three: sums of points give the order (Borda, worked by hand)', () => {
    const entries = ['a', 'b', 'c', 'd'].map((id, index) => ({
      id,
      regionCode: '77',
      registerNumber: id,
      submittedAt: `2019-06-0${index + 1}T00:00:00.000Z`,
    }));
    // a: 3 + 2 + 3 = 8, b: 2 + 3 + 0 = 5, c: 1 + 1 + 2 = 4, d: 0 + 0 + 1 = 1
    const ballots = { x: ['a', 'b', 'c'], y: ['b', 'a', 'c'], z: ['a', 'c', 'd'] };
    const sheets = Object.entries(ballots).flatMap(([expertId, order]) =>
      entries.map(({ id }) => ({
        entryId: id,
        expertId,
        scores: { p: order.includes(id) ? pointsOfPlace(order.indexOf(id) + 1, 3) : '0' },
      })),
    );
    const result = rankEntries({
      criteria: [{ id: 'p', weight: '1', scaleMax: '100' }],
      entries,
      sheets,
      decimals: 2,
      rule: {
        aggregate: 'mean-per-criterion-then-weighted-sum',
        across: { kind: 'sum' },
        roundCriterionMeanTo: null,
        roundTotalTo: null,
        minSheets: 1,
        tieChain: [{ kind: 'share' }],
        kinds: { p: places.kind },
        normalise: { to: '100', by: 'scale-maximum' },
      },
    });
    // Of 9 points at most: 8/9, 5/9, 4/9, 1/9 of a hundred.
    expect(result.rows.map(({ entryId, place, totalShown }) => [entryId, place.from, totalShown])).toEqual([
      ['a', 1, '88.89'],
      ['b', 2, '55.56'],
      ['c', 3, '44.44'],
      ['d', 4, '11.11'],
    ]);
  });
});
