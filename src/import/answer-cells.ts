import type { Answers, FormField } from '../domain/cycles/form.js';
import { decimalFrom } from '../domain/kernel/decimal.js';
import { dayFromTyped } from '../domain/kernel/typed-time.js';
import { validateAnswers } from '../domain/submissions/form-answers.js';
import { plainHeading } from '../platform/tables/grid.js';

type Fault = (column: string, rule: string, values?: Record<string, string | number>) => unknown;

const yes = new Set(['1', '+', 'yes', 'true', 'да', 'истина', 'v', 'x', 'х', '✓', '✔']);
const no = new Set(['', '0', '-', 'no', 'false', 'нет', 'ложь', '—', '–']);
export const isYes = (cell: string): boolean => yes.has(cell.trim().toLowerCase());

/**
 * The answers that the cells of a row give to a form. A column that answers the field of another nomination counts for the
 * field of the same question; what the form of the nomination does not ask is a fault, not lost in silence.
 */
export function answersOf(
  cells: Readonly<Record<string, string>>,
  fields: readonly FormField[],
  forms: Iterable<{ fields: readonly FormField[] }>,
  fault: Fault,
): Answers {
  const elsewhere = [...forms].flatMap((form) => form.fields);
  const answers: Record<string, unknown> = {};
  const columns = new Map<string, string>();
  for (const field of fields) {
    if (field.id === 'title') continue;
    const column = columnOf(field, cells, elsewhere);
    if (column === null || !cells[column]) continue;
    columns.set(field.id, column);
    answers[field.id] = answerFrom(field, cells[column]);
  }
  for (const { pointer, rule, values } of validateAnswers(fields, answers, { complete: false })) {
    const id = pointer.split('/')[1] ?? '';
    fault(columns.get(id) ?? id, rule, values);
  }
  const used = new Set(columns.values());
  const asked = new Set(elsewhere.map(({ id }) => id).filter((id) => id !== 'title'));
  for (const [column, cell] of Object.entries(cells))
    if (cell && asked.has(column) && !used.has(column) && fields.length > 0) fault(column, 'not-asked');
  return answers as Answers;
}

/** The column of the field itself, or of a field elsewhere that asks the same in the same words. */
function columnOf(field: FormField, cells: Readonly<Record<string, string>>, elsewhere: readonly FormField[]) {
  if (Object.hasOwn(cells, field.id)) return field.id;
  const label = plainHeading(field.label.ru);
  const same = elsewhere.find(({ id, label: other }) => Object.hasOwn(cells, id) && plainHeading(other.ru) === label);
  return same?.id ?? null;
}

/** A cell as the form keeps its answer; what cannot be read so stays as it is, and the form says what is wrong with it. */
function answerFrom(field: FormField, cell: string): unknown {
  switch (field.type) {
    case 'number':
      return decimalFrom(cell) ?? cell;
    case 'date':
      return dayFromTyped(cell) ?? cell;
    case 'select':
      return optionFrom(field.options, cell);
    case 'multiselect':
      return partsOf(cell).map((part) => optionFrom(field.options, part));
    case 'list':
      return partsOf(cell);
    case 'checkbox':
      return isYes(cell) ? true : no.has(cell.trim().toLowerCase()) ? false : cell;
    default:
      return cell;
  }
}

const partsOf = (cell: string): string[] =>
  cell
    .split(/[\n;|]/)
    .map((part) => part.trim())
    .filter(Boolean);

function optionFrom(options: readonly { value: string; label: { ru: string; en?: string } }[], cell: string): string {
  const wanted = plainHeading(cell);
  const found = options.find(({ value, label }) =>
    [value, label.ru, label.en ?? value].some((name) => plainHeading(name) === wanted),
  );
  return found?.value ?? cell;
}
