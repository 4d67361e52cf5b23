import { canonicalJson } from '../kernel/canonical.js';
import type { Answer, Answers, FormField, TableColumn, Words } from '../cycles/form.js';
import { hasShape } from './answer-shape.js';

export interface CarryOver {
  /** What the new entry begins with, by the fields of its form; without files. */
  answers: Answers;
  /** For each field of the earlier form that goes on: the field of the new form where it does. */
  places: ReadonlyMap<string, string>;
  /** Fields of the new form whose question is another than that which was answered. */
  changed: string[];
  /** Fields of the new form that nothing of the earlier entry answers. */
  fresh: string[];
  /** Answered fields of the earlier form for which the new one has no place. */
  dropped: string[];
}

interface Answered {
  fields: readonly FormField[];
  answers: Answers;
  /** The file fields of the earlier entry that have files. */
  withFiles: readonly string[];
}

/**
 * Rules §4.12. What an entry that goes on from an earlier one begins with. A question is the same where its id is, or else its
 * words, and where it takes the same kind of answer; texts of one line and of several are one kind. Of a choice only what the new
 * form still offers goes on, of a table only the columns that it has. Nothing is shortened: what is too long now is said at the
 * check.
 */
export function carryOver(from: Answered, to: readonly FormField[]): CarryOver {
  const places = placesOf(from.fields, to);
  const answers: Record<string, Answer> = {};
  const changed: string[] = [];
  const dropped: string[] = [];
  for (const field of from.fields) {
    const place = to.find(({ id }) => id === places.get(field.id));
    const isFiles = field.type === 'files';
    const answer = isFiles ? null : fitted(place, from.answers[field.id]);
    const wasAnswered = isFiles ? from.withFiles.includes(field.id) : !isNothing(from.answers[field.id]);
    if (place && answer !== null) answers[place.id] = answer;
    if (wasAnswered && !(place && (isFiles || answer !== null))) dropped.push(field.id);
    if (place && wasAnswered && isOther(field, place)) changed.push(place.id);
  }
  const taken = new Set(places.values());
  return { answers, places, changed, dropped, fresh: to.flatMap(({ id }) => (taken.has(id) ? [] : id)) };
}

/** Fields of the new form that ask something else than the earlier question in their place, with the words of that question. */
export function changedQuestions(from: readonly FormField[], to: readonly FormField[]): Map<string, Words> {
  const places = placesOf(from, to);
  return new Map(
    from.flatMap((earlier) => {
      const now = to.find(({ id }) => id === places.get(earlier.id));
      return now && isOther(earlier, now) ? [[now.id, earlier.label]] : [];
    }),
  );
}

function placesOf(from: readonly FormField[], to: readonly FormField[]): Map<string, string> {
  const places = new Map<string, string>();
  const free = new Set(to.map(({ id }) => id));
  const take = (isSame: (earlier: FormField, now: FormField) => boolean) => {
    for (const earlier of from) {
      if (places.has(earlier.id)) continue;
      const now = to.find((field) => free.has(field.id) && kindOf(field) === kindOf(earlier) && isSame(earlier, field));
      if (!now) continue;
      places.set(earlier.id, now.id);
      free.delete(now.id);
    }
  };
  take((earlier, now) => earlier.id === now.id);
  take((earlier, now) => plain(earlier.label.ru) === plain(now.label.ru));
  return places;
}

const kindOf = ({ type }: FormField): string => (type === 'textarea' ? 'text' : type);

const plain = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/[^\p{L}\d]/gu, '');

/** Whether the question asks something else than the earlier one: its words, its choices or columns. Limits are not the question. */
const isOther = (earlier: FormField, now: FormField): boolean => asked(earlier) !== asked(now);

function asked(field: FormField): string {
  const { label, hint } = field;
  const offered = 'options' in field ? field.options : null;
  const columns = 'columns' in field ? field.columns.map(({ id, label: words }) => ({ id, words })) : null;
  return canonicalJson({ label: label.ru, hint: hint?.ru ?? '', offered, columns });
}

/** The answer as far as the field can take it; `null` where nothing of it can. */
function fitted(field: FormField | undefined, answer: unknown): Answer | null {
  if (!field || isNothing(answer) || !hasShape(field, answer)) return null;
  if (field.type === 'select') return isOffered(field.options, answer) ? answer : null;
  if (field.type === 'multiselect') {
    const chosen = (answer as readonly string[]).filter((one) => isOffered(field.options, one));
    return chosen.length > 0 ? chosen : null;
  }
  if (field.type !== 'table') return answer;
  const rows = (answer as readonly Record<string, string>[]).map((row) => fittedRow(field.columns, row));
  return rows.some((row) => Object.keys(row).length > 0) ? rows : null;
}

const fittedRow = (columns: readonly TableColumn[], row: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap((column) => {
      const cell = row[column.id];
      if (cell === undefined) return [];
      return column.type === 'select' && !isOffered(column.options, cell) ? [] : [[column.id, cell]];
    }),
  );

const isOffered = (options: readonly { value: string }[], answer: unknown): boolean =>
  options.some(({ value }) => value === answer);

const isNothing = (answer: unknown): boolean =>
  answer === undefined || answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0);
