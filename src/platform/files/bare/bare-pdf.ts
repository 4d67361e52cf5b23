import { inflateSync } from 'node:zlib';
import {
  EncryptedPDFError,
  PDFArray,
  PDFContext,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
  type PDFObject,
} from '@cantoo/pdf-lib';
import { bareJpeg } from './bare-jpeg.js';
import { Unbared } from './unbared.js';

const key = (name: string): PDFName => PDFName.of(name);

/** What says who made, edited, sent or signed the document, wherever it stands; files inside the file too. */
const everywhere = 'Metadata PieceInfo LastModified Thumb CreatorInfo SpiderInfo EmbeddedFiles AF EF RF Collection'
  .split(' ')
  .map(key);
const ofCatalog = ['Perms', 'DSS', 'Legal'].map(key);
const mostPicture = 200 * 1024 * 1024;

/**
 * The same pages without what the file says of itself and its people: information, XMP, previews, names of those who
 * commented, signatures, paths of other files, files inside, Exif of its pictures, and all that no page needs, such as
 * earlier states of the file. A password that only forbids changes is no hindrance; one that is asked for is.
 */
export async function barePdf(bytes: Buffer): Promise<Buffer> {
  const document = await open(bytes);
  const { context } = document;
  context.trailerInfo = { Root: context.trailerInfo.Root! };
  for (const name of ofCatalog) document.catalog.delete(name);
  const seen = bareReachable(context);
  for (const [ref] of context.enumerateIndirectObjects()) if (!seen.has(ref)) context.delete(ref);
  // Packing objects takes the library time in the square of their number.
  const plainly = { useObjectStreams: false, objectsPerTick: Infinity };
  const saved = await document.save({ ...plainly, addDefaultPage: false, updateFieldAppearances: false });
  return Buffer.from(saved.buffer, saved.byteOffset, saved.byteLength);
}

async function open(bytes: Buffer): Promise<PDFDocument> {
  try {
    const document = await PDFDocument.load(bytes, {
      updateMetadata: false,
      parseSpeed: Infinity,
      throwOnInvalidObject: true,
      preserveXFA: true,
      password: '',
    });
    if (document.getPageCount() > 0) return document;
  } catch (error) {
    throw new Unbared(isLocked(error) ? 'encrypted' : 'broken');
  }
  throw new Unbared('broken');
}

const isLocked = (error: unknown): boolean =>
  error instanceof EncryptedPDFError || (error instanceof Error && /password|encrypt/i.test(error.message));

/** Bares everything that the catalog leads to, without recursion: a file may be made to be deep. */
function bareReachable(context: PDFContext): Set<PDFRef> {
  const seen = new Set<PDFRef>();
  const toDo: PDFObject[] = [context.trailerInfo.Root!];
  for (let object = toDo.pop(); object; object = toDo.pop()) {
    if (object instanceof PDFRef) {
      if (seen.has(object)) continue;
      seen.add(object);
      const target = context.lookup(object);
      if (!target) continue;
      const bare = target instanceof PDFRawStream ? barePicture(target, context) : target;
      if (bare !== target) context.assign(object, bare);
      toDo.push(bare);
    } else if (object instanceof PDFStream) toDo.push(object.dict);
    else if (object instanceof PDFArray) toDo.push(...object.asArray());
    else if (object instanceof PDFDict) {
      bareDict(object);
      toDo.push(...object.values());
    }
  }
  return seen;
}

function bareDict(dict: PDFDict): void {
  for (const name of everywhere) dict.delete(name);
  for (const [name, value] of dict.entries()) if (isSignature(dict.context.lookup(value))) dict.delete(name);
  const type = wordOf(dict, 'Type');
  const subtype = wordOf(dict, 'Subtype');
  if (subtype && subtype !== 'Widget' && (type === 'Annot' || dict.has(key('Rect')))) {
    dict.delete(key('T'));
    if (subtype === 'FileAttachment') dict.delete(key('FS'));
  }
  if (type === 'Thread') dict.delete(key('I'));
  if (type === 'Filespec' || type === 'F' || (dict.has(key('F')) && dict.has(key('UF')))) bareFileName(dict);
  if (['GoToR', 'GoToE', 'Launch', 'ImportData'].includes(wordOf(dict, 'S'))) bareFileName(dict);
}

/** The path of another file tells whose computer it was. */
function bareFileName(dict: PDFDict): void {
  for (const name of ['F', 'UF', 'DOS', 'Mac', 'Unix', 'Desc', 'Win'])
    if (dict.has(key(name))) dict.set(key(name), PDFString.of('file'));
}

const isSignature = (value: PDFObject | undefined): boolean =>
  value instanceof PDFDict &&
  (['Sig', 'DocTimeStamp'].includes(wordOf(value, 'Type')) ||
    (value.has(key('ByteRange')) && value.has(key('Contents'))));

function wordOf(dict: PDFDict, name: string): string {
  const value = dict.lookup(key(name));
  return value instanceof PDFName ? value.decodeText() : '';
}

/** Photographs stand in a PDF as whole JPEG files, sometimes packed once more. */
function barePicture(stream: PDFRawStream, context: PDFContext): PDFRawStream {
  const filters = filtersOf(stream);
  if (filters.at(-1) !== 'DCTDecode') return stream;
  const packed = Buffer.from(stream.contents);
  if (filters.length === 1) return PDFRawStream.of(stream.dict, bareJpeg(packed));
  if (filters.length > 2 || filters[0] !== 'FlateDecode') throw new Unbared('complex');
  stream.dict.set(key('Filter'), key('DCTDecode'));
  stream.dict.delete(key('DecodeParms'));
  stream.dict.set(key('Length'), context.obj(0));
  return PDFRawStream.of(stream.dict, bareJpeg(inflateSync(packed, { maxOutputLength: mostPicture })));
}

function filtersOf({ dict }: PDFRawStream): string[] {
  const filter = dict.lookup(key('Filter'));
  const names = filter instanceof PDFArray ? filter.asArray().map((each) => dict.context.lookup(each)) : [filter];
  return names.flatMap((name) => (name instanceof PDFName ? [name.decodeText()] : []));
}
