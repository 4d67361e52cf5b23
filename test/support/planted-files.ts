import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import { strToU8, unzipSync, zipSync } from 'fflate';

/** Who made the files; it is planted wherever a file says so. */
export const maker = 'Sekretova4417';
/** Words of the files themselves: they stay. */
export const content = 'Visible words 2203';

const word = Buffer.from(maker);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const segment = (marker: number, ...body: Buffer[]): Buffer => {
  const whole = Buffer.concat(body);
  return Buffer.concat([Buffer.from([0xff, marker]), u16(whole.length + 2), whole]);
};

/** Exif with the way to turn the picture and the name of the camera's owner. */
export function exifWith(orientation: number): Buffer {
  const tiff = Buffer.alloc(38);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  tiff.writeUInt16LE(0x013b, 22); // artist
  tiff.writeUInt16LE(2, 24);
  tiff.writeUInt32LE(word.length, 26);
  tiff.writeUInt32LE(38, 30);
  return Buffer.concat([tiff, word]);
}

const coded = Buffer.from([0x11, 0xff, 0x00, 0x22, 0xff, 0xd0, 0x33, 0xff, 0xff, 0x00, 0x44]);

/** A progressive picture of two scans; `bare` is what must be left of it. */
export function plantedJpeg(orientation = 6): { planted: Buffer; bare: Buffer[] } {
  const jfif = Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1');
  const frame = segment(0xc2, Buffer.from([8, 0, 2, 0, 3, 1, 1, 0x11, 0]));
  const table = segment(0xdb, Buffer.alloc(65, 1));
  const codes = segment(0xc4, Buffer.from([0, 1, ...Array.from({ length: 15 }, () => 0), 5]));
  const scan = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), coded]);
  const colours = segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01profile', 'latin1'));
  const adobe = segment(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\x01', 'latin1'));
  const planted = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, jfif.subarray(0, 12), Buffer.from([1, 5]), word, word.subarray(0, 2)),
    segment(0xe0, Buffer.from('JFXX\0\x10', 'latin1'), word),
    segment(0xe1, Buffer.from('Exif\0\0', 'latin1'), exifWith(orientation)),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), word),
    segment(0xed, Buffer.from('Photoshop 3.0\x008BIM', 'latin1'), word),
    segment(0xe2, Buffer.from('MPF\0', 'latin1'), word),
    segment(0xfe, word),
    colours,
    adobe,
    table,
    frame,
    codes,
    scan,
    segment(0xfe, word),
    codes,
    scan,
    Buffer.from([0xff, 0xd9]),
    Buffer.from([0xff, 0xd8]),
    word,
  ]);
  return { planted, bare: [segment(0xe0, jfif), colours, adobe, table, frame, codes, scan, codes, scan] };
}

const chunk = (type: string, body: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
};

export function plantedPng(): Buffer {
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    chunk('tEXt', Buffer.concat([Buffer.from('Author\0'), word])),
    chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(word)])),
    chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), word])),
    chunk('eXIf', exifWith(8)),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
    word,
  ]);
}

/** Two pages with the maker in every place where a PDF can say so. */
export async function plantedPdf(options: { password?: { user?: string; owner: string } } = {}): Promise<Buffer> {
  const document = await PDFDocument.create();
  const { context, catalog } = document;
  const page = document.addPage();
  page.drawText(content, { font: await document.embedFont(StandardFonts.Helvetica) });
  page.drawImage(await document.embedJpg(plantedJpeg().planted));
  document.addPage();
  document.setAuthor(maker);
  document.setTitle(maker);
  document.setCreator(maker);
  document.setProducer(maker);
  document.setSubject(maker);
  document.setKeywords([maker]);
  await document.attach(word, `${maker}.txt`, { mimeType: 'text/plain', description: maker });
  const named = PDFString.of(maker);
  const stream = () => context.register(context.flateStream(maker));
  catalog.set(PDFName.of('Metadata'), context.register(context.stream(`<x:xmpmeta>${maker}</x:xmpmeta>`)));
  catalog.set(PDFName.of('PieceInfo'), context.obj({ Word: { Private: named } }));
  page.node.set(PDFName.of('Thumb'), stream());
  page.node.set(PDFName.of('Metadata'), stream());
  const signature = context.register(
    context.obj({ Type: 'Sig', Name: named, ByteRange: [0, 1], Contents: PDFHexString.of(word.toString('hex')) }),
  );
  const box = { Type: 'Annot', Rect: [0, 0, 9, 9] };
  const file = { Type: 'Filespec', F: PDFString.of(`C:/Users/${maker}/a.pdf`), UF: PDFHexString.fromText(maker) };
  const annotations = [
    { ...box, Subtype: 'Text', T: PDFHexString.fromText(maker), Contents: PDFString.of(content) },
    { ...box, Subtype: 'FileAttachment', T: named, FS: { ...file, EF: { F: stream() } } },
    { ...box, Subtype: 'Link', A: { S: 'GoToR', F: file } },
    { ...box, Subtype: 'Widget', FT: 'Sig', T: PDFString.of('field'), V: signature },
  ].map((each) => context.register(context.obj(each as never)));
  page.node.set(PDFName.of('Annots'), context.obj(annotations));
  catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [annotations[3]!], SigFlags: 3 }));
  context.register(named); // an earlier state of the file, which no page needs
  const { user, owner } = options.password ?? {};
  if (owner !== undefined)
    document.encrypt({ ownerPassword: owner, ...(user !== undefined && { userPassword: user }) });
  const saved = Buffer.from(await document.save({ useObjectStreams: owner === undefined }));
  return owner === undefined ? Buffer.concat([saved, Buffer.from(`\n%${maker}\n`)]) : saved;
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = (...rows: [id: string, type: string, target: string, mode?: string][]): string =>
  `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows
    .map(
      ([id, type, target, mode]) =>
        `<Relationship Id="${id}" Type="${type.includes(':') ? type : `${office}/${type}`}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
    )
    .join('')}</Relationships>`;
const core = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';
const preview = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail';

/** Properties that every package can have, and what leads to them. */
const properties: Record<string, string | Buffer> = {
  'docProps/core.xml': `${xml}<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:creator>${maker}</dc:creator><cp:lastModifiedBy>${maker}</cp:lastModifiedBy></cp:coreProperties>`,
  'docProps/app.xml': `${xml}<Properties><Company>${maker}</Company><Manager>${maker}</Manager></Properties>`,
  'docProps/custom.xml': `${xml}<Properties><property name="Owner"><vt:lpwstr>${maker}</vt:lpwstr></property></Properties>`,
  'docProps/thumbnail.jpeg': plantedJpeg().planted,
  'customXml/item1.xml': `${xml}<p:properties xmlns:p="p"><p:user>${maker}</p:user></p:properties>`,
  'lost/part.xml': `${xml}<lost>${maker}</lost>`,
};
const packageRelationships = (main: string): string =>
  relationships(
    ['rId1', 'officeDocument', main],
    ['rId2', core, 'docProps/core.xml'],
    ['rId3', 'extended-properties', 'docProps/app.xml'],
    ['rId4', 'custom-properties', '/docProps/custom.xml'],
    ['rId5', preview, 'docProps/thumbnail.jpeg'],
  );
const kindOf: Record<string, string> = { word: 'wordprocessingml.document', ppt: 'presentationml.presentation' };
const contentTypes = (parts: string[]): string =>
  `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>${[
    ...parts,
    'docProps/core.xml',
  ]
    .map(
      (part) =>
        `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${kindOf[part.split('/')[0]!] ?? 'x'}.main+xml"/>`,
    )
    .join('')}</Types>`;

export function zipOf(parts: Record<string, string | Uint8Array>): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, typeof v === 'string' ? strToU8(v) : v]))),
  );
}

/** A document with comments, tracked changes, a photograph, a table inside and an object of the old kind. */
export function plantedDocx(): Buffer {
  return zipOf({
    '[Content_Types].xml': contentTypes(['word/document.xml', 'word/comments.xml', 'word/people.xml']),
    '_rels/.rels': packageRelationships('word/document.xml'),
    ...properties,
    'word/document.xml': `${xml}<!-- ${maker} --><w:document xmlns:w="w" xmlns:r="r" xmlns:pic="pic"><w:body><w:p><w:ins w:id="1" w:author="${maker}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>${content} a &gt; b</w:t></w:r></w:ins><w:del w:id="2" w:author='${maker}'/><pic:cNvPr id="1" name="${maker}.jpg" descr="C:\\${maker}\\photo.png"/></w:p></w:body></w:document>`,
    'word/_rels/document.xml.rels': relationships(
      ['rId1', 'comments', 'comments.xml'],
      ['rId2', 'people', 'people.xml'],
      ['rId3', 'image', 'media/image1.jpeg'],
      ['rId4', 'settings', 'settings.xml'],
      ['rId5', 'customXml', '../customXml/item1.xml'],
      ['rId6', 'package', 'embeddings/table.xlsx'],
      ['rId7', 'oleObject', 'embeddings/oleObject1.bin'],
      ['rId8', 'hyperlink', `file:///C:/${maker}/a.docx`, 'External'],
      ['rId9', 'hyperlink', `https://example.org/`, 'External'],
      ['rId10', 'image', 'media/image2.png'],
    ),
    'word/comments.xml': `${xml}<w:comments xmlns:w="w"><w:comment w:id="0" w:author="${maker}" w:initials="${maker}"><w:p><w:r><w:t>${content}</w:t></w:r></w:p></w:comment></w:comments>`,
    'word/people.xml': `${xml}<w15:people xmlns:w15="w15"><w15:person w15:author="${maker}"><w15:presenceInfo w15:providerId="AD" w15:userId="${maker}"/></w15:person></w15:people>`,
    'word/settings.xml': `${xml}<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="rId1"/><w:docVars><w:docVar w:name="a" w:val="${maker}"/></w:docVars></w:settings>`,
    'word/_rels/settings.xml.rels': relationships([
      'rId1',
      'attachedTemplate',
      `file:///C:\\Users\\${maker}\\Normal.dotm`,
      'External',
    ]),
    'word/media/image1.jpeg': plantedJpeg().planted,
    'word/media/image2.png': plantedPng(),
    'word/embeddings/table.xlsx': plantedPptx(),
    'word/embeddings/oleObject1.bin': Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), word]),
  });
}

/** Puts the maker into a table that was written by somebody else. */
export function plantedXlsx(written: Buffer): Buffer {
  const parts = unzipSync(written);
  const text = (name: string) => Buffer.from(parts[name]!).toString();
  const sheet = 'xl/worksheets/sheet1.xml';
  return zipOf({
    ...parts,
    ...properties,
    '_rels/.rels': packageRelationships('xl/workbook.xml'),
    'xl/workbook.xml': text('xl/workbook.xml').replace(
      /<sheets/,
      `<fileSharing userName="${maker}"/><x15ac:absPath xmlns:x15ac="x" url="C:\\Users\\${maker}\\"/><sheets`,
    ),
    [sheet]: text(sheet).replace('</worksheet>', `<pageSetup orientation="portrait" r:id="rId3"/></worksheet>`),
    'xl/worksheets/_rels/sheet1.xml.rels': relationships(
      ['rId1', 'comments', '../comments1.xml'],
      [
        'rId2',
        'http://schemas.microsoft.com/office/2017/10/relationships/threadedComment',
        '../threadedComments/t1.xml',
      ],
      ['rId3', 'printerSettings', '../printerSettings/p1.bin'],
    ),
    'xl/_rels/workbook.xml.rels': text('xl/_rels/workbook.xml.rels').replace(
      '</Relationships>',
      `<Relationship Id="rIdP" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/></Relationships>`,
    ),
    'xl/comments1.xml': `${xml}<comments xmlns="c"><authors><author>${maker}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>${maker}:</t></r><r><t>${content}</t></r></text></comment></commentList></comments>`,
    'xl/threadedComments/t1.xml': `${xml}<ThreadedComments><threadedComment ref="A1" personId="{1}"><text>${content}</text></threadedComment></ThreadedComments>`,
    'xl/persons/person.xml': `${xml}<personList><person displayName="${maker}" id="{1}" userId="S::${maker}" providerId="AD"/></personList>`,
    'xl/printerSettings/p1.bin': word,
  });
}

export function plantedPptx(): Buffer {
  return zipOf({
    '[Content_Types].xml': contentTypes(['ppt/presentation.xml', 'ppt/commentAuthors.xml']),
    '_rels/.rels': packageRelationships('ppt/presentation.xml'),
    ...properties,
    'ppt/presentation.xml': `${xml}<p:presentation xmlns:p="p"><p:t>${content}</p:t></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(
      ['rId1', 'commentAuthors', 'commentAuthors.xml'],
      ['rId2', 'http://schemas.microsoft.com/office/2018/10/relationships/authors', 'authors.xml'],
      ['rId3', 'http://schemas.microsoft.com/office/2016/11/relationships/changesInfo', 'changesInfos/c1.xml'],
    ),
    'ppt/commentAuthors.xml': `${xml}<p:cmAuthorLst xmlns:p="p"><p:cmAuthor id="0" name="${maker}" initials="${maker}" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>`,
    'ppt/authors.xml': `${xml}<p188:authorLst xmlns:p188="p"><p188:author id="{1}" name="${maker}" initials="${maker}" userId="S::${maker}" providerId="AD"/></p188:authorLst>`,
    'ppt/changesInfos/c1.xml': `${xml}<pc:chgInfo xmlns:pc="c"><pc:docChgLst><pc:chgData name="${maker}"/></pc:docChgLst></pc:chgInfo>`,
  });
}

/** Every form in which the word may lie in the bytes: as they are, unpacked, within archives, in wide letters, in hexadecimal. */
export function holds(bytes: Buffer, secret: string): boolean {
  const wide = Buffer.from(secret, 'utf16le');
  const forms = [Buffer.from(secret), wide, Buffer.from(wide).swap16()];
  const isIn = (text: Buffer) =>
    forms.some((form) => text.includes(form) || text.toString('latin1').toLowerCase().includes(form.toString('hex')));
  return allIn(bytes).some(isIn);
}

function allIn(bytes: Buffer): Buffer[] {
  if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04')
    return Object.entries(unzipSync(bytes)).flatMap(([name, part]) => [Buffer.from(name), ...allIn(Buffer.from(part))]);
  const found = [bytes];
  // Streams of a PDF and packed texts of a PNG begin as zlib writes them.
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    try {
      if ([0x01, 0x5e, 0x9c, 0xda].includes(bytes[at + 1]!)) found.push(inflateSync(bytes.subarray(at)));
    } catch {
      // Not packed after all.
    }
  }
  return found;
}
