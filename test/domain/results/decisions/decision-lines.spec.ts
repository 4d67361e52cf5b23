import {
  departureReason,
  itemOfLine,
  soundLines,
  unrankedLines,
  type DecisionLine,
} from '../../../../src/domain/results/decisions/decision-lines.js';

const entry = (id: string, nominationId: string, regionCode = 'RU-YAR') => ({
  id,
  nominationId,
  registerNumber: id.toUpperCase(),
  regionCode,
});
const entries = new Map(
  [entry('a', 'n'), entry('b', 'n'), entry('c', 'closed'), entry('d', 'n', 'RU-MOW')].map((one) => [
    one.registerNumber,
    one,
  ]),
);
const kinds = ['winner', 'finalist', 'regional-laureate'] as const;
const line = (row: number, number: string, outcome: DecisionLine['outcome'], part: Partial<DecisionLine> = {}) => ({
  row,
  number,
  kind: outcome ?? 'nonsense',
  outcome,
  reason: 'Решение совета',
  ...part,
});
const read = (lines: DecisionLine[]) => {
  const { found, problems } = soundLines(lines, { kinds, entries, closed: new Set(['closed']) });
  return {
    found: found.map(({ row }) => row),
    problems: problems.map(({ row, column, rule }) => `${row} ${column} ${rule}`),
  };
};

describe('a line of a table of decisions', () => {
  it.each<[string, DecisionLine[], string[]]>([
    ['without a number', [line(1, '', 'winner')], ['1 number required']],
    ['of an entry that is not admitted', [line(1, 'X', 'winner')], ['1 number entry-not-admitted']],
    ['of an entry that the person must not meet', [line(1, 'C', 'winner')], ['1 number conflict-of-interest']],
    ['without a kind', [line(1, 'A', null, { kind: '' })], ['1 kind required']],
    ['of an unknown kind', [line(1, 'A', null)], ['1 kind not-offered']],
    ['of a kind that the cycle does not award', [line(1, 'A', 'laureate')], ['1 kind outcome-not-foreseen']],
    ['without a reason', [line(1, 'A', 'winner', { reason: '  ' })], ['1 reason required']],
    ['that stands twice', [line(1, 'A', 'winner'), line(2, 'A', 'winner')], ['2 number duplicate']],
    [
      'of a second laureate of a region',
      [line(1, 'A', 'regional-laureate'), line(2, 'B', 'regional-laureate'), line(3, 'D', 'regional-laureate')],
      ['2 number one-of-a-region'],
    ],
    [
      'with several faults',
      [line(1, 'X', null, { reason: '' })],
      ['1 number entry-not-admitted', '1 kind not-offered', '1 reason required'],
    ],
  ])('%s is refused by row and column', (_what, lines, expected) => {
    expect(read(lines).problems).toEqual(expected);
  });

  it('without a fault is kept, one entry having several kinds', () => {
    expect(read([line(1, 'A', 'winner'), line(2, 'A', 'finalist')])).toEqual({ found: [1, 2], problems: [] });
  });

  it('of an entry without a ranking rests on none, but for a regional choice', () => {
    const { found } = soundLines([line(1, 'A', 'winner'), line(2, 'B', 'winner'), line(3, 'D', 'regional-laureate')], {
      kinds,
      entries,
      closed: new Set(),
    });
    const contenders = new Map([['n', [{ entryId: 'a', place: { from: 1, to: 1 } }]]]);
    expect(unrankedLines(found, contenders)).toEqual([{ row: 2, column: 'number', rule: 'unranked' }]);
    const items = found.map((one) => itemOfLine(one, { nomination: { id: 'n', title: 'Н' }, rankingHash: 'hash' }));
    expect(items.map(({ rankingHash, regionCode }) => [rankingHash, regionCode])).toEqual([
      ['hash', undefined],
      ['hash', undefined],
      [null, 'RU-MOW'],
    ]);
  });
});

describe('the reason for passing a better place over', () => {
  const contenders = ['a', 'b', 'c'].map((entryId, index) => ({ entryId, place: { from: index + 1, to: index + 1 } }));
  const facts = { outcome: 'winner' as const, contenders, standing: [], rule: 'По правилу' };

  it.each([
    ['a', ['a'], ''],
    ['b', ['b'], 'По правилу'],
    ['b', ['a', 'b'], ''],
  ])('for %s of %j is «%s»', (entryId, chosen, expected) => {
    expect(departureReason(entryId, { ...facts, chosen })).toBe(expected);
  });

  it('is not asked where what was decided before stands above', () => {
    const before = { ...facts, outcome: 'runner-up' as const, chosen: ['b'] };
    expect(departureReason('b', before)).toBe('По правилу');
    expect(departureReason('b', { ...before, standing: [{ entryId: 'a', outcome: 'winner' }] })).toBe('');
  });
});
