import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { unzipSync } from 'fflate';
import pdfmake from 'pdfmake';
import readExcel from 'read-excel-file/node';
import writeExcel from 'write-excel-file/node';
import { bareBytes } from '../../src/platform/files/bare/bare-bytes.js';
import { Unbared } from '../../src/platform/files/bare/unbared.js';
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
} from '../support/planted-files.js';

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
  const stream = await writeExcel([[{ value: content }, { value: 42 }]]).toStream();
  return buffer(stream);
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
    const made = await pdfmake
      .createPdf({
        content: ['Первая', { text: 'Вторая', pageBreak: 'before' }],
        info: { author: maker, title: maker },
      })
      .getBuffer();
    const bare = await bared('application/pdf', Buffer.from(made));
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
    ['an archive', 'application/zip', () => zipOf({ 'a.txt': 'a' }), 'unknown-type'],
    ['documents in documents in documents', word, () => nested(4), 'too-complex'],
  ])('is not made of %s', async (_what, type, bytes, why) => {
    expect(await reasonOf(type, bytes())).toBe(why);
  });

  it('is not made of an archive that would fill the memory', async () => {
    const bomb = zipOf({ 'word/document.xml': Buffer.alloc(310 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(await reasonOf(word, bomb)).toBe('too-complex');
  });
});

function nested(depth: number): Buffer {
  const parts = unzipSync(plantedDocx());
  return zipOf({ ...parts, 'word/embeddings/table.xlsx': depth > 0 ? nested(depth - 1) : plantedPptx() });
}
