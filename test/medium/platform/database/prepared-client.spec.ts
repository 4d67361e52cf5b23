import { startApp, type TestApp } from '../../../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('what is asked again on a connection is prepared there', async () => {
  await app.db.transaction(async (tx) => {
    const ask = () => tx.query('SELECT $1::int + 41 AS sum', [1]);
    for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual([{ sum: 42 }]);
    const prepared = await tx.query(
      "SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 41%'",
    );
    expect(prepared).toHaveLength(1);
  });
});

test('a transaction begins with its first statement, and one that fails there leaves the connection clean', async () => {
  await expect(app.db.transaction((tx) => tx.query('SELECT 1 / $1::int', [0]))).rejects.toThrow('division by zero');
  await expect(app.db.transaction(async () => Promise.reject(new Error('before any statement')))).rejects.toThrow(
    'before any',
  );
  await app.db.transaction(async (tx) => {
    const [first] = await tx.query<{ at: Date }[]>('SELECT now() AS at');
    const [second] = await tx.query<{ at: Date }[]>('SELECT now() AS at');
    expect(second).toEqual(first);
  });
  const [outside] = await app.em.query<{ open: boolean }[]>('SELECT now() <> statement_timestamp() AS open');
  expect(outside).toEqual({ open: false });
});

test('what a transaction wrote is gone when it fails', async () => {
  const write = app.db.transaction(async (tx) => {
    await tx.query("INSERT INTO setting (key, value, updated_at) VALUES ('of a test', '1', now())");
    throw new Error('after all');
  });
  await expect(write).rejects.toThrow('after all');
  expect(await app.em.query("SELECT 1 FROM setting WHERE key = 'of a test'")).toEqual([]);
});

test('an empty transaction costs nothing and harms nothing', async () => {
  expect(await app.db.transaction(async () => 7)).toBe(7);
});
