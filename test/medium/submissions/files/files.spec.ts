import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { systemActor } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { FILE_STORE, FolderFileStore, type FileStore } from '../../../../src/platform/files/file-store.js';
import { S3FileStore } from '../../../../src/platform/files/s3-file-store.js';
import { Files } from '../../../../src/platform/files/files.js';
import { StoredFile } from '../../../../src/platform/files/stored-file.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(60_000, 'x')]);

describe.each([
  [
    'a folder',
    async () => ({
      store: new FolderFileStore(mkdtempSync(join(tmpdir(), 'laureat-files-'))) as FileStore,
      stop: async () => undefined,
    }),
  ],
  [
    'an S3-compatible store',
    async () => {
      const server = new S3rver({
        address: '127.0.0.1',
        port: 0,
        silent: true,
        directory: mkdtempSync(join(tmpdir(), 'laureat-s3-')),
        configureBuckets: [{ name: 'laureat', configs: [] }],
      });
      const { port } = await server.run();
      const store = new S3FileStore({
        endpoint: `http://127.0.0.1:${port}`,
        bucket: 'laureat',
        key: 'S3RVER',
        secret: 'S3RVER',
      });
      return { store: store, stop: () => server.close() };
    },
  ],
])('files in %s', (_name, open) => {
  it('come back byte for byte, small and in several parts', async () => {
    const { store, stop } = await open();
    try {
      for (const size of [1, 100_000, 12_000_000]) {
        const bytes = Buffer.alloc(size, 'laureat');
        await store.put(`ab/file-${size}`, Readable.from([bytes.subarray(0, size / 2), bytes.subarray(size / 2)]));
        expect((await buffer(await store.get(`ab/file-${size}`))).equals(bytes)).toBe(true);
      }
    } finally {
      await stop();
    }
  });
});

describe('receiving a file', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const receive = (name: string, bytes: Buffer, facts: { allowed?: string[]; maxBytes?: number } = {}) =>
    app.nest.get(Files).receive(
      {
        name,
        bytes: Readable.from([bytes]),
        allowed: facts.allowed ?? ['application/pdf'],
        maxBytes: facts.maxBytes ?? 1_000_000,
      },
      systemActor,
    );
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
    );

  it('stores, measures and hashes it', async () => {
    const file = await receive('Отчёт.pdf', pdf);
    expect(file).toMatchObject({
      name: 'Отчёт.pdf',
      type: 'application/pdf',
      bytes: pdf.length,
      sha256: createHash('sha256').update(pdf).digest('hex'),
    });
    expect((await buffer(await app.nest.get<FileStore>(FILE_STORE).get(file.storageKey))).equals(pdf)).toBe(true);
  });

  it.each([
    [
      'an HTML page that calls itself PDF',
      'report.pdf',
      Buffer.from('<script>alert(1)</script>'),
      'file-type-not-allowed',
    ],
    [
      'a program that calls itself PDF',
      'report.pdf',
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]),
      'file-type-not-allowed',
    ],
    ['nothing', 'report.pdf', Buffer.alloc(0), 'file-empty'],
    ['more than the limit', 'report.pdf', Buffer.concat([pdf, Buffer.alloc(1_000_000)]), 'too-large'],
  ])('refuses %s and records nothing', async (_what, name, bytes, code) => {
    const before = await app.em.count(StoredFile);
    expect(await codeOf(receive(name, bytes))).toBe(code);
    expect(await app.em.count(StoredFile)).toBe(before);
  });

  it('keeps paths and control characters out of the name', async () => {
    expect((await receive('../../etc/па\u0000роль.pdf', pdf)).name).toBe('па_роль.pdf');
  });

  it('gives files of an entry as attachments, never to be sniffed or shown, and only to those who see the entry', async () => {
    const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
    await app.em.query(
      `UPDATE form_version SET fields = fields || '[{"id":"proof","type":"files","label":{"ru":"Файлы"}}]'::jsonb WHERE nomination_id = $1`,
      [made.nomination.id],
    );
    const organisation = await given.organisation(app.em);
    const user = await given.user(app.em, { memberOf: [organisation] });
    const stranger = await given.user(app.em);
    const browser = await app.signIn(user.email);
    const { id } = (
      await browser.api('POST', 'submissions', {
        nominationId: made.nomination.id,
        organisationId: organisation.id,
        answers: { title: 'С файлом' },
      })
    ).json() as { id: string };
    const page = (await browser.get(`/submissions/${id}/edit?step=2`)).body;
    const action = /action="([^"]*files\/proof[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    const form =
      '--b\r\nContent-Disposition: form-data; name="files"; filename="report.pdf"\r\nContent-Type: application/pdf\r\n\r\n';
    const payload = Buffer.concat([Buffer.from(form), pdf, Buffer.from('\r\n--b--\r\n')]);
    const sent = await app.nest.inject({
      method: 'POST',
      url: action,
      payload,
      headers: { 'content-type': 'multipart/form-data; boundary=b', accept: 'text/html' },
      cookies: browser.cookies,
    });
    expect(sent.statusCode).toBe(303);
    const address = /href="(\/submissions\/[^"]+\/files\/[0-9a-f-]{36})"/.exec(
      (await browser.get(`/submissions/${id}`)).body,
    )![1]!;
    const file = await browser.get(address);
    expect(file.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringContaining('attachment') as string,
    });
    expect(file.rawPayload.equals(pdf)).toBe(true);
    expect((await (await app.signIn(stranger.email)).get(address)).statusCode).toBe(404);
  });
});
