import { Figures, summary, table } from '../../../scripts/figures.mjs';

describe('the figures of a measurement', () => {
  it.each([
    [[3], { n: 1, min: 3, median: 3, max: 3 }],
    [[10, 9, 2], { n: 3, min: 2, median: 9, max: 10 }],
    [[4, 1, 3, 2], { n: 4, min: 1, median: 2.5, max: 4 }],
  ])('of %p are summed up by number, not by letter', (values, expected) => {
    expect(summary(values)).toEqual(expected);
  });

  it('are collected per bench, figure and unit', () => {
    const figures = new Figures();
    for (const value of [5, 7]) figures.note({ bench: 'rank', figure: 'entries', unit: '1/s' }, value);
    figures.note({ bench: 'rank', figure: 'time', unit: 'ms' }, 1);
    expect(figures.all()).toEqual([
      { bench: 'rank', figure: 'entries', unit: '1/s', n: 2, min: 5, median: 6, max: 7 },
      { bench: 'rank', figure: 'time', unit: 'ms', n: 1, min: 1, median: 1, max: 1 },
    ]);
  });

  it('must be numbers', () => {
    expect(() => new Figures().note({ bench: 'rank', figure: 'time', unit: 'ms' }, Number.NaN)).toThrow('not a number');
  });

  it('stand in columns, the machine below', () => {
    const figures = [{ bench: 'rank', figure: 'time', unit: 'ms', n: 3, min: 1.23456, median: 12_345.6, max: 99_999 }];
    const machine = { machine: 'A processor', cores: 2, memoryGiB: 4, node: 'v20.0.0', platform: 'linux' };
    expect(table(figures, machine)).toEqual([
      'bench  figure  unit  n    min  median    max',
      'rank   time    ms    3  1.235   12346  99999',
      '',
      'A processor, 2 cores, 4 GiB, Node v20.0.0',
    ]);
  });
});
