import pg from 'pg';
import { startPostgres, type Postgres } from '../../../scripts/services.mjs';
import { runCommandHere } from '../../support/run-command.js';

let postgres: Postgres;
// A server of its own: roles are of the whole server.
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

async function on<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgres.urlOf(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What the role of the program may do to each table. */
const privileges = (database: string) =>
  on(database, async (client) => {
    const { rows } = await client.query<{ name: string; may: string }>(
      `SELECT c.relname AS name, concat_ws(' ', CASE WHEN has_table_privilege('laureat_app', c.oid, 'SELECT') THEN 'SELECT' END,
                CASE WHEN has_table_privilege('laureat_app', c.oid, 'INSERT') THEN 'INSERT' END,
                CASE WHEN has_table_privilege('laureat_app', c.oid, 'UPDATE') THEN 'UPDATE' END,
                CASE WHEN has_table_privilege('laureat_app', c.oid, 'DELETE') THEN 'DELETE' END,
                CASE WHEN has_table_privilege('laureat_app', c.oid, 'TRUNCATE') THEN 'TRUNCATE' END) AS may
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
    );
    return Object.fromEntries(rows.map(({ name, may }) => [name, may]));
  });

test('A database that came to a server without the role of the program gets it back from migrate, with the same rights', async () => {
  await on('postgres', (client) => client.query('CREATE DATABASE restored'));
  const url = postgres.urlOf('restored');
  expect((await runCommandHere(['migrate'], url)).code).toBe(0);
  const before = await privileges('restored');
  expect(before['audit_record']).toBe('SELECT INSERT');
  expect(before['submission']).toBe('SELECT INSERT UPDATE DELETE');

  await on('restored', (client) => client.query('DROP OWNED BY laureat_app; DROP ROLE laureat_app'));
  expect(await runCommandHere(['migrate'], url)).toEqual({ code: 0, stdout: 'the schema is up to date\n', stderr: '' });
  expect(await privileges('restored')).toEqual(before);
});

test.each([
  ['an encoding that holds no Cyrillic', 'ascii', "ENCODING 'SQL_ASCII' LOCALE 'C'", 'SQL_ASCII'],
  ['a locale that does not know Я for я', 'plain', "ENCODING 'UTF8' LOCALE 'C'", 'has C'],
])('migrate refuses %s, says what is needed, and makes nothing', async (_what, name, options, found) => {
  await on('postgres', (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER libc ${options}`),
  );
  const { code, stderr } = await runCommandHere(['migrate'], postgres.urlOf(name));
  expect(code).toBe(1);
  expect(stderr).toMatch(/The database is not fit\..*\[database-unfit\]\n$/);
  expect(stderr).toContain(found);
  const tables = await on(name, (client) =>
    client.query(`SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace`),
  );
  expect(tables.rowCount).toBe(0);
});
