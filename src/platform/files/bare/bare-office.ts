import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { bareJpeg } from './bare-jpeg.js';
import { barePng } from './bare-png.js';
import { bareContentTypes, barePart, bareRelationships, relationshipsOf, withoutReferences } from './office-parts.js';
import { Unbared } from './unbared.js';

/** What the parts may take once unpacked, and how deep documents may lie in documents. */
const mostUnpacked = 300 * 1024 * 1024;
const mostParts = 20_000;
const mostNested = 2;
/** A zip says since when a part is so; this says nothing. */
const noTime = new Date(1980, 0, 1);
const types = '[Content_Types].xml';

type Parts = Map<string, Buffer>;

/**
 * The same document, table or presentation without its properties (author, company, manager, who saved it last, own ones),
 * preview, signatures, names and accounts of those who commented or changed, paths and names of computers and printers,
 * data that is not shown, the properties of its pictures, and all to which nothing in it refers. Texts, figures and comments
 * themselves stay.
 */
export function bareOffice(bytes: Buffer, depth = 0): Buffer {
  const all = unpacked(bytes);
  if (!all.has(types) || !all.has(relationshipsOf(''))) throw new Unbared('broken');
  const kept = reachable(all);
  const packed: Parameters<typeof zipSync>[0] = {};
  packed[types] = Buffer.from(bareContentTypes(textOf(all.get(types)!), (name) => kept.has(name)));
  for (const [name, part] of kept)
    packed[name] = [barePartOf(name, part, depth), { level: isPacked(part) ? 0 : 6, mtime: noTime }];
  return Buffer.from(zipSync(packed, { mtime: noTime }));
}

function unpacked(bytes: Buffer): Parts {
  let total = 0;
  let count = 0;
  const bounded = ({ originalSize, name }: UnzipFileInfo): boolean => {
    total += originalSize;
    count += 1;
    if (total > mostUnpacked || count > mostParts) throw new Unbared('complex');
    return !name.endsWith('/');
  };
  // A document with a password is not a zip but a compound file of the old kind.
  if (bytes.readUInt32BE(0) === 0xd0cf11e0) throw new Unbared('encrypted');
  try {
    const parts = Object.entries(unzipSync(bytes, { filter: bounded }));
    return new Map(parts.map(([name, part]) => [name, Buffer.from(part.buffer, part.byteOffset, part.byteLength)]));
  } catch (error) {
    throw error instanceof Unbared ? error : new Unbared('broken');
  }
}

/** The parts to which relationships lead that tell nothing of people, with their lists of relationships. */
function reachable(all: Parts): Parts {
  const byName = new Map([...all.keys()].map((name) => [name.toLowerCase(), name]));
  const kept: Parts = new Map();
  const toDo = [''];
  for (let owner = toDo.pop(); owner !== undefined; owner = toDo.pop()) {
    const list = byName.get(relationshipsOf(owner).toLowerCase());
    const { text, targets, gone } = bareRelationships(owner, list ? textOf(all.get(list)!) : '');
    if (owner) kept.set(owner, withoutGone(all.get(owner)!, gone));
    if (list) kept.set(list, Buffer.from(text));
    for (const target of targets) {
      const name = byName.get(target.toLowerCase());
      if (name && !kept.has(name) && !toDo.includes(name)) toDo.push(name);
    }
  }
  return kept;
}

const withoutGone = (part: Buffer, gone: readonly string[]): Buffer =>
  gone.length === 0 ? part : Buffer.from(withoutReferences(textOf(part), gone));

function barePartOf(name: string, part: Buffer, depth: number): Buffer {
  if (/\.rels$/i.test(name)) return part;
  if (/\.(xml|vml)$/i.test(name)) return Buffer.from(barePart(textOf(part)));
  if (startsWith(part, 'ffd8ff')) return bareJpeg(part);
  if (startsWith(part, '89504e47')) return barePng(part);
  if (!name.toLowerCase().includes('/embeddings/')) return part;
  // A document inside a document; what is no package of today holds its author where we cannot look.
  if (!startsWith(part, '504b0304')) return Buffer.alloc(0);
  if (depth >= mostNested) throw new Unbared('complex');
  return bareOffice(part, depth + 1);
}

const startsWith = (part: Buffer, signature: string): boolean =>
  part.toString('hex', 0, signature.length / 2) === signature;

/** What is packed already is not packed again. */
const isPacked = (part: Buffer): boolean =>
  ['ffd8ff', '89504e47', '504b0304', '47494638'].some((each) => startsWith(part, each));

function textOf(part: Buffer): string {
  const isWide = startsWith(part, 'fffe') || startsWith(part, 'feff');
  const text = new TextDecoder(isWide ? (part[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(part);
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']/.exec(text);
  if (!declared) return text;
  if (!/^utf-(8|16)$/i.test(declared[1]!)) throw new Unbared('complex');
  return isWide ? text.replace(declared[0], declared[0].replace(/utf-16/i, 'UTF-8')) : text;
}
