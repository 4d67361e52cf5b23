import { createHash, randomBytes } from 'node:crypto';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { FILE_STORE, type FileStore } from '../../../../src/platform/files/file-store.js';
import { StoredFile } from '../../../../src/platform/files/stored-file.entity.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { Upload } from '../../../../src/submissions/files/upload.entity.js';
import { UploadsService } from '../../../../src/submissions/files/uploads.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { plantedJpeg, plantedPdf } from '../../../support/planted-files.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)]);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function scene(limits: object = {}) {
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' } },
    { id: 'proofs', type: 'files', label: { ru: 'Файлы' }, ...limits },
  ];
  await app.em.update(FormVersion, { id: made.form.id }, { fields: fields as never });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const browser = await app.signIn(user.email);
  const begun = await browser.api('POST', 'submissions', {
    nominationId: made.nomination.id,
    organisationId: organisation.id,
    answers: { title: 'Практика' },
  });
  return { ...made, organisation, user, browser, id: begun.json<{ id: string }>().id };
}

async function tokenOf(browser: Browser, id: string): Promise<string> {
  const { body } = await browser.get(`/submissions/${id}/edit`);
  return /name="_csrf" value="([^"]+)"/.exec(body)![1]!;
}

/** Requests of the protocol as a browser's script sends them. */
async function tus(browser: Browser, id: string) {
  const token = await tokenOf(browser, id);
  const send = (method: string, url: string, headers: Record<string, string> = {}, payload?: Buffer) =>
    app.nest.inject({
      method: method as 'POST',
      url,
      cookies: browser.cookies,
      headers: { 'tus-resumable': '1.0.0', 'x-csrf-token': token, accept: 'application/problem+json', ...headers },
      ...(payload && { payload }),
    });
  return {
    send,
    begin: (size: number, name = 'Отчёт «А».pdf', field = 'proofs') =>
      send('POST', `/submissions/${id}/uploads/${field}`, {
        'upload-length': String(size),
        'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
      }),
    part: (url: string, offset: number, bytes: Buffer) =>
      send('PATCH', url, { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }, bytes),
    where: (url: string) => send('HEAD', url),
  };
}

const filesOf = (id: string) => app.em.find(Attachment, { where: { submissionId: id }, relations: { file: true } });
const codeIn = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;

describe('a file in parts', () => {
  it('goes on where it broke off and is attached once it is whole, with all its bytes', async () => {
    const { browser, id } = await scene();
    const { begin, part, where } = await tus(browser, id);
    const bytes = pdf(300_000);
    const begun = await begin(bytes.length);
    expect(begun.statusCode).toBe(201);
    const url = begun.headers.location as string;
    expect((await part(url, 0, bytes.subarray(0, 100_000))).headers['upload-offset']).toBe('100000');
    // As after a line that broke: what is there is asked, and another place is refused.
    expect((await where(url)).headers['upload-offset']).toBe('100000');
    expect((await part(url, 50_000, bytes.subarray(50_000, 60_000))).statusCode).toBe(409);
    expect(await filesOf(id)).toHaveLength(0);
    expect((await part(url, 100_000, bytes.subarray(100_000))).statusCode).toBe(204);
    const [attachment] = await filesOf(id);
    expect(attachment!.file).toMatchObject({ name: 'Отчёт «А».pdf', bytes: bytes.length, sha256: sha256(bytes) });
    const download = await browser.get(`/submissions/${id}/files/${attachment!.id}`);
    expect(download.rawPayload.equals(bytes)).toBe(true);
    expect((await where(url)).statusCode).toBe(404);
    expect(await app.em.countBy(Upload, { submissionId: id })).toBe(0);
  });

  it('counts once where two send the same part at once', async () => {
    const { browser, id } = await scene();
    const { begin, part } = await tus(browser, id);
    const bytes = pdf(200_000);
    const url = (await begin(bytes.length)).headers.location as string;
    const answers = await Promise.all([1, 2, 3].map(() => part(url, 0, bytes)));
    expect(answers.map(({ statusCode }) => statusCode).filter((code) => code === 204)).toHaveLength(1);
    expect(await filesOf(id)).toHaveLength(1);
  });

  it('keeps the limits of its field: size, type and number, with words', async () => {
    const { browser, id } = await scene({ maxFiles: 1, maxBytes: 100_000, allowed: ['application/pdf'] });
    const { begin, part } = await tus(browser, id);
    expect(codeIn(await begin(100_001))).toBe('too-large');
    expect(codeIn(await begin(0))).toBe('file-empty');
    expect(codeIn(await begin(10, 'x.pdf', 'title'))).toBe('not-found');
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const url = (await begin(page.length, 'page.pdf')).headers.location as string;
    const refused = await part(url, 0, page);
    expect([refused.statusCode, codeIn(refused)]).toEqual([415, 'file-type-not-allowed']);
    const bytes = pdf(10);
    await part((await begin(bytes.length)).headers.location as string, 0, bytes);
    expect(codeIn(await begin(bytes.length))).toBe('invalid-input');
    expect(await filesOf(id)).toHaveLength(1);
    expect(await app.em.countBy(StoredFile, { sha256: sha256(page) })).toBe(0);
  });

  it('never grows beyond the size that it was begun with', async () => {
    const { browser, id } = await scene();
    const { begin, part, where } = await tus(browser, id);
    const url = (await begin(1000)).headers.location as string;
    expect((await part(url, 0, Buffer.alloc(5000, 'x'))).statusCode).toBeGreaterThanOrEqual(400);
    expect(Number((await where(url)).headers['upload-offset'] ?? 0)).toBeLessThanOrEqual(1000);
  });

  it('is its sender’s alone, wants the token of the page, and ends with the intake', async () => {
    const { browser, id, organisation } = await scene();
    const { begin, part, send } = await tus(browser, id);
    const url = (await begin(1000)).headers.location as string;
    const colleague = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    const other = await tus(colleague, id);
    expect((await other.where(url)).statusCode).toBe(404);
    expect((await other.part(url, 0, pdf(991))).statusCode).toBe(404);
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.get(url)).statusCode).toBe(404);
    expect((await send('PATCH', url, { 'x-csrf-token': 'none' })).statusCode).toBe(403);
    expect((await send('DELETE', url.replace(/[^/]+$/, 'none'))).statusCode).toBe(404);
    app.clock.moveTo('2026-06-20T00:00:00Z');
    expect(codeIn(await begin(1000))).toBe('action-not-allowed');
    expect(codeIn(await part(url, 0, pdf(991)))).toBe('action-not-allowed');
    expect(await filesOf(id)).toHaveLength(0);
  });

  it('is given up by its sender, and forgotten after a day, with its parts', async () => {
    const { browser, id } = await scene();
    const { begin, part, send } = await tus(browser, id);
    const given1 = (await begin(100_000)).headers.location as string;
    const left = (await begin(100_000)).headers.location as string;
    await part(given1, 0, Buffer.alloc(500, 'x'));
    await part(left, 0, Buffer.alloc(500, 'x'));
    const partsOf = async (url: string) => (await app.em.findOneByOrFail(Upload, { id: url.split('/').at(-1)! })).parts;
    const store = app.nest.get<FileStore>(FILE_STORE);
    const keys = [...(await partsOf(given1)), ...(await partsOf(left))];
    expect(keys).toHaveLength(2);
    expect((await send('DELETE', given1)).statusCode).toBe(204);
    app.clock.moveTo('2026-06-11T08:00:00Z');
    await app.nest.get(UploadsService).sweep();
    expect((await partsOf(left)).length).toBe(1);
    app.clock.moveTo('2026-06-11T09:00:01Z');
    await app.nest.get(UploadsService).sweep();
    expect(await app.em.countBy(Upload, { submissionId: id })).toBe(0);
    for (const key of keys) await expect(store.get(key)).rejects.toThrow();
  });
});

describe('files on the page', () => {
  async function attached() {
    const here = await scene();
    const { begin, part } = await tus(here.browser, here.id);
    const put = async (name: string, bytes: Buffer) =>
      part((await begin(bytes.length, name)).headers.location as string, 0, bytes);
    await put('б.pdf', await plantedPdf());
    await put('а "кавычки" 🚀’(1)*.jpg', plantedJpeg().planted);
    return { ...here, files: await filesOf(here.id) };
  }

  it('have captions and an order that their people give, which are part of what is submitted', async () => {
    const { browser, id, files } = await attached();
    const [first] = files;
    await browser.post(`/submissions/${id}/edit?step=1`, {
      title: 'Практика',
      version: '1',
      [`caption.${first!.id}`]: 'Страницы 3 и 4',
      fileUp: files.find(({ file }) => file.name === 'б.pdf')!.id,
    });
    const page = (await browser.get(`/submissions/${id}/edit`)).body;
    expect(page).toContain('value="Страницы 3 и 4"');
    expect(page.indexOf('б.pdf')).toBeLessThan(page.indexOf('а &quot;кавычки'));
    expect(page).toContain(first!.file.sha256);
    await browser.api('POST', `submissions/${id}/submit`);
    const read = (await browser.get(`/submissions/${id}`)).body;
    expect(read).toContain('Страницы 3 и 4');
    const content = (await browser.get(`/submissions/${id}/revisions/1/content.json`)).json<{
      answers: { proofs: { name: string; caption?: string }[] };
    }>();
    expect(content.answers.proofs.map(({ name, caption }) => [name.slice(0, 1), caption ?? ''])).toEqual([
      ['б', 'Страницы 3 и 4'],
      ['а', ''],
    ]);
  });

  it('keep their names when they are saved, whatever signs they have', async () => {
    const { browser, id, files } = await attached();
    const { id: file } = files.find(({ file: { name } }) => name.startsWith('а'))!;
    const header = String((await browser.get(`/submissions/${id}/files/${file}`)).headers['content-disposition']);
    const [, spelt] = /filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header)!;
    expect(decodeURIComponent(spelt!)).toBe('а "кавычки" 🚀’(1)*.jpg');
    expect(header).toMatch(/^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]*"; /);
  });

  it('are shown where a browser can, and nothing in them can run or reach the page', async () => {
    const { browser, id, files } = await attached();
    for (const { id: file, file: stored } of files) {
      const page = await browser.get(`/submissions/${id}/files/${file}/view`);
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
      const shown = await browser.get(`/submissions/${id}/files/${file}/shown`);
      expect(shown.headers).toMatchObject({
        'content-type': stored.type,
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
      });
      expect(shown.headers['content-security-policy']).toMatch(/^default-src 'none';(?!.*script-src)/);
    }
    const stranger = await app.signIn((await given.user(app.em)).email);
    for (const path of ['view', 'shown'])
      expect((await stranger.get(`/submissions/${id}/files/${files[0]!.id}/${path}`)).statusCode).toBe(404);
  });
});
