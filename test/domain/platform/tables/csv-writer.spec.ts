import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readTable } from '../../../../src/platform/tables/csv-table.js';
import { csvText } from '../../../../src/platform/tables/csv-writer.js';
import { projectRoot } from '../../../../src/platform/web/project-root.js';

const plainly = { delimiter: ';', bom: false } as const;
const cells = fc.array(fc.string({ unit: fc.constantFrom(...'aя1.,-=+@;"\n\r\t\uff1d \'') }), {
  minLength: 2,
  maxLength: 6,
});
const number = /^-?\d+(?:[.,]\d+)?$/;

test('no cell that is no number begins as a formula does', () => {
  fc.assert(
    fc.property(cells, (line) => {
      fc.pre(line.some(Boolean));
      const [read] = parse(csvText([line], plainly), { delimiter: ';' });
      expect(read!.filter((cell) => /^[=+\-@\t\r\n\uff1d]/.test(cell) && !number.test(cell))).toEqual([]);
    }),
  );
});

test('what was written is what our own commands read', () => {
  fc.assert(
    fc.property(cells, (line) => {
      const headings = line.map((_cell, index) => `column${index}`);
      const [row] = readTable(Buffer.from(csvText([headings, line])), 'x.csv', []).rows;
      const known = line.map((cell) => cell.trim());
      // A text that was written with an apostrophe before a sign of a formula loses it: spreadsheets show it so too.
      fc.pre(known.some(Boolean) && !line.some((cell) => /^'[=+\-@\t\r\n\uff1d]/.test(cell)));
      expect(Object.values(row!.cells)).toEqual(known);
    }),
  );
});

test.each([
  ['=1+1', `'=1+1\n`],
  ['-7,5', '-7,5\n'],
  ['-0.25', '-0.25\n'],
  ['-7+1', `'-7+1\n`],
  ['@SUM(A1)', `'@SUM(A1)\n`],
  ['\uff1d1', `'\uff1d1\n`],
  ['=HYPERLINK("a";"b")', `"'=HYPERLINK(""a"";""b"")"\n`],
])('%s is written as %s', (cell, line) => {
  expect(csvText([[cell]], plainly)).toBe(line);
});

test('whoever sends a table writes it here', () => {
  const files = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: `src/${file}`, text: readFileSync(join(projectRoot, 'src', file), 'utf8') }));
  const own = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
  expect(own(/from 'csv-stringify/)).toEqual(['src/platform/tables/csv-writer.ts']);
  const senders = own(/text\/csv; charset/);
  expect(senders.length).toBeGreaterThan(5);
  const writers = new Set(own(/tables\/csv-writer\.js'|\/score-spreadsheet\.js'/));
  expect(senders.filter((file) => !writers.has(file))).toEqual([]);
});
