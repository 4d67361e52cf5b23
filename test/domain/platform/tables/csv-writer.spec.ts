import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvLine } from '../../../../src/platform/tables/csv-writer.js';

const cells = fc.array(fc.string({ unit: fc.constantFrom(...'aя1.,-=+@;"\n\r\t\uff1d \'') }), {
  minLength: 1,
  maxLength: 6,
});
const negative = /^-\d+(?:[.,]\d+)?$/;

test('a line is that of the library that writes the other tables, but for negative numbers', () => {
  fc.assert(
    fc.property(cells, (line) => {
      fc.pre(!line.some((cell) => negative.test(cell) || /^[+]\d/.test(cell)));
      expect(csvLine(line)).toBe(stringify([line], { delimiter: ';', escape_formulas: true }));
    }),
  );
});

test('what was written is what is read, with a mark before what looks like a formula', () => {
  fc.assert(
    fc.property(cells, (line) => {
      fc.pre(line.some(Boolean));
      const [read] = parse(csvLine(line), { delimiter: ';' });
      const known = line.map((cell) => (/^[=+\-@\t\r\uff1d]/.test(cell) && !negative.test(cell) ? `'${cell}` : cell));
      expect(read).toEqual(known);
    }),
  );
});

test.each([
  ['=1+1', `'=1+1\n`],
  ['-7,5', '-7,5\n'],
  ['-7+1', `'-7+1\n`],
  ['@SUM(A1)', `'@SUM(A1)\n`],
  ['=HYPERLINK("a";"b")', `"'=HYPERLINK(""a"";""b"")"\n`],
])('%s is written as %s', (cell, line) => {
  expect(csvLine([cell])).toBe(line);
});
