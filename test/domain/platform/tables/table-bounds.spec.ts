import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { mustBeNarrow } from '../../../../src/platform/tables/table.js';
import { tableBounds } from '../../../../src/platform/tables/table-bounds.js';

const { columns } = tableBounds;
const row = (filled: number, empty = 0) => [...Array<string>(filled).fill('а'), ...Array<string>(empty).fill(' ')];

test.each([
  ['as many columns as are looked through', [row(columns)], null],
  ['empty columns behind them', [row(columns, 3000)], null],
  ['no rows', [], null],
  ['one more', [row(1), row(columns + 1)], 'table-too-big'],
  ['something far to the right', [[...row(0, 3000), 'а']], 'table-too-big'],
] as const)('a table with %s', (_what, rows, code) => {
  let refused: string | null = null;
  try {
    mustBeNarrow('люди.csv', rows);
  } catch (error) {
    refused = (error as Refusal).code;
  }
  expect(refused).toBe(code);
});
