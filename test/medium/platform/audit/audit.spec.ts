import pg from 'pg';
import { AuditChain } from '../../../../src/platform/audit/audit-chain.js';
import { record } from '../../../../src/platform/database/save.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { startApp, type TestApp } from '../../../support/app.js';

let app: TestApp;
let chain: AuditChain;
beforeAll(async () => {
  app = await startApp({ broken: ['audit-chain-holds'] });
  chain = app.nest.get(AuditChain);
});
afterAll(() => app.close());
beforeEach(async () => {
  await tamper('DELETE FROM audit_seal; DELETE FROM audit_record; DELETE FROM audit_unsealed'); // what was there before this test
  for (let n = 1; n <= 6; n += 1) await deed(`subject ${n}`);
  await chain.seal();
});

const deed = (subjectId: string) =>
  app.db.transaction((tx) =>
    record(
      tx,
      { actor: systemActor, action: 'test', now: app.clock.now() },
      { subjectType: 'thing', subjectId, before: null, after: { n: subjectId } },
    ),
  );

/** As somebody with all rights over the database, past every trigger. */
async function tamper(sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  await owner.query("SET session_replication_role = 'replica'");
  await owner.query(sql);
  await owner.end();
}
const recordAt = async (position: number): Promise<string> => {
  const [row]: { id: string }[] = await app.em.query('SELECT record_id AS id FROM audit_seal WHERE position = $1', [
    position,
  ]);
  return row!.id;
};

describe('The audit chain', () => {
  test('holds, and goes on where it ended', async () => {
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 6, unsealed: 0 });
    await deed('later');
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 6, unsealed: 1 });
    await chain.seal();
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 7, unsealed: 0 });
  });

  test('passes over no record whose transaction ended late, though its instant and id are earlier', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    let written = () => {};
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const late = app.db.transaction(async (tx) => {
      const what = { subjectType: 'thing', subjectId: 'late', before: null, after: null };
      await record(tx, { actor: systemActor, action: 'test', now: app.clock.now() }, what);
      written();
      await held;
    });
    await isWritten;
    await deed('soon');
    await chain.seal();
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 7, unsealed: 0 });
    finish();
    await late;
    await chain.seal();
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 8, unsealed: 0 });
  });

  test('looks at each record once: nothing waits after sealing', async () => {
    await chain.seal();
    expect(await app.em.query('SELECT 1 FROM audit_unsealed')).toEqual([]);
    expect(await chain.seal()).toBe(0);
  });

  test('is sealed once by many sealers at a time', async () => {
    for (let n = 0; n < 20; n += 1) await deed(`more ${n}`);
    await Promise.all([1, 2, 3, 4].map(() => chain.seal()));
    await chain.seal();
    expect(await chain.verify()).toMatchObject({ ok: true, sealed: 26, unsealed: 0 });
  });

  test.each([
    [
      'a changed record',
      'record-changed',
      (id: string) => `UPDATE audit_record SET actor_name = 'x' WHERE id = '${id}'`,
    ],
    ['a removed record', 'record-removed', (id: string) => `DELETE FROM audit_record WHERE id = '${id}'`],
  ])('names %s', async (_what, fault, sql) => {
    const id = await recordAt(3);
    await tamper(sql(id));
    expect(await chain.verify()).toEqual({ ok: false, fault, position: '3', recordId: id, sealed: 2 });
  });

  test('names two records that changed places', async () => {
    const [third, fourth] = [await recordAt(3), await recordAt(4)];
    await tamper(`UPDATE audit_seal SET position = 99 WHERE position = 3;
      UPDATE audit_seal SET position = 3 WHERE position = 4; UPDATE audit_seal SET position = 4 WHERE position = 99`);
    expect(await chain.verify()).toMatchObject({ ok: false, fault: 'order-changed', position: '3', recordId: fourth });
    expect(third).not.toBe(fourth);
  });

  test('sees a record that went with its seal, in the middle and at the end', async () => {
    const id = await recordAt(6);
    await tamper(`DELETE FROM audit_seal WHERE position = 6; DELETE FROM audit_record WHERE id = '${id}'`);
    expect(await chain.verify()).toMatchObject({ ok: false, fault: 'record-removed', position: '6' });
    const middle = await recordAt(2);
    await tamper(`DELETE FROM audit_seal WHERE position = 2; DELETE FROM audit_record WHERE id = '${middle}'`);
    expect(await chain.verify()).toMatchObject({ ok: false, fault: 'record-removed', position: '2' });
  });

  test('sees a record that was changed together with its hash', async () => {
    await tamper(`UPDATE audit_seal SET record_hash = repeat('0', 64) WHERE position = 5`);
    expect(await chain.verify()).toMatchObject({ ok: false, position: '5' });
  });
});

describe('The program itself', () => {
  test.each(['audit_record', 'audit_seal', 'submission_revision', 'ranking', 'protocol', 'approval', 'publication'])(
    'may not change, delete or empty %s',
    async (table) => {
      await expect(app.em.query(`UPDATE ${table} SET id = id`)).rejects.toThrow(/permission denied|does not exist/);
      await expect(app.em.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
      await expect(app.em.query(`TRUNCATE ${table}`)).rejects.toThrow('permission denied');
    },
  );

  test('is refused by the trigger even where it had the right', async () => {
    const owner = new pg.Client({ connectionString: app.databaseUrl });
    await owner.connect();
    await expect(owner.query("UPDATE audit_record SET action = 'x'")).rejects.toThrow('append-only');
    await expect(owner.query('DELETE FROM audit_record')).rejects.toThrow('append-only');
    await expect(owner.query('TRUNCATE audit_record CASCADE')).rejects.toThrow('append-only');
    await owner.end();
  });
});
