import pg from 'pg';
import { Caller } from '../../../../src/platform/database/calls.js';
import { Database, noteWork } from '../../../../src/platform/database/database.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { until } from '../../../support/until.js';

let app: TestApp;
/** As a process that serves pages and leaves the work to others. */
let web: Database;
let heard = 0;

beforeAll(async () => {
  app = await startApp();
  web = new Database(app.db.source);
  web.callOthers();
  app.db.onCommit(() => (heard += 1));
  await app.db.listen(app.databaseUrl);
});
afterAll(() => app.close());

const leaveWork = () => web.transaction(async (tx) => noteWork(tx));
const hears = async (): Promise<boolean> => {
  const before = heard;
  await leaveWork();
  return until(() => heard > before);
};

test('who works hears of what another process has committed, and of nothing else', async () => {
  expect(await hears()).toBe(true);
  const before = heard;
  await web.transaction(async () => undefined);
  const failed = web.transaction(async (tx) => {
    noteWork(tx);
    throw new Error('of a test');
  });
  await expect(failed).rejects.toThrow('of a test');
  expect(await hears()).toBe(true);
  expect(heard).toBe(before + 1);
});

test('a connection that broke is made again, and what was called meanwhile is looked for', async () => {
  const before = heard;
  const owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  const { rowCount } = await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'laureat calls' AND datname = current_database()`,
  );
  await owner.end();
  expect(rowCount).toBe(1);
  await until(() => heard > before);
  expect(await hears()).toBe(true);
});

test('who commits again and again calls at once, and once more for all that came meanwhile', async () => {
  const asked: string[] = [];
  const caller = new Caller(async (sql) => asked.push(sql));
  for (let time = 0; time < 50; time += 1) caller.call();
  expect(asked).toEqual(['NOTIFY laureat_work']);
  await until(() => asked.length > 1);
  expect(asked).toHaveLength(2);
});
