import { crc32 } from 'node:zlib';
import { onlyOrientation } from './orientation.js';
import { Unbared } from './unbared.js';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What the picture, its colours, its size in print and its movement need. */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

/** The same picture without texts, Exif, time and what is hung behind its end; how it is to be turned stays. */
export function barePng(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(signature)) throw new Unbared('broken');
  const chunks: Buffer[] = [signature];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const after = at + 12 + bytes.readUInt32BE(at);
    if (after > bytes.length) throw new Unbared('broken');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (kept.has(type)) chunks.push(bytes.subarray(at, after));
    if (type === 'eXIf') {
      const turned = onlyOrientation(bytes.subarray(at + 8, after - 4));
      if (turned) chunks.push(chunkOf(type, turned));
    }
    if (type === 'IEND') return Buffer.concat(chunks);
    at = after;
  }
  throw new Unbared('broken');
}

function chunkOf(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
