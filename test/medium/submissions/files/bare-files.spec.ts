import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { unzipSync } from 'fflate';
import readExcel from 'read-excel-file/node';
import writeExcel from 'write-excel-file/node';
import { bareBytes } from '../../../../src/platform/files/bare/bare-bytes.js';
import { Unbared } from '../../../../src/platform/files/bare/unbared.js';
import { BareCopy } from '../../../../src/platform/files/bare/bare-copy.entity.js';
import { FILE_STORE, type FileStore } from '../../../../src/platform/files/file-store.js';
import { Files, usualTypes } from '../../../../src/platform/files/files.js';
import type { StoredFile } from '../../../../src/platform/files/stored-file.entity.js';
import { CrossReviewDutiesService } from '../../../../src/judging/cross-review-board/cross-review-duties.service.js';
import { CrossReview } from '../../../../src/judging/cross-review/cross-review.entity.js';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { systemActor, type Person } from '../../../../src/domain/kernel/actor.js';
import { plainJudgingRules, type JudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import { newId } from '../../../../src/platform/ids.js';
import { pdfOf } from '../../../../src/platform/paper/pdf.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { AttachmentsService } from '../../../../src/submissions/files/attachments.service.js';
import {
  content,
  exifWith,
  holds,
  maker,
  plantedDocx,
  plantedJpeg,
  plantedPdf,
  plantedPng,
  plantedPptx,
  plantedXlsx,
  zipOf,
} from '../../../support/planted-files.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const table = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const slides = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

const reasonOf = (type: string, bytes: Buffer): Promise<string> =>
  bareBytes(type, bytes).then(
    () => 'bared',
    (error: unknown) => {
      if (error instanceof Unbared) return error.why;
      throw error;
    },
  );

async function bared(type: string, bytes: Buffer): Promise<Buffer> {
  expect(holds(bytes, maker)).toBe(true);
  const bare = await bareBytes(type, bytes);
  expect(holds(bare, maker)).toBe(false);
  return bare;
}

async function writtenTable(): Promise<Buffer> {
  return writeExcel([[{ value: content }, { value: 42 }]]).toBuffer();
}

describe('a copy without metadata', () => {
  it('of a PDF keeps its pages, words and pictures', async () => {
    const bare = await bared('application/pdf', await plantedPdf());
    const document = await PDFDocument.load(bare, { updateMetadata: false });
    expect(document.getPageCount()).toBe(2);
    expect([document.getAuthor(), document.getProducer(), document.getTitle()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(document.catalog.has(PDFName.of('Metadata'))).toBe(false);
    expect(document.getForm().getFields()).toHaveLength(1);
    expect(holds(bare, content)).toBe(true);
    expect(bare.includes(plantedJpeg().bare.at(-1)!)).toBe(true);
  });

  it('of a PDF of another maker opens too', async () => {
    const made = await pdfOf({
      content: ['Первая', { text: 'Вторая', pageBreak: 'before' }],
      info: { author: maker, title: maker },
      defaultStyle: { font: 'Serif' },
    });
    const bare = await bared('application/pdf', made);
    expect((await PDFDocument.load(bare)).getPageCount()).toBe(2);
  });

  it('of a PDF that only forbids changes is made, of one that asks for a password is not', async () => {
    const locked = await plantedPdf({ password: { owner: 'o' } });
    const bare = await bareBytes('application/pdf', locked);
    expect(holds(bare, maker)).toBe(false);
    expect(holds(bare, content)).toBe(true);
    expect((await PDFDocument.load(bare)).isEncrypted).toBe(false);
    expect(await reasonOf('application/pdf', await plantedPdf({ password: { owner: 'o', user: 'u' } }))).toBe(
      'encrypted',
    );
  });

  it('of a document keeps what it says, its comments and its pictures', async () => {
    const bare = await bared(word, plantedDocx());
    const parts = unzipSync(bare);
    const text = (name: string) => Buffer.from(parts[name]!).toString();
    expect(Object.keys(parts).sort()).toEqual(
      [
        '[Content_Types].xml',
        '_rels/.rels',
        'word/_rels/document.xml.rels',
        'word/_rels/settings.xml.rels',
        'word/comments.xml',
        'word/document.xml',
        'word/embeddings/oleObject1.bin',
        'word/embeddings/table.xlsx',
        'word/media/image1.jpeg',
        'word/media/image2.png',
        'word/settings.xml',
      ].sort(),
    );
    expect(text('word/document.xml')).toContain(`<w:t>${content} a &gt; b</w:t>`);
    expect(text('word/comments.xml')).toMatch(new RegExp(`w:author="A" w:initials="A"[^]*${content}`));
    expect(text('word/_rels/document.xml.rels')).toContain('https://example.org/');
    expect(text('[Content_Types].xml')).toContain('/word/comments.xml');
    expect(text('[Content_Types].xml')).not.toContain('docProps');
    expect(Buffer.from(parts['word/media/image1.jpeg']!).subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it('of a table is read as before', async () => {
    const written = await writtenTable();
    const bare = await bared(table, plantedXlsx(written));
    const rows = async (bytes: Buffer) => (await readExcel(bytes))[0]!.data;
    expect(await rows(bare)).toEqual([[content, 42]]);
    expect(await rows(bare)).toEqual(await rows(written));
    expect(Buffer.from(unzipSync(bare)['xl/comments1.xml']!).toString()).toContain(content);
    expect(Buffer.from(unzipSync(bare)['xl/worksheets/sheet1.xml']!).toString()).toContain(
      '<pageSetup orientation="portrait"/>',
    );
  });

  it('of a presentation keeps its slides', async () => {
    const bare = await bared(slides, plantedPptx());
    expect(Object.keys(unzipSync(bare))).not.toContain('ppt/changesInfos/c1.xml');
    expect(Buffer.from(unzipSync(bare)['ppt/presentation.xml']!).toString()).toContain(content);
  });

  it('of a photograph is the same picture, turned the same way, in its colours', async () => {
    const { planted, bare: left } = plantedJpeg(6);
    const bare = await bared('image/jpeg', planted);
    const [jfif, ...rest] = left;
    expect(bare.subarray(0, 2 + jfif!.length).equals(Buffer.concat([Buffer.from([0xff, 0xd8]), jfif!]))).toBe(true);
    expect(bare.subarray(-2 - Buffer.concat(rest).length, -2).equals(Buffer.concat(rest))).toBe(true);
    expect(bare.subarray(-2).toString('hex')).toBe('ffd9');
    // TIFF 6.0: one entry, tag 0112 (orientation), SHORT, one value, 6.
    expect(bare.toString('hex')).toContain(
      `${Buffer.from('Exif\0\0MM\0*', 'latin1').toString('hex')}000000080001011200030000000100060000`,
    );
    const upright = await bareBytes('image/jpeg', plantedJpeg(1).planted);
    expect(upright.includes('Exif')).toBe(false);
  });

  it('of a picture without loss keeps its chunks and sums', async () => {
    const bare = await bared('image/png', plantedPng());
    const types = [...bare.toString('latin1').matchAll(/IHDR|IDAT|IEND|eXIf|tEXt|iTXt|zTXt/g)].map(([type]) => type);
    expect(types).toEqual(['IHDR', 'eXIf', 'IDAT', 'IEND']);
    const document = await PDFDocument.create();
    expect((await document.embedPng(bare)).width).toBe(1);
    expect(exifWith(8)[18]).toBe(8);
  });

  it.each<[string, string, () => Buffer, string]>([
    ['no PDF', 'application/pdf', () => Buffer.from('%PDF-1.7\nnothing'), 'broken'],
    ['half a PDF', 'application/pdf', () => Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R'), 'broken'],
    ['half a document', word, () => plantedDocx().subarray(0, 900), 'broken'],
    ['an archive that is no document', word, () => zipOf({ 'a.txt': 'a' }), 'broken'],
    ['a document with a password', word, () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'encrypted'],
    ['half a photograph', 'image/jpeg', () => plantedJpeg().planted.subarray(0, 90), 'broken'],
    ['half a picture', 'image/png', () => plantedPng().subarray(0, 80), 'broken'],
    ['an archive', 'application/zip', () => zipOf({ 'a.txt': 'a' }), 'unknown'],
    ['documents in documents in documents', word, () => nested(4), 'complex'],
  ])('is not made of %s', async (_what, type, bytes, why) => {
    expect(await reasonOf(type, bytes())).toBe(why);
  });

  it('is not made of an archive that would fill the memory', async () => {
    const bomb = zipOf({ 'word/document.xml': Buffer.alloc(310 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(await reasonOf(word, bomb)).toBe('complex');
  });
});

function nested(depth: number): Buffer {
  const parts = unzipSync(plantedDocx());
  return zipOf({ ...parts, 'word/embeddings/table.xlsx': depth > 0 ? nested(depth - 1) : plantedPptx() });
}

const papers = '[{"id": "papers", "type": "files", "label": {"ru": "Файлы"}}]';
const stages = {
  intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
  review: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
  'cross-review': ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
} as const;

describe('files of entries that are judged without knowing whose they are', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ now: '2026-06-10T09:00:00Z' });
  });
  afterAll(() => app.close());

  const organizerOf = async (id: string) => (await actorOfUser(app.db, id)) as Person;
  const receive = (name: string, bytes: Buffer): Promise<StoredFile> =>
    app.nest
      .get(Files)
      .receive({ name, bytes: Readable.from([bytes]), allowed: usualTypes, maxBytes: 1e6 }, systemActor);

  /** An entry with these files in an expert's queue, and everybody who has something to do with it. */
  async function scene(files: Record<string, Buffer>, judging: Partial<JudgingRules> = { blind: ['files'] }) {
    await app.em.query("UPDATE cycle SET state = 'cancelled' WHERE state = 'announced'");
    const made = await given.cycle(app.em, {
      nominations: [{ code: 'А' }, { code: 'Б' }],
      stages: Object.fromEntries(Object.entries(stages).map(([kind, [from, to]]) => [kind, [from, to]])),
      edition: { judgingRules: judging },
    });
    await app.em.query('UPDATE form_version SET fields = fields || $1::jsonb WHERE nomination_id = $2', [
      papers,
      made.nomination.id,
    ]);
    const expert = await given.expert(app.em, made);
    const owner = await given.organisation(app.em);
    const applicant = await given.user(app.em, { memberOf: [owner] });
    const stored: StoredFile[] = [];
    for (const [name, bytes] of Object.entries(files)) stored.push(await receive(name, bytes));
    const attachments = stored.map((file) =>
      Object.assign(new Attachment(), { id: newId(), field: 'papers', fileId: file.id, createdAt: file.createdAt }),
    );
    const answers = stored.map((file, index) => ({
      id: attachments[index]!.id,
      name: file.name,
      mediaType: file.type,
      bytes: file.bytes,
      sha256: file.sha256,
    }));
    const entry = await given.submittedEntry(app.em, made, { organisation: owner, answers: { papers: answers } });
    for (const attachment of attachments)
      await app.em.insert(Attachment, { ...attachment, submissionId: entry.id, removedAt: null });
    const assignment = await given.assignment(app.em, expert, entry);
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
    const desk = `/judging/desk/${assignment.id}`;
    return {
      made,
      entry,
      owner,
      applicant,
      stored,
      desk,
      expert: await app.signIn(expert.user.email),
      organizer: await app.signIn(organizer.email),
      doors: attachments.map(({ id }) => `${desk}/files/${id}`),
      originals: attachments.map(({ id }) => `/submissions/${entry.id}/files/${id}`),
    };
  }

  const six = async (): Promise<Record<string, Buffer>> => ({
    [`${maker}.pdf`]: await plantedPdf(),
    'b.docx': plantedDocx(),
    'c.xlsx': plantedXlsx(await writtenTable()),
    'd.pptx': plantedPptx(),
    'e.jpg': plantedJpeg().planted,
    'f.png': plantedPng(),
  });
  const download = async (browser: Browser, address: string) => {
    const answer = await browser.get(address);
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, '']);
    return answer;
  };

  it('come to the expert without the maker, to organizer and applicant as they were, byte for byte', async () => {
    const files = await six();
    const { doors, originals, expert, organizer, applicant, stored, entry, desk } = await scene(files);
    expect((await expert.get(desk)).body).toContain('сведения об авторе из них убраны');
    const own = await app.signIn(applicant.email);
    for (const [index, bytes] of Object.values(files).entries()) {
      const answer = await download(expert, doors[index]!);
      expect(holds(answer.rawPayload, maker)).toBe(false);
      expect(answer.rawPayload.equals(bytes)).toBe(false);
      const headers = JSON.stringify(answer.headers);
      expect(headers).toContain(`${encodeURIComponent(entry.registerNumber!)}-${index + 1}.`);
      for (const secret of [maker, stored[index]!.sha256, stored[index]!.id]) expect(headers).not.toContain(secret);
      expect([answer.headers.etag, answer.headers['last-modified']]).toEqual([undefined, undefined]);
      for (const reader of [organizer, own])
        expect((await download(reader, originals[index]!)).rawPayload.equals(bytes)).toBe(true);
      expect((await expert.get(originals[index]!)).statusCode).toBe(404);
    }
  });

  it('are made once for the same bytes and kept', async () => {
    const { doors, expert, stored } = await scene({ 'a.pdf': await plantedPdf() });
    const [first, second] = await Promise.all([download(expert, doors[0]!), download(expert, doors[0]!)]);
    expect(first.rawPayload.equals(second.rawPayload)).toBe(true);
    const [copy] = await app.em.findBy(BareCopy, { sha256: stored[0]!.sha256 });
    const kept = await buffer(await app.nest.get<FileStore>(FILE_STORE).get(copy!.storageKey!));
    expect(kept.equals(first.rawPayload)).toBe(true);
    app.clock.moveTo('2026-06-11T09:00:00Z');
    await download(expert, doors[0]!);
    expect(await app.em.findBy(BareCopy, { sha256: stored[0]!.sha256 })).toEqual([copy]);
  });

  it('are the originals where nothing is hidden, and texts are their own copies', async () => {
    const open = await scene({ 'a.png': plantedPng() }, { blind: [] });
    expect(holds((await download(open.expert, open.doors[0]!)).rawPayload, maker)).toBe(true);
    expect((await open.expert.get(open.desk)).body).not.toContain('сведения об авторе из них убраны');
    const text = await scene({ 'a.txt': Buffer.from('Просто слова') });
    expect((await download(text.expert, text.doors[0]!)).body).toBe('Просто слова');
  });

  it('come without the maker also where only the region is hidden', async () => {
    const { doors, expert } = await scene({ 'a.png': plantedPng() }, { blind: ['region'] });
    expect(holds((await download(expert, doors[0]!)).rawPayload, maker)).toBe(false);
  });

  it('are not given where no copy can be made: the expert is told why without the name, the organizer sees it', async () => {
    const locked = await plantedPdf({ password: { owner: 'o', user: 'u' } });
    const made = await scene({
      [`${maker}-locked.pdf`]: locked,
      [`${maker}-half.docx`]: plantedDocx().subarray(0, 4000),
    });
    const page = `/submissions/${made.entry.id}`;
    expect((await made.organizer.get(page)).body).not.toContain('Экспертам не выдаётся');
    await app.nest.get(AttachmentsService).bareAll();
    for (const [index, why] of ['закрыт паролем', 'не читается'].entries()) {
      const answer = await made.expert.get(made.doors[index]!);
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain(why);
      expect(answer.body).not.toContain(maker);
    }
    const seen = (await made.organizer.get(page)).body;
    expect(seen).toContain('Экспертам не выдаётся: закрыт паролем');
    expect(seen).toContain('Экспертам не выдаётся: не читается');
    expect((await download(made.organizer, made.originals[0]!)).rawPayload.equals(locked)).toBe(true);
  });

  it('are made by the worker before anybody asks', async () => {
    const { stored } = await scene({ 'a.jpg': plantedJpeg(8).planted });
    await app.em.delete(BareCopy, { sha256: stored[0]!.sha256 });
    await app.nest.get(AttachmentsService).bareAll();
    await app.nest.get(AttachmentsService).bareAll();
    expect(await app.em.countBy(BareCopy, { sha256: stored[0]!.sha256 })).toBe(1);
  });

  it('are refused at the upload where no copy can be made, so that the applicant can help', async () => {
    const { made, owner, applicant } = await scene({});
    const browser = await app.signIn(applicant.email);
    const draft = { nominationId: made.nomination.id, organisationId: owner.id, answers: { title: 'С файлом' } };
    const { id } = (await browser.api('POST', 'submissions', draft)).json<{ id: string }>();
    const send = async (bytes: Buffer) => {
      const page = (await browser.get(`/submissions/${id}/edit?step=2`)).body;
      const url = /action="([^"]*files\/papers[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
      const head = '--b\r\nContent-Disposition: form-data; name="files"; filename="отчёт.pdf"\r\n\r\n';
      const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
      const headers = {
        'content-type': 'multipart/form-data; boundary=b',
        accept: 'text/html',
        'accept-language': 'ru',
      };
      return app.nest.inject({ method: 'POST', url, payload, headers, cookies: browser.cookies });
    };
    const refused = await send(await plantedPdf({ password: { owner: 'o', user: 'u' } }));
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('файл закрыт паролем');
    expect(refused.body).toContain('снять пароль');
    expect(await app.em.countBy(Attachment, { submissionId: id })).toBe(0);
    expect((await send(await plantedPdf())).statusCode).toBe(303);
    expect(await app.em.countBy(Attachment, { submissionId: id })).toBe(1);
  });

  it('come to entrants who review each other in the same way', async () => {
    const crossReview = { ...plainJudgingRules.crossReview, reviews: 1 };
    const { made, entry, doors } = await scene({ 'a.png': plantedPng() }, { blind: ['files'], crossReview });
    const organisation = await given.organisation(app.em, { regionCode: 'RU-TOM' });
    const other = await given.user(app.em, { memberOf: [organisation] });
    await given.submittedEntry(app.em, made, { nomination: made.nominations[1]!, organisation });
    const chief = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
    await app.nest.get(CrossReviewDutiesService).allot(await organizerOf(chief.id), made.cycle.id, 7);
    const review = await app.em.findOneByOrFail(CrossReview, { submissionId: entry.id });
    const fileId = doors[0]!.split('/').at(-1)!;
    const browser = await app.signIn(other.email);
    const answer = await download(browser, `/cross-reviews/${review.id}/files/${fileId}`);
    expect(holds(answer.rawPayload, maker)).toBe(false);
    expect((await browser.get(`/cross-reviews/${review.id}`)).body).toContain('сведения об авторе из них убраны');
  });
});
