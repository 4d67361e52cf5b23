import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { headed, spreadsheet, text } from '../support/spreadsheet.js';

const reader = pathToFileURL(join(__dirname, '../../dist/platform/tables/any-table.js')).href;
const folder = mkdtempSync(join(tmpdir(), 'laureat-tables-'));

/** An archive that says of its parts to be of another size than they are. */
function lying(archive: Uint8Array, size: number): Uint8Array {
  const bytes = Buffer.from(archive);
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4))
    if (bytes.readUInt32LE(at + 24) > size) bytes.writeUInt32LE(size, at + 24);
  return bytes;
}

interface Reading {
  rows?: unknown[];
  code?: string;
  ms: number;
  /** The longest time in which the process did nothing else. */
  longestMs: number;
}

/** What the built program makes of a file, in a process of its own. */
function read(bytes: Uint8Array): Reading {
  const path = join(folder, 'table');
  writeFileSync(path, bytes);
  const script = `
    import { readFileSync } from 'node:fs';
    import { readAnyTable } from ${JSON.stringify(reader)};
    const bytes = readFileSync(${JSON.stringify(path)});
    let [last, longestMs] = [performance.now(), 0];
    setInterval(() => { const now = performance.now(); longestMs = Math.max(longestMs, now - last); last = now; }, 10).unref();
    const startedAt = performance.now();
    const table = await readAnyTable(bytes, 'люди.xlsx', ['name', 'email']).catch((error) => ({ code: error.code ?? String(error) }));
    console.log(JSON.stringify({ rows: table.rows?.slice(0, 3), code: table.code, ms: performance.now() - startedAt, longestMs }));`;
  const program = join(folder, 'read.mjs');
  writeFileSync(program, script);
  const said = execFileSync(process.execPath, [program], { maxBuffer: 1e8 });
  return JSON.parse(said.toString()) as Reading;
}

/** A machine that does other things besides is so much slower; what this guards against took a minute and a half. */
const busy = 5;

describe('a spreadsheet', () => {
  it('is read by the cells that are there, whatever it says of its size', () => {
    const rows = `${headed}<row r="2">${text('A2', 'Анна')}${text('B2', 'a@example.org')}</row>`;
    const { rows: found } = read(spreadsheet(rows, { before: '<dimension ref="A1:XFD1048576"/>' }));
    expect(found).toEqual([{ row: 2, cells: { name: 'Анна', email: 'a@example.org' } }]);
  });

  const many = (count: number) => {
    const one = '<c><v>1</v></c>';
    return Array.from({ length: count / 1000 }, () => `<row>${one.repeat(1000)}</row>`).join('');
  };
  it.each<[string, () => Uint8Array, string]>([
    [
      'goes to the last row and column',
      () => spreadsheet(`${headed}<row r="1048576">${text('XFD1048576', 'x')}</row>`),
      'table-too-big',
    ],
    [
      'has a row beyond any sheet',
      () => spreadsheet(`${headed}<row r="1e9">${text('B2', 'x')}</row>`),
      'table-too-big',
    ],
    ['unpacks to 150 MB', () => spreadsheet(`${headed}${' '.repeat(150 * 1024 * 1024)}`), 'table-too-big'],
    [
      'unpacks to 150 MB and says 1 KB',
      () => lying(spreadsheet(`${headed}${' '.repeat(150 * 1024 * 1024)}`), 1024),
      'file-type-not-allowed',
    ],
    ['has more cells than are read', () => spreadsheet(headed + many(1_200_000)), 'table-too-big'],
  ])('that %s is refused within 2 s, and others are answered meanwhile', (_what, make, code) => {
    const { ms, longestMs, ...found } = read(make());
    expect(found).toEqual({ code });
    expect(ms).toBeLessThan(2000 * busy);
    expect(longestMs).toBeLessThan(300 * busy);
  });

  it('that says a long word in very many cells is refused', () => {
    const shared = `<si><t>${'я'.repeat(1_000_000)}</t></si>`;
    const rows = Array.from(
      { length: 500 },
      (_, index) => `<row r="${index + 2}"><c r="A${index + 2}" t="s"><v>0</v></c></row>`,
    );
    const { code, longestMs } = read(spreadsheet(headed + rows.join(''), { shared }));
    expect([code, longestMs < 300 * busy]).toEqual(['table-too-big', true]);
  });
});

it('a large table of text is read aside, and in portions', () => {
  const line = `Анна Каренина;anna@example.org\n`;
  const { rows, longestMs } = read(Buffer.from(`name;email\n${line.repeat(200_000)}`));
  expect(rows).toHaveLength(3);
  expect(longestMs).toBeLessThan(500);
});
