import { wordDiff } from '../kernel/word-diff.js';

/** How the words of a form of ownership begin, in full and shortened, and the letter that each gives: ГБУ, МАОУ, ФГУП. */
const formWords: readonly [RegExp, string][] = [
  [/^фед(?:еральн\p{L}+)?$/u, 'ф'],
  [/^гос(?:ударственн\p{L}+)?$/u, 'г'],
  [/^мун(?:иципальн\p{L}+)?$/u, 'м'],
  [/^краев\p{L}+$/u, 'к'],
  [/^област\p{L}+$/u, 'о'],
  [/^бюдж(?:етн\p{L}+)?$/u, 'б'],
  [/^авт(?:ономн\p{L}+)?$/u, 'а'],
  [/^каз(?:енн\p{L}+)?$/u, 'к'],
  [/^унитарн\p{L}+$/u, 'у'],
  [/^некоммерческ\p{L}+$/u, 'н'],
  [/^общественн\p{L}+$/u, 'о'],
  [/^публичн\p{L}+$/u, 'п'],
  [/^акционерн\p{L}+$/u, 'а'],
  [/^закрыт\p{L}+$/u, 'з'],
  [/^открыт\p{L}+$/u, 'о'],
  [/^общеобразовательн\p{L}+$/u, 'о'],
  [/^образовательн\p{L}+$/u, 'о'],
  [/^дошкольн\p{L}+$/u, 'д'],
  [/^индивидуальн\p{L}+$/u, 'и'],
  [/^учр(?:ежд(?:ени\p{L}+)?)?$/u, 'у'],
  [/^предприяти\p{L}+$/u, 'п'],
  [/^предпринимател\p{L}+$/u, 'п'],
  [/^организаци\p{L}+$/u, 'о'],
  [/^обществ[оа]$/u, 'о'],
];
const limited = /^общество с ограниченной ответственностью(?= |$)/u;

/** Short forms as they are written before a name. */
const shortForms = new Set(
  (
    'ооо оао зао пао ао нао ип ано нко чуп чоу роо мроо оо нп тоо муп гуп фгуп фкп фку обу ' +
    'гбу гау гку мбу мау мку фгбу фгау фгку огбу огау огку кгбу кгау кгку фгбну ' +
    'гоу моу гбоу гаоу гкоу мбоу маоу мкоу фгбоу фгаоу мбдоу мадоу мкдоу мбудо маудо ' +
    'гбуз гауз мбуз фгбуз гбук гаук мбук маук мкук фгбук гбусо гаусо гбусон гаусон мбусон'
  ).split(' '),
);

/** Letters of a name that people write differently: case, ё, quotes, hyphens, spaces. */
const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

interface ReadName {
  /** `гбу` for «Государственное бюджетное учреждение» and for «ГБУ»; empty where the name begins with none. */
  form: string;
  core: string;
}

function readName(name: string): ReadName {
  const plain = folded(name);
  const short = limited.exec(plain);
  if (short) return { form: 'ооо', core: plain.slice(short[0].length).trim() };
  const words = plain.split(' ');
  const [first = '', ...others] = words;
  if (shortForms.has(first) && others.length > 0) return { form: first, core: others.join(' ') };
  let form = '';
  let at = 0;
  for (; at < words.length - 1; at += 1) {
    const letter = formWords.find(([word]) => word.test(words[at]!))?.[1];
    if (letter === undefined) break;
    form += letter;
  }
  // One adjective is a part of the name («Федеральный центр»): a form has a noun after it.
  if (form.length < 2) return { form: '', core: plain };
  return { form, core: words.slice(at).join(' ') };
}

/**
 * Rules §6. What a name says of an organisation whoever writes it: the form of ownership in its short letters and the rest
 * without case, ё, quotes, hyphens and spaces. Two names of one region with the same key are one organisation.
 */
export function organisationKeyOf(name: string): string {
  const { form, core } = readName(name);
  return `${form}:${core.replaceAll(' ', '')}`;
}

/** A name ready to be compared: thousands are compared with thousands when a table is looked through. */
interface Comparable {
  text: string;
  numbers: string;
  pairs: ReadonlyMap<string, number>;
}

const known = new Map<string, Comparable>();
const mostKnown = 50_000;

function comparable(name: string): Comparable {
  const found = known.get(name);
  if (found) return found;
  const { core } = readName(name);
  const text = core.replaceAll(' ', '');
  const pairs = new Map<string, number>();
  for (let at = 0; at < text.length - 1; at += 1) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const made = { text, numbers: (core.match(/\d+/g) ?? []).join(' '), pairs };
  if (known.size >= mostKnown) known.clear();
  known.set(name, made);
  return made;
}

/** So much alike are two spellings of one name: an ending or two letters in a name of usual length. */
const leastLikeness = 0.86;

/**
 * Rules §6. How much two names may mean one organisation, from 0 (not at all) to 1 (the same but for the form of ownership): the
 * share of pairs of letters beside each other that both have (Dice). Names that differ in a number («Школа № 5», «Школа № 15»)
 * are two.
 */
export function nameLikeness(a: string, b: string): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (!left.text || !right.text || left.numbers !== right.numbers) return 0;
  if (left.text === right.text) return 1;
  const [shorter, longer] = left.text.length < right.text.length ? [left, right] : [right, left];
  const all = shorter.text.length + longer.text.length - 2;
  if (2 * (shorter.text.length - 1) < leastLikeness * all) return 0;
  let common = 0;
  for (const [pair, n] of shorter.pairs) common += Math.min(n, longer.pairs.get(pair) ?? 0);
  const like = (2 * common) / all;
  return like >= leastLikeness ? like : 0;
}

/** Those whose names may mean the same organisation, the likest first. */
export function namedLike<Known extends { name: string; formerNames?: readonly string[] }>(
  name: string,
  among: readonly Known[],
): Known[] {
  return among
    .map((each) => ({
      each,
      like: Math.max(...[each.name, ...(each.formerNames ?? [])].map((one) => nameLikeness(name, one))),
    }))
    .filter(({ like }) => like > 0)
    .sort((a, b) => b.like - a.like)
    .map(({ each }) => each);
}

export interface NamePart {
  text: string;
  differs: boolean;
}

/** Both spellings in parts: what only the one or the other has is marked. */
export function spellings(typed: string, known: string): { typed: NamePart[]; known: NamePart[] } {
  const runs = wordDiff(typed, known);
  const of = (kind: 'gone' | 'new') =>
    runs
      .filter((run) => run.kind === 'same' || run.kind === kind)
      .map(({ text, kind: own }) => ({ text, differs: own === kind }));
  return { typed: of('gone'), known: of('new') };
}
