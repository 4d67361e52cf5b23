import { inflateSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';

interface Answer {
  headers: Record<string, unknown>;
  body: string;
  rawPayload: Buffer;
}

/** Everything that an answer says in words, whatever it is: pages and JSON as they are, tables and papers unpacked. */
export function textOf({ headers, body, rawPayload }: Answer): string {
  const type = String(headers['content-type'] ?? '');
  const said = `${JSON.stringify(headers)}\n`;
  if (type.startsWith('application/pdf')) return said + textOfPdf(rawPayload);
  if (/zip|officedocument/.test(type))
    return (
      said +
      Object.values(unzipSync(new Uint8Array(rawPayload)))
        .map((part) => strFromU8(part))
        .join('\n')
    );
  return said + body;
}

/** The words of a PDF: its streams inflated, the glyphs of its texts read by every map of glyphs that it has. */
export function textOfPdf(bytes: Buffer): string {
  const streams: string[] = [];
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const from = at + 'stream'.length + (bytes[at + 6] === 0x0d ? 2 : 1);
    const stream = bytes.subarray(from, bytes.indexOf('endstream', from));
    try {
      streams.push(inflateSync(stream).toString('utf8'));
    } catch {
      streams.push(stream.toString('utf8'));
    }
    at = from + stream.length + 'endstream'.length;
  }
  const maps = streams.filter((text) => text.includes('beginbfrange') || text.includes('beginbfchar')).map(glyphsOf);
  const drawn = streams.flatMap((text) =>
    [...text.matchAll(/\[((?:<[0-9a-f]*>|[-\d. ]+)*)\]\s*TJ/gi)].map(([, run]) =>
      [...run!.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex]) => hex).join(''),
    ),
  );
  const read = maps.map((glyphs) =>
    drawn
      .map((hex) => (hex.match(/.{4}/g) ?? []).map((code) => glyphs.get(parseInt(code, 16)) ?? '').join(''))
      .join(''),
  );
  return [...streams, ...read].join('\n');
}

function glyphsOf(map: string): Map<number, string> {
  const glyphs = new Map<number, string>();
  const letter = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block] of map.matchAll(/beginbfrange([^]*?)endbfrange/g))
    for (const [, from, , to] of block!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(\[[^\]]*\]|<[0-9a-f]+>)/gi)) {
      const first = parseInt(from!, 16);
      const listed = [...to!.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex]) => letter(hex!));
      listed.forEach((each, index) => glyphs.set(first + index, each));
    }
  for (const [, block] of map.matchAll(/beginbfchar([^]*?)endbfchar/g))
    for (const [, from, to] of block!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi))
      glyphs.set(parseInt(from!, 16), letter(to!));
  return glyphs;
}
