import type { Answer, Answers, FormField } from '../cycles/form.js';
import type { JudgingRules } from '../cycles/judging-rules.js';

/**
 * Rules §9. Whether files are given to experts under neutral names and without metadata: wherever anything is hidden, for
 * names and properties of files tell all of it.
 */
export const hidesFiles = (blind: JudgingRules['blind']): boolean => blind.length > 0;

/** What an expert may read of an entry. */
export interface ReadableEntry {
  title: string;
  organisation: Readonly<Record<string, string>>;
  answers: Answers;
}

/** Names that would give an entry away, besides those in its organisation. */
export interface KnownNames {
  people: readonly string[];
}

const organisationKeys = ['id', 'name', 'kind'];
const regionKeys = ['regionCode', 'regionName'];
const veil = '▒▒▒';

/**
 * Rules §9. The entry as experts read it when the rules hide something: the hidden facts of the organisation are left out,
 * fields that are about what is hidden are left out, and the hidden names are covered wherever they stand in the words.
 * Fields of files are left out: whoever lists files does so without their names, which tell all of it, whatever is hidden.
 * With nothing hidden the entry is returned as it is.
 */
export function blinded<Entry extends ReadableEntry>(
  entry: Entry,
  { fields, blind, names }: { fields: readonly FormField[]; blind: JudgingRules['blind']; names: KnownNames },
): Entry {
  if (blind.length === 0) return entry;
  const hides = new Set<string>(blind);
  const gone = new Set([
    ...(hides.has('organisation') ? organisationKeys : []),
    ...(hides.has('region') ? regionKeys : []),
  ]);
  const words = secretsOf(entry.organisation, blind, names);
  const shown = fields.filter(({ about }) => about === undefined || !hides.has(about));
  const answers = Object.fromEntries(
    shown.flatMap((field) => {
      const answer = entry.answers[field.id];
      if (answer === undefined || field.type === 'files') return [];
      return [[field.id, maskedAnswer(answer, words)]];
    }),
  );
  const organisation = Object.fromEntries(Object.entries(entry.organisation).filter(([key]) => !gone.has(key)));
  return { ...entry, title: masked(entry.title, words), organisation, answers };
}

/**
 * The words that `blind` hides of an entry: names of its organisation and region, and of its people in the orders in which
 * they are written, with given names or their initials.
 */
export function secretsOf(
  organisation: Readonly<Record<string, string>>,
  blind: JudgingRules['blind'],
  { people }: KnownNames,
): string[] {
  return [
    ...(blind.includes('organisation') ? [organisation['name']] : []),
    ...(blind.includes('region') ? regionWords(organisation['regionName'] ?? '') : []),
    ...(blind.includes('people') ? people.flatMap(waysOfName) : []),
  ].filter((word): word is string => word !== undefined && word.trim().length >= 3);
}

/** The name of a region, and the word that is no adjective and no kind of region: that word alone tells which it is. */
function regionWords(name: string): string[] {
  const own = name.split(/\s+/).filter((word) => word.length > 4 && !/(ая|ий|ый|ой)$/iu.test(word));
  return [name, ...own.filter((word) => !kindsOfRegion.has(word.toLowerCase()))];
}

const kindsOfRegion = new Set(['республика', 'область', 'город', 'округ', 'народная']);

/** «Иванова Мария Петровна», «Мария Иванова», «М. П. Иванова» …; the family name, written first, alone too. */
function waysOfName(name: string): string[] {
  const [family = '', ...given] = name.trim().split(/\s+/);
  if (given.length === 0) return [family];
  const initials = given.map((each) => `${each[0]!}.`).join(' ');
  const ways = [given.join(' '), given[0]!, initials, `${given[0]![0]!}.`];
  return [...ways.flatMap((way) => [`${family} ${way}`, `${way} ${family}`]), family];
}

/**
 * The text with every occurrence of the words covered, whatever their case, their grammatical ending and the letters ё and
 * е; longer words first. Rather a word too many is covered than one too few.
 */
export function masked(text: string, words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .reduce((shown, word) => shown.replace(inAnyCase(word), veil), text);
}

function inAnyCase(phrase: string): RegExp {
  const words = phrase
    .trim()
    .split(/\s+/)
    .map((word) => (/^\p{L}\.$/u.test(word) ? `${stemOf(word[0]!)}\\.` : wordPattern(word)));
  return new RegExp(`(?<!\\p{L})${words.join(String.raw`\s*`)}`, 'giu');
}

const ending = /(?:ими|ыми|ого|его|ому|ему|ая|яя|ое|ее|ий|ый|ой|ом|ем|ам|ах|а|я|о|е|у|ю|ы|и|ь|й)$/iu;

/** A Russian word with any ending; any other as it is written. */
function wordPattern(word: string): string {
  const russian = /^(?<before>[^\p{L}]*)(?<letters>[а-яё]{4,})(?<after>[^\p{L}]*)$/iu.exec(word)?.groups;
  if (!russian) return stemOf(word);
  const { before = '', letters = '', after = '' } = russian;
  const stem = letters.replace(ending, '');
  const kept = stem.length >= 3 ? stem : letters;
  return `${stemOf(before)}${stemOf(kept)}[а-яё]{0,3}(?![а-яё])${stemOf(after)}`;
}

const stemOf = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/[её]/giu, '[её]');

function maskedAnswer(answer: Answer, words: readonly string[]): Answer {
  if (typeof answer === 'string') return masked(answer, words);
  if (!Array.isArray(answer)) return answer;
  return answer.map((item) =>
    typeof item === 'string'
      ? masked(item, words)
      : Object.fromEntries(
          Object.entries(item).map(([key, value]) => [key, typeof value === 'string' ? masked(value, words) : value]),
        ),
  ) as Answer;
}
