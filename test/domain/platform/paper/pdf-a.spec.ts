import { pdfOf } from '../../../../src/platform/paper/pdf.js';

/**
 * What ISO 19005-2 asks of a file at level B, as far as its objects show it. This is no validator: colours inside streams
 * and the glyphs of fonts are not read.
 */
describe('a document for the archive', () => {
  let text: string;
  let objects: string[];

  beforeAll(async () => {
    const document = {
      info: { title: 'Протокол № 4', creationDate: new Date('2019-12-15T00:00:00Z') },
      defaultStyle: { font: 'Serif' },
      content: ['Решили: назвать победителем', { text: 'Жирно', bold: true }, { table: { body: [['1', 'два']] } }],
    };
    text = (await pdfOf(document)).toString('latin1');
    objects = [...text.matchAll(/\d+ 0 obj\n([\s\S]*?)\nendobj/g)].map(([, body]) => body!);
  });

  it('begins as a PDF 1.7 with binary in its second line and ends at its end', () => {
    const [first, second] = text.split('\n');
    expect(first).toBe('%PDF-1.7');
    expect([...second!].slice(1, 5).every((sign) => sign.codePointAt(0)! > 127)).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
  });

  it('has an id, is open to everybody, and does nothing by itself', () => {
    const trailer = text.slice(text.lastIndexOf('trailer'));
    expect(trailer).toMatch(/\/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]/);
    for (const forbidden of [
      '/Encrypt',
      '/JavaScript',
      '/Launch',
      '/AA',
      '/EmbeddedFiles',
      '/LZWDecode',
      '/Movie',
      '/Sound',
    ])
      expect([forbidden, text.includes(forbidden)]).toEqual([forbidden, false]);
  });

  it('says in its open metadata which standard it follows, and names its colours', () => {
    const metadata = objects.find((body) => body.includes('/Subtype /XML'))!;
    expect(metadata).not.toContain('/Filter');
    expect(metadata).toMatch(/pdfaid:part>2</);
    expect(metadata).toMatch(/pdfaid:conformance>B</i);
    const catalog = objects.find((body) => body.includes('/Type /Catalog'))!;
    expect(catalog).toContain('/Metadata');
    expect(catalog).toContain('/MarkInfo');
    expect(text).toMatch(/\/S \/GTS_PDFA1[\s\S]*\/DestOutputProfile|\/DestOutputProfile[\s\S]*\/S \/GTS_PDFA1/);
  });

  it('has every font inside', () => {
    const descriptors = objects.filter((body) => body.includes('/Type /FontDescriptor'));
    expect(descriptors.length).toBeGreaterThanOrEqual(2);
    for (const descriptor of descriptors) expect(descriptor).toMatch(/\/FontFile[23]/);
    for (const font of objects.filter((body) => body.includes('/Subtype /Type0'))) expect(font).toContain('/ToUnicode');
  });
});
