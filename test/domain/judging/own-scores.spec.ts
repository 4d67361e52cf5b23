import { distributions, outliers, spreadOf, timeLeft } from '../../../src/domain/judging/own-scores.js';

const now = new Date('2019-11-20T09:00:00Z');
const scale = { scaleMin: '0', scaleMax: '10', scaleStep: '1', weight: '1' };
const criteria = [
  { id: 'effect', title: 'Эффект', ...scale },
  { id: 'repeat', title: 'Повторимость', ...scale },
];

describe('the own pace and points', () => {
  const minutes = (count: number) => ({ createdAt: now, submittedAt: new Date(now.getTime() + count * 60_000) });

  it('foretells by the median of at least three sheets, so that a long pause counts little', () => {
    expect(timeLeft([minutes(5), minutes(7)], 10)).toBeNull();
    expect(timeLeft([minutes(5), minutes(7), minutes(600)], 10)).toBe(70 * 60_000);
    expect(timeLeft([minutes(5), minutes(7), minutes(9), minutes(600)], 2)).toBe(16 * 60_000);
  });

  it('are counted by criterion, and a narrow range is named', () => {
    const sheets = ['7', '8', '8', '9'].map((points, index) => ({ id: `s${index}`, scores: { effect: points } }));
    expect(distributions(sheets, criteria)).toEqual([
      {
        criterionId: 'effect',
        counts: [
          { points: '7', count: 1 },
          { points: '8', count: 2 },
          { points: '9', count: 1 },
        ],
        range: { from: '7', to: '9' },
        narrow: true,
      },
      { criterionId: 'repeat', counts: [], range: null, narrow: false },
    ]);
    const wide = ['0', '5', '10'].map((points, index) => ({ id: `s${index}`, scores: { effect: points } }));
    expect(distributions(wide, criteria)[0]!.narrow).toBe(false);
  });

  it('name the sheets far from the own median, the furthest first, and none of few', () => {
    const sheets = ['7', '7', '8', '6', '7', '1', '10'].map((points, index) => ({
      id: `s${index}`,
      scores: { effect: points },
    }));
    expect(outliers(sheets)).toEqual([
      { id: 's5', mean: 1, median: 7 },
      { id: 's6', mean: 10, median: 7 },
    ]);
    expect(outliers(sheets.slice(2, 6))).toEqual([]);
    expect(outliers(sheets.slice(2, 7)).map(({ id }) => id)).toEqual(['s5', 's6']);
  });

  it('of a panel are shown as least, median and greatest', () => {
    const sheets = ['3', '9', '8', '7'].map((points) => ({ scores: { effect: points } }));
    expect(spreadOf(sheets, 'effect')).toEqual({ min: 3, median: 7.5, max: 9, count: 4 });
    expect(spreadOf(sheets, 'repeat')).toBeNull();
  });
});
