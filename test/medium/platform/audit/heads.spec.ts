import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AuditChain, genesis, link } from '../../../../src/platform/audit/audit-chain.js';
import { AuditHeads } from '../../../../src/platform/audit/audit-heads.js';
import { headFault } from '../../../../src/platform/audit/held-against-heads.js';
import type { PublishedHead } from '../../../../src/platform/audit/published-head.js';
import { record } from '../../../../src/platform/database/save.js';
import { Signer } from '../../../../src/platform/secrets/signer.js';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { runCommandHere } from '../../../support/run-command.js';

let app: TestApp;
let owner: pg.Client;
let kept: PublishedHead[];

const deed = (subjectId: string) =>
  app.db.transaction((tx) =>
    record(
      tx,
      { actor: systemActor, action: 'test', now: app.clock.now() },
      { subjectType: 'thing', subjectId, before: null, after: { n: subjectId } },
    ),
  );
const publish = () => app.nest.get(AuditHeads).publish();
const published = async () =>
  (await app.guest().get('/.well-known/laureat-heads.json')).json<{ heads: PublishedHead[] }>().heads;
const fault = () => headFault(app.em, kept, new Set([app.nest.get(Signer).publicKey]));

/** Whoever owns the database: past every trigger, and with all links made to fit again. */
async function tamper(sql: string): Promise<void> {
  await owner.query(`BEGIN; SET LOCAL session_replication_role = 'replica'; ${sql}; COMMIT`);
}
async function chainAnew(): Promise<void> {
  const { rows } = await owner.query<{ position: string; record_hash: string }>(
    'SELECT position, record_hash FROM audit_seal ORDER BY position',
  );
  let chained = genesis;
  for (const { position, record_hash: hash } of rows) {
    chained = link(chained, position, hash);
    await tamper(`UPDATE audit_seal SET chain_hash = '${chained}', batch_size = 1 WHERE position = ${position}`);
  }
}

beforeAll(async () => {
  app = await startApp({ broken: ['audit-chain-holds', 'published-heads-stand', 'record-is-sealed-or-waits'] });
  owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.close();
});
beforeEach(async () => {
  // What was there before this test.
  await tamper('DELETE FROM audit_head; DELETE FROM audit_seal; DELETE FROM audit_record; DELETE FROM audit_unsealed');
  for (const [n, of] of ['one', 'two', 'three'].entries()) {
    await deed(of);
    app.clock.advance(86_400_000);
    const head = await publish();
    expect(Number(head!.position)).toBeGreaterThan(n);
  }
  kept = await published();
});

test('heads are public, signed, the newest first, and one head is published once', async () => {
  expect(kept).toHaveLength(3);
  expect((await publish())!.position).toBe(kept[0]!.position);
  expect(await published()).toEqual(kept);
  expect(await fault()).toBeNull();
  const page = (await app.guest().get('/verify')).body;
  expect(kept.every(({ chainHash }) => page.includes(chainHash))).toBe(true);
  expect(page).toContain(app.nest.get(Signer).fingerprint);
});

test('no head is published over one that the chain has lost', async () => {
  await tamper(`DELETE FROM audit_seal WHERE position >= ${kept[0]!.position}`);
  await deed('grown over the cut');
  await expect(publish()).rejects.toThrow('tail-removed');
  await app.nest.get(AuditChain).seal();
  await expect(publish()).rejects.toThrow('history-rewritten');
});

test('two that publish at once publish one', async () => {
  await deed('four');
  const heads = await Promise.all(Array.from({ length: 4 }, publish));
  expect(new Set(heads.map((head) => head!.position)).size).toBe(1);
  expect(await published()).toHaveLength(4);
});

test.each<[string, string, () => Promise<void>]>([
  [
    'the tail, with its whole batches',
    'tail-removed',
    async () => {
      await tamper(`DELETE FROM audit_record WHERE id IN (SELECT record_id FROM audit_seal WHERE position >= ${kept[0]!.position});
                    DELETE FROM audit_seal WHERE position >= ${kept[0]!.position}`);
    },
  ],
  [
    'everything',
    'tail-removed',
    () => tamper('DELETE FROM audit_record; DELETE FROM audit_seal; DELETE FROM audit_head'),
  ],
  [
    'a record in the middle, and all after it chained anew',
    'history-rewritten',
    async () => {
      await tamper(`UPDATE audit_seal SET record_hash = repeat('a', 64) WHERE position = ${kept[1]!.position}`);
      await chainAnew();
    },
  ],
])('finds what was done to %s', async (_what, named, done) => {
  await done();
  expect(await fault()).toMatchObject({ fault: named });
});

test('a cut chain that was grown beyond the head again is found', async () => {
  await tamper(`DELETE FROM audit_record WHERE id IN (SELECT record_id FROM audit_seal WHERE position >= ${kept[1]!.position});
                DELETE FROM audit_seal WHERE position >= ${kept[1]!.position}`);
  for (let n = 0; n < 5; n += 1) await deed(`new ${n}`);
  await app.nest.get(AuditChain).seal();
  expect(await fault()).toMatchObject({ fault: 'history-rewritten', position: expect.any(String) });
});

test('a head that was changed, or is of another key, counts for nothing', async () => {
  kept = [{ ...kept[0]!, publishedAt: '2026-01-01T00:00:00.000Z' }];
  expect(await fault()).toMatchObject({ fault: 'head-not-signed' });
  expect(await headFault(app.em, await published(), new Set(['other']))).toMatchObject({
    fault: 'head-of-another-key',
  });
});

test('SQL keeps heads and keys as they are', async () => {
  const { fingerprint } = app.nest.get(Signer);
  for (const sql of [
    `UPDATE audit_head SET chain_hash = repeat('a', 64)`,
    'DELETE FROM audit_head',
    'TRUNCATE audit_head',
    'DELETE FROM signing_key',
    'TRUNCATE signing_key',
    `UPDATE signing_key SET valid_from = valid_from - interval '1 year' WHERE fingerprint = '${fingerprint}'`,
  ])
    await expect(owner.query(sql)).rejects.toThrow('append-only');
});

test('the operator’s commands: head, verify against what was kept, keys and their end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laureat-heads-'));
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const run = (...args: string[]) => runCommandHere([...args, '--json'], app.databaseUrl);
  const head = await run('audit', 'head');
  expect(head.code).toBe(0);
  const one = write('head.json', JSON.parse(head.stdout));
  const all = write('heads.json', { heads: kept });
  const keys = write('keys.json', JSON.parse((await run('keys')).stdout));
  for (const file of [one, all])
    expect(await run('audit', 'verify', '--head', file, '--keys', keys)).toMatchObject({ code: 0 });
  expect((await run('audit', 'verify', '--head', write('none.json', { heads: [] }))).code).toBe(1);
  const { fingerprint } = app.nest.get(Signer);
  expect(JSON.parse((await run('keys', 'end', fingerprint)).stdout)).toMatchObject({
    keys: expect.arrayContaining([expect.objectContaining({ fingerprint, validUntil: expect.any(String) })]),
  });
  expect((await run('keys', 'end', fingerprint)).code).toBe(1);
  await deed('after the end');
  await expect(publish()).rejects.toThrow('ended');
  await tamper(`DELETE FROM audit_seal WHERE position >= ${kept[0]!.position}`);
  const cut = await run('audit', 'verify', '--head', all);
  expect(cut.code).toBe(1);
  expect(JSON.parse(cut.stdout)).toMatchObject({ ok: false, fault: 'tail-removed' });
});
