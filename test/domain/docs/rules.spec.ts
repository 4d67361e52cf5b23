import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/platform/web/project-root.js';

interface Row {
  line: number;
  functions: string;
  tests: string;
}

/** The rows of the tables of docs/rules.md that lead from a sentence to its function and its test. */
function rows(): Row[] {
  let columns: string[] = [];
  return readFileSync(join(projectRoot, 'docs', 'rules.md'), 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      if (!text.startsWith('|')) return [];
      const cells = text.split('|').map((cell) => cell.trim());
      if (cells.includes('Function')) columns = cells;
      if (cells.includes('Function') || /^\|[\s|-]+$/.test(text) || !columns.includes('Function')) return [];
      return [
        {
          line: index + 1,
          functions: cells[columns.indexOf('Function')] ?? '',
          tests: cells[columns.indexOf('Test')] ?? '',
        },
      ];
    });
}

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const isFile = (code: string) => code.endsWith('.ts');
const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|sql)$/.test(file))
  .map((file) => readFileSync(join(projectRoot, 'src', file), 'utf8'))
  .join('\n');

/** Functions, constants, classes and types, methods; functions, triggers and constraints of SQL. */
const declared = (text: string): Set<string> =>
  new Set(
    [
      ...text.matchAll(/(?:function|const|class|interface|type|FUNCTION|TRIGGER|CONSTRAINT)\s+(\w+)/g),
      ...text.matchAll(/^ {2}(?:static |async |private )*(\w+)\(/gm),
    ].map(([, name]) => name!),
  );

describe('docs/rules.md', () => {
  test('has rows', () => expect(rows().length).toBeGreaterThan(100));

  test('names files and tests that are there', () => {
    const missing = rows().flatMap(({ line, functions, tests }) => [
      ...codes(functions)
        .filter((code) => isFile(code) && !existsSync(join(projectRoot, 'src', code)))
        .map((file) => `${line}: src/${file}`),
      ...codes(tests)
        .filter((code) => isFile(code) && !existsSync(join(projectRoot, 'test', code)))
        .map((file) => `${line}: test/${file}`),
    ]);
    expect(missing).toEqual([]);
  });

  test('names functions that stand where it says', () => {
    const everywhere = declared(sources);
    const missing = rows().flatMap(({ line, functions }) => {
      const places = [...functions.matchAll(/((?:`\w+`(?:, | and )?)+) \(`([\w./-]+\.ts)`/g)];
      const placed = places.flatMap(([, names, file]) => {
        const here = declared(readFileSync(join(projectRoot, 'src', file!), 'utf8'));
        return codes(names!)
          .filter((name) => !here.has(name))
          .map((name) => `${line}: ${name} is not in ${file}`);
      });
      const anywhere = codes(functions)
        .filter((code) => /^\w+$/.test(code) && !everywhere.has(code))
        .map((name) => `${line}: ${name}`);
      return [...placed, ...anywhere];
    });
    expect(missing).toEqual([]);
  });
});
