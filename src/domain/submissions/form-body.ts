import { decimalFrom } from '../kernel/decimal.js';
import type { Answer, Answers, FormField, TableColumn, TableField } from '../cycles/form.js';

/** A body of `application/x-www-form-urlencoded`, as a web server parses it. */
export type FormBody = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Rules §7. The answers that a plain HTML form sends: `title`, `spheres` (several times), `steps[0]`,
 * `results[1][after]`. Numbers become decimal strings with a point; what cannot be read as a number stays as typed, for
 * the person to mend. Rows in which nothing was typed fall away, the others keep their order. Files are sent another
 * way: fields of files get no answer here, so that merging keeps the stored one.
 */
export function answersFromForm(fields: readonly FormField[], body: FormBody): Answers {
  const entries = fields
    .filter((field) => field.type !== 'files')
    .map((field): [string, Answer] => [field.id, answerTo(field, body)]);
  return Object.fromEntries(entries);
}

function answerTo(field: FormField, body: FormBody): Answer {
  switch (field.type) {
    case 'checkbox':
      return sent(body, field.id).some((value) => !['', '0', 'false', 'off'].includes(value));
    case 'multiselect':
      return [...new Set([...sent(body, field.id), ...sent(body, `${field.id}[]`)])].filter(Boolean);
    case 'list':
      return indexesOf(field.id, body)
        .flatMap((index) => sent(body, `${field.id}[${index}]`))
        .concat(sent(body, `${field.id}[]`))
        .map(lineBreaks)
        .filter((item) => item.trim());
    case 'table':
      return tableRows(field, body);
    default:
      return scalar(field, sent(body, field.id));
  }
}

function tableRows(field: TableField, body: FormBody): Record<string, string>[] {
  return indexesOf(field.id, body)
    .map((index) =>
      Object.fromEntries(
        field.columns.map((column) => [column.id, scalar(column, sent(body, `${field.id}[${index}][${column.id}]`))]),
      ),
    )
    .filter((row) => Object.values(row).some((value) => value.trim()));
}

/** The positions used in names that begin with `id[`, ascending: people delete rows in the middle. */
function indexesOf(id: string, body: FormBody): number[] {
  const prefix = `${id}[`;
  const found = Object.keys(body)
    .filter((name) => name.startsWith(prefix))
    .map((name) => /^(\d{1,6})\]/.exec(name.slice(prefix.length))?.[1]);
  return [...new Set(found.filter((index) => index !== undefined).map(Number))].sort((a, b) => a - b);
}

function sent(body: FormBody, name: string): string[] {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** One text; were a name sent twice, both texts are kept, one below the other. */
function scalar(field: FormField | TableColumn, values: readonly string[]): string {
  const text = lineBreaks(values.filter(Boolean).join('\n'));
  if (field.type === 'number') return decimalFrom(text) ?? text;
  return field.type === 'text' || field.type === 'textarea' ? text : text.trim();
}

const lineBreaks = (text: string) => text.replaceAll('\r\n', '\n');
