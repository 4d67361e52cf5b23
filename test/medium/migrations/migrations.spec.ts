import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../../scripts/services.mjs';
import { projectRoot } from '../../../src/platform/web/project-root.js';
import { workerDatabase } from '../../support/database.js';
import { runCommandHere } from '../../support/run-command.js';

const earlier = ['Tables1764000000000', 'Guards1764000000001', 'ToldComments1764000000150'];
const folder = join(projectRoot, 'src', 'migrations', 'sql');

/** The texts of the files by the names of their functions. */
const textOf = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .map((file) => [basename(file, '.sql'), readFileSync(join(folder, file), 'utf8')] as const),
);

async function ask<R extends pg.QueryResultRow>(url: string, ...statements: string[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: R[] = [];
    for (const statement of statements) ({ rows } = await client.query<R>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** A database to which these migrations were applied, as its table says. */
async function databaseWith(name: string, applied: string[]): Promise<string> {
  const url = await workerDatabase(name);
  const rows = applied.map((migration) => `(${migration.slice(-13)}, '${migration}')`);
  await ask(url, 'DELETE FROM migration', `INSERT INTO migration (timestamp, name) VALUES ${rows.join(', ')}`);
  return url;
}

/** What migrating could change: which migrations were applied, and the tables, functions and triggers as they were made. */
const stateOf = (url: string) =>
  ask(
    url,
    `SELECT 'migration' AS what, name, '' AS made FROM migration
     UNION ALL SELECT 'table', relname::text, oid::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT 'function', proname::text, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL SELECT 'trigger', tgname::text, oid::text FROM pg_trigger ORDER BY 1, 2, 3`,
  );

/** `npm start` on a database that is given to it: the exit code and what it said. */
function startOn(url: string, data: string, port: number): Promise<{ code: unknown; stderr: string }> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: url,
    LAUREAT_DATA: data,
    PORT: String(port),
    LC_ALL: 'C',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(projectRoot, 'scripts', 'start.mjs')], { env }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe('A database of another form', () => {
  it('was made by an earlier, unreleased one: migrate says so and how to go on, and changes nothing', async () => {
    const url = await databaseWith('earlier', earlier);
    const before = await stateOf(url);
    for (const args of [['migrate'], ['migrate', '--check']]) {
      const refused = await runCommandHere(args, url);
      expect(refused).toEqual({ code: 1, stdout: '', stderr: expect.any(String) });
      expect(refused.stderr).toMatch(/^laureat: The database is of an earlier form\. .*unreleased.*Make it anew/);
      expect(refused.stderr).toMatch(/LAUREAT_DATA.*DATABASE_URL.*\[database-of-earlier-form\]\n$/);
    }
    expect((await runCommandHere(['migrate'], url, { LANG: 'ru_RU.UTF-8' })).stderr).toMatch(
      /База данных прежнего вида/,
    );
    expect(await stateOf(url)).toEqual(before);
  });

  it('is told by npm start in the same words, without a stack', async () => {
    const url = await databaseWith('earlier', earlier);
    const said = (await runCommandHere(['migrate'], url)).stderr;
    const data = mkdtempSync(join(tmpdir(), 'laureat-start-'));
    try {
      const { code, stderr } = await startOn(url, data, await freePort());
      expect(code).toBe(1);
      expect(stderr).toContain(said);
      expect(stderr).not.toMatch(/^\s+at /m);
    } finally {
      rmSync(data, { recursive: true });
    }
  });

  it('is newer than the program: migrate names what it does not know, and changes nothing', async () => {
    const url = await workerDatabase('newer');
    await ask(url, `INSERT INTO migration (timestamp, name) VALUES (1999999999999, 'QuotaPerRegion1999999999999')`);
    const before = await stateOf(url);
    const refused = await runCommandHere(['migrate'], url);
    expect(refused).toEqual({ code: 1, stdout: '', stderr: expect.any(String) });
    expect(refused.stderr).toMatch(
      /^laureat: The database is newer than the program\. .*QuotaPerRegion1999999999999.*\[database-newer\]\n$/,
    );
    expect(await stateOf(url)).toEqual(before);
  });

  it('is not one that is up to date', async () => {
    const { code, stdout } = await runCommandHere(['migrate', '--json'], await workerDatabase('current'));
    expect([code, stdout]).toEqual([0, '{"ran":[]}\n']);
  });
});

describe('Functions of SQL', () => {
  it('have one file each, named after it, and no file is left over', async () => {
    const functions = await ask<{ name: string }>(
      await workerDatabase('current'),
      // Those of extensions are theirs.
      `SELECT proname AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
    );
    expect([...textOf.keys()].sort()).toEqual(functions.map(({ name }) => name).sort());
  });

  it('can be run again on the schema of today, which PostgreSQL then reads as a whole', async () => {
    const url = await workerDatabase('current');
    await ask(url, 'BEGIN', 'SET LOCAL check_function_bodies = on', ...textOf.values(), 'ROLLBACK');
  });

  it('have their trigger in the same file, but for those that serve many tables', async () => {
    const triggers = await ask<{ name: string; calls: string }>(
      await workerDatabase('current'),
      `SELECT DISTINCT tgname AS name, proname AS calls FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT tgisinternal AND pronamespace = 'public'::regnamespace`,
    );
    const elsewhere = triggers.filter(({ name, calls }) => !textOf.get(calls)!.split(/\s+/).includes(name));
    expect(triggers.length).toBeGreaterThan(elsewhere.length);
    expect([...new Set(elsewhere.map(({ calls }) => calls))].sort()).toEqual([
      'count_setup',
      'follow_merged_organisation',
      'mark_cross_reviews',
      'mark_nomination',
      'refuse_change',
      'refuse_silent_move',
    ]);
  });
});
