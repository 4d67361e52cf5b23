import { barChart, hourChart, intervalPlot } from '../../../../src/platform/web/charts.js';
import { heat, readTileGrid, tileMap } from '../../../../src/platform/web/tile-map.js';

const grid = readTileGrid();

describe('The tile map', () => {
  test('has a place and letters of its own for each of the 89 regions', () => {
    const tiles = Object.values(grid);
    expect(tiles).toHaveLength(89);
    expect(new Set(tiles.map(({ x, y }) => `${x},${y}`)).size).toBe(89);
    expect(new Set(tiles.map(({ label }) => label)).size).toBe(89);
  });

  test.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 2],
    [10, 3],
    [20, 4],
    [500, 4],
  ])('puts a count of %s on step %s', (count, step) => {
    expect(heat(count, [5, 10, 20])).toBe(step);
  });

  test('draws only the regions of its date, frames the own one and links those with something', () => {
    const map = tileMap({
      grid,
      counts: { 'RU-BA': 6 },
      labels: { 'RU-BA': 'Республика Башкортостан', 'RU-MUR': 'Мурманская область' },
      title: 'Карта',
      thresholds: [2, 4, 8],
      words: (count) => (count ? `${count} практик` : 'пока нет'),
      current: 'RU-BA',
      href: (code) => `/library?region=${code}`,
    });
    expect(map.tiles.map(({ words, step, current, href }) => ({ words, step, current, href }))).toEqual([
      { words: 'Мурманская область: пока нет', step: 0, current: false, href: null },
      { words: 'Республика Башкортостан: 6 практик', step: 3, current: true, href: '/library?region=RU-BA' },
    ]);
    expect(map.legend.map(({ words }) => words)).toEqual(['пока нет', '1', '2–3', '4–7', '8+']);
  });
});

describe('The charts', () => {
  test('the longest row of bars takes the width, the rest their share', () => {
    const { rows } = barChart([
      { label: 'a', value: 60, second: 40 },
      { label: 'b', value: 0, second: 50 },
      { label: 'c', value: 25 },
    ]);
    expect(rows.map(({ width, secondX, secondWidth }) => [width, secondX, secondWidth])).toEqual([
      [191, 193, 127],
      [0, 0, 159],
      [80, 82, 0],
    ]);
    expect(barChart([]).rows).toEqual([]);
  });

  test('the running hour stands apart, and no hours draw nothing', () => {
    const format = { locale: 'ru', timeZone: 'Europe/Moscow' } as const;
    const words = (clock: string, count: number) => `${clock}: ${count}`;
    const hours = [10, 20].map((count, index) => ({ from: new Date(Date.UTC(2019, 7, 30, 12 + index)), count }));
    const chart = hourChart({ hours, format, title: 'x', words, nowWord: 'сейчас' });
    expect(chart.bars).toEqual([
      { x: 1, y: '87.5', height: '82.5', now: false, words: '15:00: 10' },
      { x: 11, y: '5.0', height: '165.0', now: true, words: '16:00: 20' },
    ]);
    expect(hourChart({ hours: [], format, title: 'x', words, nowWord: 'сейчас' }).axis).toEqual(['', '', 'сейчас']);
  });

  test('one axis serves all rows, and what lies outside stays on the edge', () => {
    const plot = intervalPlot({ from: '26', to: '36', ticks: ['26', '36'], cut: '31' });
    expect(plot.axis).toEqual({
      ticks: [
        { x: '20.0', label: '26' },
        { x: '220.0', label: '36' },
      ],
      cut: '120.0',
    });
    expect(plot.row({ low: '20', high: '40', point: '28.5' })).toMatchObject({
      low: '4.0',
      high: '236.0',
      point: '70.0',
      raw: null,
    });
  });
});
