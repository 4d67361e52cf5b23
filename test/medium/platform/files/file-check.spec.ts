import { Readable } from 'node:stream';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { FileCheck } from '../../../../src/platform/files/check/file-check.js';
import { FILE_STORE, type FileStore } from '../../../../src/platform/files/file-store.js';
import { Files } from '../../../../src/platform/files/files.js';
import { Readiness } from '../../../../src/platform/operations/readiness.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let app: TestApp;
let store: FileStore;
beforeAll(async () => {
  app = await startApp({ env: { LAUREAT_DATA: mkdtempSync(join(tmpdir(), 'laureat-check-')) } });
  store = app.nest.get(FILE_STORE);
});
afterAll(() => app.close());

const receive = (text: string) =>
  app.nest.get(Files).receive(
    {
      name: 'a.pdf',
      bytes: Readable.from([Buffer.from(`%PDF-1.7\n${text}`)]),
      allowed: ['application/pdf'],
      maxBytes: 1000,
    },
    systemActor,
  );

describe('the nightly comparison of the store with its rows', () => {
  it('finds all well, then each file that is missing, changed, or nobody’s, and mends nothing', async () => {
    const check = app.nest.get(FileCheck);
    const files = [await receive('one'), await receive('two'), await receive('three')];
    expect(await check.compare()).toMatchObject({ total: 3, checked: 3, missing: 0, differing: 0, orphans: 0 });
    expect((await app.nest.get(Readiness).report()).checks['storedBytes']).toEqual({ ok: true });

    await store.remove(files[0]!.storageKey);
    await store.put(files[1]!.storageKey, Readable.from([Buffer.from('rotten')]));
    await store.put('ab/nobody-knows', Readable.from([Buffer.from('x')]));
    // What has just come may belong to a file that is being taken in.
    expect(await check.compare()).toMatchObject({ missing: 1, differing: 1, orphans: 0 });
    app.clock.moveTo('2099-01-01T00:00:00Z');
    const report = await check.compare();
    expect(report).toMatchObject({ checked: 3, missing: 1, differing: 1, orphans: 1 });
    expect(report.examples).toEqual(
      expect.arrayContaining([
        { what: 'missing', of: files[0]!.id },
        { what: 'differing', of: files[1]!.id },
        { what: 'orphan', of: 'ab/nobody-knows' },
      ]),
    );
    expect((await app.nest.get(Readiness).report()).checks['storedBytes']).toMatchObject({ ok: false });
    const { email } = await given.user(app.em, { roles: [{ role: 'admin' }] });
    const page = (await (await app.signIn(email)).get('/admin')).body;
    expect(page).toContain('пропало 1, изменилось 1, без хозяина 1');
    expect(page).toContain('Файлы на вирусы никто не проверяет');
  });

  it('reads so much a night, and goes on the next one where it stopped', async () => {
    const check = app.nest.get(FileCheck);
    const first = await check.compare(1);
    expect(first).toMatchObject({ checked: 1, finishedAt: null });
    const second = await check.compare();
    expect(second).toMatchObject({ checked: 3, startedAt: first.startedAt });
    expect(second.finishedAt).not.toBeNull();
  });
});
