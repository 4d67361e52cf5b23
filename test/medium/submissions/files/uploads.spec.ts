import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import S3rver from 's3rver';
import { StoredFile } from '../../../../src/platform/files/stored-file.entity.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { listen, open } from '../../../support/socket.js';

const mega = 1024 * 1024;
const pdf = (bytes: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes - 9, 'x')]);
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(3 * mega)]);

const bodyOf = (...files: [string, Buffer][]): Buffer =>
  Buffer.concat([
    ...files.flatMap(([name, bytes]) => [
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--b--\r\n'),
  ]);

describe.each(['a folder', 'an S3-compatible store'])('uploads into %s', (where) => {
  const folder = mkdtempSync(join(tmpdir(), 'laureat-uploads-'));
  let server: S3rver | undefined;
  let app: TestApp;
  let browser: Browser;
  let cookie: string;
  let entryId: string;
  let address: string;
  let port: number;

  beforeAll(async () => {
    let env: Record<string, string> = { LAUREAT_DATA: folder };
    if (where !== 'a folder') {
      const configureBuckets = [{ name: 'laureat', configs: [] }];
      server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder, configureBuckets });
      const endpoint = `http://127.0.0.1:${(await server.run()).port}`;
      env = { S3_ENDPOINT: endpoint, S3_BUCKET: 'laureat', S3_KEY: 'S3RVER', S3_SECRET: 'S3RVER' };
    }
    app = await startApp({ now: '2026-06-10T09:00:00Z', env, database: where.replaceAll(/\W/g, '').toLowerCase() });
    const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
    await app.em.query(
      `UPDATE form_version SET fields = fields || '[{"id":"proof","type":"files","label":{"ru":"Файлы"}}]'::jsonb WHERE nomination_id = $1`,
      [made.nomination.id],
    );
    const organisation = await given.organisation(app.em);
    browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    const input = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'С файлом' } };
    entryId = (await browser.api('POST', 'submissions', input)).json<{ id: string }>().id;
    const page = (await browser.get(`/submissions/${entryId}/edit?step=2`)).body;
    address = /action="([^"]*files\/proof[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    cookie = Object.entries(browser.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    port = await listen(app);
  });
  afterAll(async () => {
    await app.close();
    await server?.close();
  });
  afterEach(() => app.em.query('DELETE FROM attachment WHERE submission_id = $1', [entryId]));

  const send = (body: Buffer) =>
    app.nest.inject({
      method: 'POST',
      url: address,
      payload: body,
      headers: { 'content-type': 'multipart/form-data; boundary=b', accept: 'text/html', 'accept-language': 'ru' },
      cookies: browser.cookies,
    });
  const head = (length: number) =>
    `POST ${address} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nAccept: application/json\r\n` +
    `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
  /** What is there, in rows and in the store: attached, recorded, lying about. */
  const kept = async () => ({
    attached: (await app.em.find(Attachment, { where: { submissionId: entryId }, relations: { file: true } })).map(
      ({ file }) => [file.name, file.bytes],
    ),
    recorded: await app.em.count(StoredFile),
    lying: readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (found) =>
        found.isFile() && (server ? found.name.endsWith('_S3rver_object') : found.parentPath.includes('files')),
    ).length,
  });

  /** Who sent it is gone: what was begun is cleared away without anybody waiting for it. */
  const settled = async (before: Awaited<ReturnType<typeof kept>>) => {
    for (let round = 0; round < 100 && (await kept()).lying !== before.lying; round += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await kept()).toEqual(before);
  };

  it('takes a file as large as the page says, whole', async () => {
    const page = (await browser.get(`/submissions/${entryId}/edit?step=2`)).body;
    expect(page).toContain('каждый до 20\u00a0МБ');
    const answer = await send(bodyOf(['пять.pdf', pdf(5 * mega)], ['двадцать.pdf', pdf(20 * mega)]));
    expect(answer.statusCode).toBe(303);
    expect((await kept()).attached).toEqual([
      ['пять.pdf', 5 * mega],
      ['двадцать.pdf', 20 * mega],
    ]);
  });

  it('keeps nothing of one that is larger, and says the same limit', async () => {
    const before = await kept();
    const answer = await send(bodyOf(['много.pdf', pdf(20 * mega + 1)]));
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('«много.pdf» больше 20\u00a0МБ');
    expect(await kept()).toEqual(before);
  });

  it('takes those that come after a bad one', async () => {
    const answer = await send(
      bodyOf(['a.pdf', pdf(5000)], ['b.exe', program], ['c.pdf', pdf(30 * mega)], ['d.pdf', pdf(6000)]),
    );
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('b.exe');
    expect(answer.body).toContain('«c.pdf» больше');
    expect((await kept()).attached).toEqual([
      ['a.pdf', 5000],
      ['d.pdf', 6000],
    ]);
  });

  it.each([
    ['has half a letter', 'filename="plan \xd1.pdf"'],
    ['has half an emoji behind percents', `filename*=utf-8''plan%F0%9F.pdf`],
    ['is not there', `x="plan.pdf"`],
  ])('keeps nothing of a file whose name %s: the name would be another', async (_what, name) => {
    const before = await kept();
    const lines = [
      '--b',
      `Content-Disposition: form-data; name="files"; ${name}`,
      'Content-Type: application/octet-stream',
    ];
    const body = Buffer.concat([
      Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
      pdf(5000),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    expect((await send(body)).statusCode).toBe(400);
    expect(await kept()).toEqual(before);
  });

  it('stores nothing of more files than there may be', async () => {
    const files = Array.from({ length: 12 }, (_, index): [string, Buffer] => [`${index}.pdf`, pdf(5000)]);
    const before = await kept();
    const answer = await send(bodyOf(...files));
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('не больше 10');
    const after = await kept();
    expect([after.attached.length, after.recorded - before.recorded, after.lying - before.lying]).toEqual([10, 10, 10]);
  });

  it.each([9000, 6 * mega])('keeps nothing of a body of %d bytes that breaks off', async (size) => {
    const before = await kept();
    const body = bodyOf(['half.pdf', pdf(size)]);
    const { socket, answer } = await open(port);
    socket.write(head(body.length));
    socket.write(body.subarray(0, size - 2000), () => socket.end());
    await answer;
    await settled(before);
  });

  it.each([9000, 6 * mega])(
    'refuses a body of %d bytes that is longer than it says, and keeps nothing',
    async (size) => {
      const before = await kept();
      const body = bodyOf(['half.pdf', pdf(size)]);
      const { socket, answer } = await open(port);
      socket.write(head(size - 2000));
      socket.write(body);
      expect((await answer).split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
      await settled(before);
    },
  );
});
