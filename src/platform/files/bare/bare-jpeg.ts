import { onlyOrientation } from './orientation.js';
import { Unbared } from './unbared.js';

const start = 0xd8;
const end = 0xd9;
const scan = 0xda;
const comment = 0xfe;
const exif = Buffer.from('Exif\0\0', 'latin1');

/**
 * The same picture, bit by bit, without Exif, XMP, IPTC, comments, previews and what is hung behind its end. Kept are what
 * its colours need (JFIF, the colour profile, Adobe's transform) and how it is to be turned.
 */
export function bareJpeg(bytes: Buffer): Buffer {
  if (bytes.readUInt16BE(0) !== 0xff00 + start) throw new Unbared('broken');
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) throw new Unbared('broken');
    const marker = bytes[at + 1];
    if (marker === 0xff) at += 1;
    else if (marker === end) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    else if (isAlone(marker)) at += 2;
    else {
      if (at + 4 > bytes.length) throw new Unbared('broken');
      const after = at + 2 + bytes.readUInt16BE(at + 2);
      const segment = bareSegment(marker!, bytes.subarray(at, after));
      if (segment) kept.push(segment);
      at = after;
      if (marker === scan) {
        at = endOfScan(bytes, after);
        kept.push(bytes.subarray(after, at));
      }
    }
  }
  if (at > bytes.length) throw new Unbared('broken');
  return Buffer.concat(kept);
}

/** Markers without a length; 0x01 is a private one that means nothing. */
const isAlone = (marker: number | undefined): boolean => marker === 0x01 || (marker! >= 0xd0 && marker! <= 0xd7);

function bareSegment(marker: number, segment: Buffer): Buffer | null {
  if (marker === comment) return null;
  if (marker < 0xe0 || marker > 0xef) return segment;
  const body = segment.subarray(4);
  const says = (word: string) => body.subarray(0, word.length).equals(Buffer.from(word, 'latin1'));
  if (marker === 0xe0 && says('JFIF\0')) return segmentOf(marker, withoutPreview(body));
  if (marker === 0xe1 && body.subarray(0, 6).equals(exif)) {
    const turned = onlyOrientation(body.subarray(6));
    return turned && segmentOf(marker, Buffer.concat([exif, turned]));
  }
  const isColour = (marker === 0xe2 && says('ICC_PROFILE\0')) || (marker === 0xee && says('Adobe'));
  return isColour ? segment : null;
}

/** The header of JFIF ends with the size of a preview and the preview. */
function withoutPreview(jfif: Buffer): Buffer {
  if (jfif.length < 14) throw new Unbared('broken');
  const bare = Buffer.from(jfif.subarray(0, 14));
  bare.writeUInt16BE(0, 12);
  return bare;
}

function segmentOf(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Where the coded picture ends: at a marker that is neither a stuffed byte, a restart nor a fill. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1]!;
    if (next !== 0 && next !== 0xff && !isAlone(next)) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  return bytes.length;
}
