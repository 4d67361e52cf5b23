import { startApp, type TestApp } from '../../../support/app.js';
import { endWithNext, noteWork } from '../../../../src/platform/database/database.js';

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

describe('A transaction that ends with its last statement', () => {
  const setting = (key: string) => `INSERT INTO setting (key, value, updated_at) VALUES ('${key}', '1', now())`;
  const found = (key: string) => app.em.query('SELECT 1 AS there FROM setting WHERE key = $1', [key]);

  test('is committed', async () => {
    await app.db.transaction(async (tx) => {
      await tx.query(setting('first of two'));
      await endWithNext(tx);
      await tx.query(setting('last of two'));
    });
    expect([await found('first of two'), await found('last of two')]).toEqual([[{ there: 1 }], [{ there: 1 }]]);
  });

  test('is rolled back where that statement fails, and the connection goes on', async () => {
    const write = app.db.transaction(async (tx) => {
      await tx.query(setting('before a failure'));
      await endWithNext(tx);
      await tx.query(setting('first of two'));
    });
    await expect(write).rejects.toThrow('duplicate key');
    expect(await found('before a failure')).toEqual([]);
    await app.db.transaction((tx) => tx.query(setting('after a failure')));
    expect(await found('after a failure')).toEqual([{ there: 1 }]);
  });

  test('whose last statement never came is rolled back, and the next one on the connection is whole', async () => {
    await expect(
      app.db.transaction(async (tx) => {
        await tx.query(setting('before nothing'));
        await endWithNext(tx);
        throw new Error('between');
      }),
    ).rejects.toThrow('between');
    for (let time = 0; time < 12; time += 1)
      await app.db.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await tx.query('SELECT 2');
      });
    expect(await found('before nothing')).toEqual([]);
  });

  test('refuses a statement that would come after its end', async () => {
    const write = app.db.transaction(async (tx) => {
      await endWithNext(tx);
      await tx.query(setting('the last one'));
      await tx.query(setting('too late'));
    });
    await expect(write).rejects.toThrow('after the last one');
    expect(await found('too late')).toEqual([]);
  });

  test('tells who looks for work only once it is committed', async () => {
    const told = new Promise((resolve) => app.db.onCommit(() => resolve(found('with work'))));
    await app.db.transaction(async (tx) => {
      noteWork(tx);
      await endWithNext(tx);
      await tx.query(setting('with work'));
    });
    expect(await told).toEqual([{ there: 1 }]);
  });
});
