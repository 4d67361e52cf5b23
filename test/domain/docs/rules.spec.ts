import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/platform/web/project-root.js';

interface Row {
  line: number;
  section: string;
  functions: string;
  tests: string;
}

const document = readFileSync(join(projectRoot, 'docs', 'rules.md'), 'utf8');

/** The rows of the tables of docs/rules.md that lead from a sentence to its function and its test. */
function rows(): Row[] {
  let columns: string[] = [];
  let section = '';
  return document.split('\n').flatMap((text, index) => {
    section = /^## (\d+)\. /.exec(text)?.[1] ?? section;
    if (text.startsWith('## ')) columns = [];
    if (!text.startsWith('|')) return [];
    const cells = text.split('|').map((cell) => cell.trim());
    if (cells.includes('Function')) columns = cells;
    if (cells.includes('Function') || /^\|[\s|-]+$/.test(text) || !columns.includes('Function')) return [];
    return [
      {
        line: index + 1,
        section,
        functions: cells[columns.indexOf('Function')] ?? '',
        tests: cells[columns.indexOf('Test')] ?? '',
      },
    ];
  });
}

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const isFile = (code: string) => /\.(ts|sql)$/.test(code);
/** Names with the file that has them: `one`, `other` (`file`). */
const placed = /((?:`[\w.]+`(?:, | and )?)+) \(`([\w./-]+\.(?:ts|sql))`\)/g;
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

  test('has each section once, numbered from one', () => {
    const sections = [...document.matchAll(/^## (\d+)\. (.+)$/gm)];
    expect(sections.map(([, number]) => Number(number))).toEqual(sections.map((_section, index) => index + 1));
    const titles = sections.map(([, , title]) => title);
    expect([...new Set(titles)]).toEqual(titles);
  });

  test('leads each row to a path and a test, and each name to the path behind it', () => {
    const unled = rows().flatMap(({ line, functions, tests }) => [
      ...(codes(functions).some(isFile) ? [] : [`${line}: no path`]),
      ...(codes(tests).some(isFile) ? [] : [`${line}: no test`]),
      ...codes(functions.replaceAll(placed, '').replaceAll(/`[\w./-]+\.(?:ts|sql)`/g, '')).map(
        (name) => `${line}: ${name}`,
      ),
    ]);
    expect(unled).toEqual([]);
  });

  test('has what says that it holds a rule in the section of that rule', () => {
    const sections = new Map<string, Set<string>>();
    for (const { section, functions } of rows())
      for (const name of codes(functions)) sections.set(name, (sections.get(name) ?? new Set()).add(section));
    const astray = readdirSync(join(projectRoot, 'src', 'domain'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [
          ...readFileSync(join(projectRoot, 'src', 'domain', file), 'utf8').matchAll(
            /\/\*\*\s(?:\s*\*\s)?Rules §(\d+)(?:(?!\*\/)[^])*\*\/\n(?:export )?(?:function|const) (\w+)/g,
          ),
        ]
          .filter(([, section, name]) => sections.has(name!) && !sections.get(name!)!.has(section!))
          .map(
            ([, section, name]) => `${file}: ${name} says §${section}, is in §${[...sections.get(name!)!].join(', §')}`,
          ),
      );
    expect(astray).toEqual([]);
  });

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
      const inPlace = [...functions.matchAll(placed)].flatMap(([, names, file]) => {
        const here = declared(readFileSync(join(projectRoot, 'src', file!), 'utf8'));
        return codes(names!)
          .filter((name) => !here.has(name.split('.').at(-1)!))
          .map((name) => `${line}: ${name} is not in ${file}`);
      });
      const anywhere = codes(functions)
        .filter((code) => /^\w+$/.test(code) && !everywhere.has(code))
        .map((name) => `${line}: ${name}`);
      return [...inPlace, ...anywhere];
    });
    expect(missing).toEqual([]);
  });
});
