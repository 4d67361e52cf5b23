import pg from 'pg';

const made = new Map<string, Promise<string>>();

/**
 * The address of a fresh, migrated database for this test file. The same name gives the same database; a worker's next
 * file gets a new one in its place.
 */
export function workerDatabase(name = 'main'): Promise<string> {
  const known = made.get(name);
  if (known) return known;
  const database = cloneTemplate(`test_${process.env['JEST_WORKER_ID'] ?? '1'}_${name}`);
  made.set(name, database);
  return database;
}

async function cloneTemplate(name: string): Promise<string> {
  const adminUrl = required('TEST_DATABASE_ADMIN_URL');
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists "${name}" with (force)`);
    await client.query(`create database "${name}" template "${required('TEST_TEMPLATE')}"`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run the tests by \`npm test\`, medium ones below test/medium.`);
  return value;
}
