import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statsCommand } from '../../../src/commands/stats.js';
import { fixtureJson, fixturePath, type FixtureFit } from '../statistics/fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'laureat-stats-'));

async function stats(path: string): Promise<{ code: number; data: Record<string, unknown>; text: string }> {
  let [data, text] = [{}, ''];
  const code = await statsCommand.run({
    values: {},
    positionals: [path],
    print: (printed, words) => {
      data = JSON.parse(JSON.stringify(printed)) as object;
      text = words;
    },
  });
  return { code, data, text };
}

function file(content: string): string {
  const path = join(folder, 'sheets.csv');
  writeFileSync(path, content);
  return path;
}

describe('laureat stats', () => {
  it('prints what it promises, and nothing else', async () => {
    const expected = fixtureJson<FixtureFit>('balanced');
    const { code, data } = await stats(fixturePath('balanced.csv'));
    expect(code).toBe(0);
    expect(Object.keys(data)).toEqual([
      'n',
      'connected',
      'mu',
      'variance',
      'icc21',
      'icc2k',
      'alpha',
      'kendallW',
      'entries',
    ]);
    expect(data).toMatchObject({ n: 60, connected: true, alpha: expect.any(Number), kendallW: expect.any(Number) });
    const [first] = data['entries'] as { entry: string; raw: number; adjusted: number; se: number }[];
    expect(Object.keys(first!)).toEqual(['entry', 'raw', 'adjusted', 'se']);
    expect(first!.adjusted).toBeCloseTo(expected.mu + expected.entries[0]!.effect, 6);
  });

  it('reads a byte order mark, semicolons, decimal commas, quotes and other columns', async () => {
    const plain = await stats(file('entry,expert,score\na,1,7.5\na,2,6\nb,1,5\nb,2,5.5\n'));
    const typed = await stats(
      file('\ufeffscore;note;entry;expert\r\n7,5;x;a;1\r\n" 6 ";;a;2\r\n5;;b;1\r\n5,5;"y;z";b;2\r\n\r\n'),
    );
    expect(typed.data).toEqual(plain.data);
  });

  it('leaves with 3 and names the parts that no expert compares, adjusting nothing', async () => {
    const { code, data } = await stats(file('entry,expert,score\na,1,7\nb,1,6\nc,2,5\nd,2,4\n'));
    expect(code).toBe(3);
    expect(data).toMatchObject({
      connected: false,
      mu: null,
      variance: null,
      parts: [
        { entries: ['a', 'b'], experts: ['1'] },
        { entries: ['c', 'd'], experts: ['2'] },
      ],
    });
    expect((data['entries'] as { adjusted: unknown }[]).map(({ adjusted }) => adjusted)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it.each([
    ['a column that is missing', 'entry,expert\na,1\n', /row 1: score/],
    ['an empty cell', 'entry,expert,score\na,,7\n', /row 2: expert is empty/],
    ['a word for a score', 'entry,expert,score\na,1,seven\n', /row 2: score is not a number/],
    ['infinity for a score', 'entry,expert,score\na,1,Infinity\n', /row 2: score is not a number/],
    [
      'a score too great to count with',
      `entry,expert,score\na,1,${'9'.repeat(400)}\n`,
      /row 2: score is not a number of at most 60 signs/,
    ],
    [
      'a pair given twice',
      'entry,expert,score\na,1,7\nb,1,7\na,1,8\n',
      /row 4: expert scored this entry in row 2 already/,
    ],
    ['a row with a cell too many', 'entry,expert,score\na,1,7,5\n', /row 2: cell-count/],
    ['a heading alone', 'entry,expert,score\n', /no rows/],
    ['nothing', '', /row 1/],
  ])('refuses %s, with the row', async (_, content, words) => {
    await expect(stats(file(content))).rejects.toThrow(words);
  });

  it('gives nulls for one entry, for one expert, and a certain answer for equal scores', async () => {
    const one = await stats(file('entry,expert,score\na,1,7\na,2,6\n'));
    expect(one).toMatchObject({ code: 0, data: { variance: null, icc21: null, kendallW: null } });
    const equal = await stats(file('entry,expert,score\na,1,0.1\na,2,0.1\nb,1,0.1\nb,2,0.1\n'));
    expect(equal.data).toMatchObject({ variance: { entry: 0, expert: 0, residual: 0 }, icc21: null, alpha: null });
    expect(equal.text).toContain('ICC(2,1) –');
  });
});
