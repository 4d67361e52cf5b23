import { basename } from 'node:path';
import { Refusal } from '../../domain/kernel/refusal.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'windows-1251';

export interface Decoded {
  text: string;
  encoding: Encoding;
  bom: boolean;
}

/**
 * The text of a table: UTF-8, UTF-16 with its mark, or Windows-1251 where the letters read as Russian. Refuses with
 * `file-encoding` what is none of them: a wrong guess would turn names into other names.
 */
export function decoded(bytes: Uint8Array, path: string): Decoded {
  const name = basename(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return whole(bytes, 'utf-16le', name);
  try {
    return whole(bytes, 'utf-8', name);
  } catch (error) {
    if (!(error instanceof Refusal) || ('why' in error.detail && error.detail.why === 'zeros')) throw error;
  }
  const read = whole(bytes, 'windows-1251', name);
  if (!readsAsRussian(read.text)) throw new Refusal({ code: 'file-encoding', name, why: 'letters' });
  return read;
}

function whole(bytes: Uint8Array, encoding: Encoding, name: string): Decoded {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal({ code: 'file-encoding', name, why: 'letters' });
  }
  if (text.includes('\0')) throw new Refusal({ code: 'file-encoding', name, why: 'zeros' });
  const bom = text.startsWith('\ufeff');
  return { text: bom ? text.slice(1) : text, encoding, bom };
}

/** So many letters tell how often each comes; fewer tell only by their cases. */
const enoughLetters = 40;
/** The commonest letters make up half of a Russian text; of a text in KOI8-R or code page 866, read so, hardly any. */
const leastCommon = 0.3;

/** Whether a text has Russian letters where it has any but Latin ones, in the cases and as often as in words. */
function readsAsRussian(text: string): boolean {
  const strange = text.match(/[^\p{ASCII}]/gu) ?? [];
  const letters = strange.filter((letter) => /[а-яё]/i.test(letter));
  const usual = strange.filter((letter) => /[а-яё«»—–№“”„…’\u00a0§°·]/i.test(letter));
  if (letters.length === 0 || usual.length < strange.length * 0.98) return false;
  const words = text.match(/[а-яё]{2,}/gi) ?? [];
  const turned = words.filter((word) => /^[а-яё]+[А-ЯЁ]/.test(word));
  if (turned.length > words.length * 0.1) return false;
  const common = letters.filter((letter) => /[оеаинт]/i.test(letter));
  return letters.length < enoughLetters || common.length >= letters.length * leastCommon;
}
