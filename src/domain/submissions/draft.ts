import type { Answers, FormField, TableColumn } from '../cycles/form.js';
import type { FieldProblem } from '../kernel/refusal.js';
import { Refusal } from '../kernel/refusal.js';

/** What is asked of an answer whose form says no limit, in characters and in items. */
const usual = { text: 20_000, item: 2000, items: 50, short: 2000 };
/** A draft may be longer than what can be submitted, for it is shortened at leisure; not without end. */
const slack = { times: 2, more: 20_000 };
const mostEver = 1_000_000;

/**
 * Rules §7. A draft is kept as it was typed, yet answers only what its form asks, and takes no more room than twice what
 * the form's own limits allow and 20,000 characters, never more than a million. `kept` are the answers that stood before:
 * whoever shortens a draft that is too long may do it step by step. Refuses `invalid-input`: `unknown-field` for fields and
 * columns that the form does not have, `draft-too-long` at the longest answer.
 */
export function mustFitDraft(fields: readonly FormField[], sent: Answers, kept: Answers = {}): void {
  const unasked = unknownIn(fields, sent);
  const problems = unasked.length > 0 ? unasked : tooLong(fields, sent, kept);
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems: problems.slice(0, mostProblems) });
}

const mostProblems = 100;

/** Fields, and columns of tables, that the form does not have. Pointers begin at the answers. */
export function unknownIn(fields: readonly FormField[], answers: Readonly<Record<string, unknown>>): FieldProblem[] {
  const known = new Map(fields.map((field) => [field.id, field]));
  return Object.entries(answers).flatMap(([id, answer]) => {
    const field = known.get(id);
    if (!field) return [unknown(`/${escape(id)}`, id)];
    if (field.type !== 'table' || !Array.isArray(answer)) return [];
    const columns = new Set(field.columns.map((column) => column.id));
    return answer.flatMap((row: unknown, index) =>
      typeof row === 'object' && row !== null
        ? Object.keys(row).flatMap((column) =>
            columns.has(column) ? [] : [unknown(`/${id}/${index}/${escape(column)}`, column)],
          )
        : [],
    );
  });
}

const unknown = (pointer: string, id: string): FieldProblem => ({
  pointer,
  rule: 'unknown-field',
  values: { names: id },
});

const escape = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function tooLong(fields: readonly FormField[], sent: Answers, kept: Answers): FieldProblem[] {
  const max = mostInDraft(fields);
  const count = sizeOf({ ...kept, ...sent });
  if (count <= max || count <= sizeOf(kept)) return [];
  const [longest] = Object.entries(sent)
    .map(([id, answer]) => ({ id, size: sizeOf(answer) }))
    .sort((a, b) => b.size - a.size);
  return [{ pointer: `/${escape(longest?.id ?? '')}`, rule: 'draft-too-long', values: { max, count } }];
}

/** How many characters all answers of a draft may have together. */
export function mostInDraft(fields: readonly FormField[]): number {
  const asked = fields.reduce((sum, field) => sum + mostIn(field), 0);
  return Math.min(mostEver, asked * slack.times + slack.more);
}

function mostIn(field: FormField | TableColumn): number {
  switch (field.type) {
    case 'text':
    case 'textarea':
      return field.maxLength ?? usual.text;
    case 'list':
      return (field.maxItems ?? usual.items) * (field.maxLength ?? usual.item);
    case 'table':
      return (field.maxItems ?? usual.items) * field.columns.reduce((sum, column) => sum + mostOfCell(column), 0);
    case 'multiselect':
      return field.options.reduce((sum, { value }) => sum + value.length, 0);
    case 'select':
      return Math.max(0, ...field.options.map(({ value }) => value.length));
    default:
      return usual.short;
  }
}

const mostOfCell = (column: TableColumn): number =>
  column.type === 'text' || column.type === 'textarea' ? (column.maxLength ?? usual.item) : mostIn(column);

/** The characters of a value with the names in it; each item counts for one more, so that empty ones are not free. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce(
    (sum, [name, part]) => sum + (Array.isArray(value) ? 1 : name.length) + sizeOf(part),
    0,
  );
}
