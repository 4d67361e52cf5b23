import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'laureat-assign-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dist = join(__dirname, '../../dist');

function run(args: string[], env = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

function assign(problem: unknown) {
  const path = join(folder, 'problem.json');
  writeFileSync(path, typeof problem === 'string' ? problem : JSON.stringify(problem));
  return run([join(dist, 'cli.js'), 'assign', path, '--json']);
}

/** A long problem in a thread of the built program, stopped after its first news of progress. */
const stoppedThread = `
import { solveInThread } from ${JSON.stringify(pathToFileURL(join(dist, 'judging/optimiser/solve-in-thread.js')).href)};
const list = (letter, count, more) => Array.from({ length: count }, (_, index) =>
  ({ id: letter + index, regionCode: null, organisationId: null, ...more }));
const affinity = Float64Array.from({ length: 4000 * 400 }, (_, at) => (at * 7919) % 1009);
const problem = { entries: list('e', 4000), experts: list('x', 400, { min: 30, max: 30 }), conflicts: [],
  reviewsPerEntry: 3, affinity, fixed: [], forbidden: [], seed: 1 };
const stop = new AbortController();
let news = 0;
const onProgress = () => { news += 1; stop.abort(); };
const said = await solveInThread(problem, { onProgress, signal: stop.signal }).then(() => 'solved', (error) => error.name);
const again = await solveInThread({ ...problem, entries: list('e', 1), experts: list('x', 3, { min: 0, max: 1 }), affinity: [] });
console.log(JSON.stringify({ said, news: news > 0, pairs: again.plan.pairs.length }));
`;

describe('the command assign', () => {
  // By hand: b may not have y, so it takes x and z; a is best with x and y.
  it('prints the best plan with its bound and loads', async () => {
    const { code, stdout } = await assign({
      reviewsPerEntry: 2,
      entries: [{ id: 'a' }, { id: 'b' }],
      experts: [{ id: 'x', min: 0, max: 2 }, { id: 'y' }, { id: 'z', max: 1 }],
      affinity: [
        ['a', 'x', 0.1],
        ['b', 'x', 0.2],
        ['a', 'z', -1],
      ],
      conflicts: [['b', 'y']],
    });
    const pairs = ['a x', 'a y', 'b x', 'b z'].map((pair) => pair.split(' '));
    expect([code, JSON.parse(stdout)]).toEqual([0, { pairs, objective: 0.3, bound: 0.3, loads: { min: 1, max: 2 } }]);
  });

  it('says by exit code 3 that there is no plan, and why', async () => {
    const { code, stdout } = await assign({
      reviewsPerEntry: 2,
      entries: [{ id: 'a' }, { id: 'b' }],
      experts: [{ id: 'x' }, { id: 'y' }],
      forbidden: [['b', 'y']],
    });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      infeasible: { reason: 'experts-few', entries: ['b'], experts: ['x'], needed: 2, available: 1 },
    });
  });

  it.each([
    ['{', ['malformed']],
    [{ entries: [], experts: [] }, ['/reviewsPerEntry']],
    [{ reviewsPerEntry: 1, entries: [{ id: 'a' }, { id: 'a' }], experts: [] }, ['/entries/1/id', 'duplicate']],
    [{ reviewsPerEntry: 1, entries: [], experts: [], fixd: [] }, ['/fixd', 'unknown-field']],
    [
      { reviewsPerEntry: 1, entries: [{ id: 'a' }], experts: [], affinity: [['a', 'x', 1]] },
      ['/affinity/0/1', 'not-offered'],
    ],
  ])('names what is wrong in %j', async (problem, named) => {
    const { code, stdout, stderr } = await assign(problem);
    expect([code, stdout]).toEqual([1, '']);
    for (const text of named) expect(stderr).toContain(text);
  });
});

describe('a command that is refused', () => {
  it.each([
    ['ru_RU.UTF-8', 'В файле есть ошибки', '/reviewsPerEntry: Здесь нужны другие данные.'],
    ['C.UTF-8', 'The file has faults', '/reviewsPerEntry: '],
  ])('says so in the words of the terminal (%s), with the place of each fault', async (LC_ALL, title, fault) => {
    const path = join(folder, 'problem.json');
    writeFileSync(path, JSON.stringify({ reviewsPerEntry: 1.5, entries: [], experts: [] }));
    const { code, stderr } = await run([join(dist, 'cli.js'), 'assign', path], { LC_ALL });
    expect([code, stderr.includes(title), stderr.includes(fault)]).toEqual([1, true, true]);
  });
});

describe('solving in a thread', () => {
  it('tells of progress, stops when told to, and solves', async () => {
    const script = join(folder, 'thread.mjs');
    writeFileSync(script, stoppedThread);
    const { stdout } = await run([script]);
    expect(JSON.parse(stdout)).toEqual({ said: 'PlanningStopped', news: true, pairs: 3 });
  });
});
