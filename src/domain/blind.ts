import type { Answer, Answers, FormField } from './form.js';
import type { JudgingRules } from './judging-rules.js';

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

/** The words that `blind` hides of an entry: names of its organisation and region, and of its people. */
export function secretsOf(
  organisation: Readonly<Record<string, string>>,
  blind: JudgingRules['blind'],
  { people }: KnownNames,
): string[] {
  return [
    ...(blind.includes('organisation') ? [organisation['name']] : []),
    ...(blind.includes('region') ? [organisation['regionName']] : []),
    ...(blind.includes('people') ? people.flatMap((name) => [name, name.split(/\s+/)[0]]) : []),
  ].filter((word): word is string => word !== undefined && word.trim().length >= 3);
}

/** The text with every occurrence of the words covered, whatever their case; longer words first. */
export function masked(text: string, words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .reduce((shown, word) => shown.replace(new RegExp(escaped(word.trim()), 'giu'), veil), text);
}

const escaped = (word: string): string =>
  word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`);

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
