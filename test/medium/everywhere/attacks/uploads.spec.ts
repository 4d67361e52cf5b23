import { strToU8, zipSync } from 'fflate';
import { StoredFile } from '../../../../src/platform/files/stored-file.entity.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { content, plantedDocx } from '../../../support/planted-files.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const pdf = (text = 'x') => Buffer.from(`%PDF-1.7\n${text}`);
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

async function entry(blind: string[] = []) {
  const made = await given.cycle(app.em, {
    stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] },
    ...(blind.length > 0 && { edition: { judgingRules: { blind } as never } }),
  });
  await app.em.query(
    `UPDATE form_version SET fields = fields || '[{"id":"proof","type":"files","label":{"ru":"Файлы"}}]'::jsonb WHERE nomination_id = $1`,
    [made.nomination.id],
  );
  const organisation = await given.organisation(app.em);
  const browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const input = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'С файлом' } };
  const { id } = (await browser.api('POST', 'submissions', input)).json<{ id: string }>();
  return { id, browser };
}

const partsOf = (files: [string, Buffer][], end = '--b--\r\n') =>
  Buffer.concat([
    ...files.flatMap(([name, bytes]) => [
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="files.proof"; filename="${name}"\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ]);

async function send({ id, browser }: { id: string; browser: Browser }, payload: Buffer) {
  const page = (await browser.get(`/submissions/${id}/edit`)).body;
  const address = /formaction="([^"]*files\/proof[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
  return app.nest.inject({
    method: 'POST',
    url: address,
    cookies: browser.cookies,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    payload,
  });
}

const kept = (id: string) => app.em.find(Attachment, { where: { submissionId: id }, relations: { file: true } });

describe('what is refused, with words beside its field', () => {
  it.each<[string, string, Buffer, string]>([
    ['a page as a picture', 'photo.jpg', Buffer.from('<html><script>alert(1)</script>'), 'содержимое'],
    [
      'a drawing that can run',
      'photo.png',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'содержимое',
    ],
    ['a program with two endings', 'Отчёт.pdf.exe', Buffer.from('MZ\x90\0program'), 'содержимое'],
    ['a program that is called a document', 'Отчёт.pdf', Buffer.from('MZ\x90\0program'), 'содержимое'],
    [
      'an archive that is called a document',
      'Отчёт.docx',
      Buffer.from(zipSync({ 'a.exe': strToU8('MZ') })),
      'содержимое',
    ],
    ['a script', 'run.sh', Buffer.from('#!/bin/sh\nrm -rf /'), 'содержимое'],
    ['nothing at all', 'Пусто.pdf', Buffer.alloc(0), 'нет'],
  ])('%s', async (_what, name, bytes, said) => {
    const here = await entry();
    const answer = await send(
      here,
      partsOf([
        [name, bytes],
        ['Хороший.pdf', pdf()],
      ]),
    );
    expect(answer.statusCode).toBe(422);
    expect(answer.body.toLowerCase()).toContain(said);
    // One bad file does not keep out the others.
    expect((await kept(here.id)).map(({ file }) => file.name)).toEqual(['Хороший.pdf']);
  });

  it('a form that breaks off in a file, which is kept by nobody', async () => {
    const here = await entry();
    const whole = partsOf([['Отчёт.pdf', pdf('y'.repeat(5000))]]);
    const answer = await send(here, whole.subarray(0, 3000));
    expect(answer.statusCode).toBe(400);
    expect(await kept(here.id)).toHaveLength(0);
  });

  it('ten thousand small files: as many are kept as the field takes', async () => {
    const here = await entry();
    const before = await app.em.count(StoredFile);
    const answer = await send(here, partsOf(Array.from({ length: 10_000 }, (_, n) => [`${n}.pdf`, pdf()])));
    expect(answer.statusCode).toBe(422);
    expect(await kept(here.id)).toHaveLength(10);
    expect((await app.em.count(StoredFile)) - before).toBeLessThanOrEqual(10);
  });

  it('a document that unpacks to gigabytes, where a copy without metadata has to be made', async () => {
    const bomb = Buffer.from(
      zipSync(
        {
          '[Content_Types].xml': strToU8(
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
          ),
          'word/document.xml': new Uint8Array(600 * 1024 * 1024),
        },
        { level: 6 },
      ),
    );
    const here = await entry(['people']);
    const answer = await send(here, partsOf([['Бомба.docx', bomb]]));
    expect(answer.statusCode).toBe(422);
    expect(await kept(here.id)).toHaveLength(0);
    const whole = await send(here, partsOf([['Отчёт.docx', plantedDocx()]]));
    expect([whole.statusCode, (await kept(here.id)).length]).toEqual([303, 1]);
    expect(content.length).toBeGreaterThan(0);
  });
});

describe('what is taken, and harmless', () => {
  it.each<[string, string, Buffer, string]>([
    ['a path in the name', '../../../etc/passwd.pdf', pdf(), 'passwd.pdf'],
    ['a path of another system', 'C:\\\\Windows\\\\x.pdf', pdf(), 'x.pdf'],
    ['a document with a page inside', 'Отчёт.pdf', pdf('<html><script>alert(1)</script>'), 'Отчёт.pdf'],
    [
      'a picture with a page behind it',
      'Фото.jpg',
      Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')]),
      'Фото.jpg',
    ],
    ['a document cut off', 'Обрыв.pdf', pdf('1 0 obj'), 'Обрыв.pdf'],
    ['a document that is called a program', 'Отчёт.exe', pdf(), 'Отчёт.exe'],
  ])('%s', async (_what, name, bytes, called) => {
    const here = await entry();
    expect((await send(here, partsOf([[name, bytes]]))).statusCode).toBe(303);
    const [{ id, file } = {} as Attachment] = await kept(here.id);
    expect(file.name).toBe(called);
    const saved = await here.browser.get(`/submissions/${here.id}/files/${id}`);
    expect(saved.headers['content-disposition']).toMatch(/^attachment; /);
    expect(saved.headers).toMatchObject({ 'content-type': file.type, 'x-content-type-options': 'nosniff' });
    const shown = await here.browser.get(`/submissions/${here.id}/files/${id}/shown`);
    if (shown.statusCode === 200) {
      expect(shown.headers['content-type']).toMatch(/^(application\/pdf|image\/jpeg)$/);
      expect(shown.headers['content-security-policy']).not.toContain('script-src');
    } else expect(shown.statusCode).toBe(422);
  });
});
