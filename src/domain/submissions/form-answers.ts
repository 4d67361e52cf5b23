import { exact, decimalFrom } from '../kernel/decimal.js';
import type {
  Answer,
  Answers,
  FileAnswer,
  FilesField,
  FormField,
  ListField,
  MultiselectField,
  TableField,
} from '../cycles/form.js';
import { isDay } from '../kernel/local-day.js';
import type { FieldProblem } from '../kernel/refusal.js';

type ScalarField = Exclude<FormField, MultiselectField | ListField | TableField | FilesField>;

const escape = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Rules §7. The faults of the answers. What is malformed or beyond a limit is always reported; what is missing, too
 * short or too few only when the answers must be `complete`, so that a draft may be saved in any state of progress.
 * Answers to fields that the form does not have are reported as `unknown-field`. Pointers begin at the answers.
 */
export function validateAnswers(
  fields: readonly FormField[],
  answers: Readonly<Record<string, unknown>>,
  { complete }: { complete: boolean },
): FieldProblem[] {
  const ids = new Set(fields.map((field) => field.id));
  const unknown = Object.keys(answers)
    .filter((id) => !ids.has(id))
    .map((id) => ({ pointer: `/${escape(id)}`, rule: 'unknown-field', values: { names: id } }));
  const malformed = fields.flatMap((field) => malformedIn(field, answers));
  return [...malformed, ...unknown, ...(complete ? missing(fields, answers) : [])];
}

function malformedIn(field: FormField, answers: Readonly<Record<string, unknown>>): FieldProblem[] {
  const answer = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined;
  const pointer = `/${field.id}`;
  if (answer === undefined || answer === null) return [];
  if (!hasShape(field, answer)) return [{ pointer, rule: 'wrong-type' }];
  switch (field.type) {
    case 'multiselect':
      return [
        ...tooMany(answer as string[], field.maxItems, pointer),
        ...(answer as string[]).flatMap((value, index) =>
          scalarProblems({ ...field, type: 'select' }, value, `${pointer}/${index}`),
        ),
      ];
    case 'list':
      return [
        ...tooMany(answer as string[], field.maxItems, pointer),
        ...(answer as string[]).flatMap((item, index) =>
          scalarProblems({ ...field, type: 'text' }, item, `${pointer}/${index}`),
        ),
      ];
    case 'table':
      return tableProblems(field, answer as Record<string, string>[], pointer);
    case 'files':
      return filesProblems(field, answer as FileAnswer[], pointer);
    default:
      return scalarProblems(field, answer as string | boolean, pointer);
  }
}

function hasShape(field: FormField, answer: unknown): answer is Answer {
  const every = (test: (item: unknown) => boolean) => Array.isArray(answer) && answer.every(test);
  const isText = (item: unknown) => typeof item === 'string';
  const isRecord = (item: unknown): item is object => typeof item === 'object' && item !== null && !Array.isArray(item);
  if (field.type === 'checkbox') return typeof answer === 'boolean';
  if (field.type === 'multiselect' || field.type === 'list') return every(isText);
  if (field.type === 'table') return every((row) => isRecord(row) && Object.values(row).every(isText));
  if (field.type === 'files') return every(isFile);
  return isText(answer);
}

function isFile(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const file = item as Partial<Record<keyof FileAnswer, unknown>>;
  return (
    (['id', 'name', 'mediaType', 'sha256'] as const).every((key) => typeof file[key] === 'string') &&
    typeof file.bytes === 'number'
  );
}

function tooMany(items: readonly unknown[], max: number | undefined, pointer: string): FieldProblem[] {
  return max !== undefined && items.length > max
    ? [{ pointer, rule: 'too-many', values: { max, count: items.length } }]
    : [];
}

function tableProblems(field: TableField, rows: readonly Record<string, string>[], pointer: string): FieldProblem[] {
  const columns = new Set(field.columns.map((column) => column.id));
  return rows.reduce(
    (problems, row, index) => {
      const at = `${pointer}/${index}`;
      for (const id of Object.keys(row))
        if (!columns.has(id))
          problems.push({ pointer: `${at}/${escape(id)}`, rule: 'unknown-field', values: { names: id } });
      for (const column of field.columns)
        problems.push(...scalarProblems(column, row[column.id] ?? '', `${at}/${column.id}`));
      return problems;
    },
    tooMany(rows, field.maxItems, pointer),
  );
}

function filesProblems(field: FilesField, files: readonly FileAnswer[], pointer: string): FieldProblem[] {
  return files.reduce(
    (problems, file, index) => {
      const at = `${pointer}/${index}`;
      if (field.allowed?.length && !field.allowed.includes(file.mediaType))
        problems.push({ pointer: at, rule: 'file-type', values: { name: file.name } });
      if (field.maxBytes !== undefined && file.bytes > field.maxBytes)
        problems.push({ pointer: at, rule: 'file-too-large', values: { name: file.name, max: field.maxBytes } });
      return problems;
    },
    tooMany(files, field.maxFiles, pointer),
  );
}

function scalarProblems(field: ScalarField, answer: string | boolean, pointer: string): FieldProblem[] {
  if (typeof answer === 'boolean' || !answer.trim()) return [];
  const problem = (rule: string, values?: FieldProblem['values']) => [{ pointer, rule, ...(values && { values }) }];
  switch (field.type) {
    case 'text':
    case 'textarea': {
      const count = lengthOf(answer);
      return field.maxLength !== undefined && count > field.maxLength
        ? problem('too-long', { max: field.maxLength, count })
        : [];
    }
    case 'number': {
      if (decimalFrom(answer) !== answer) return problem('not-a-number');
      if (field.min !== undefined && exact(answer).lt(exact(field.min)))
        return problem('too-small', { min: field.min });
      return field.max !== undefined && exact(answer).gt(exact(field.max))
        ? problem('too-big', { max: field.max })
        : [];
    }
    case 'date':
      if (!isDay(answer)) return problem('not-a-date');
      if (field.min !== undefined && answer < field.min) return problem('too-small', { min: field.min });
      return field.max !== undefined && answer > field.max ? problem('too-big', { max: field.max }) : [];
    case 'url':
      return isWebAddress(answer) ? [] : problem('not-a-url');
    case 'select':
      return field.options.some((option) => option.value === answer) ? [] : problem('not-offered');
    case 'checkbox':
      return [];
  }
}

/** Characters as people count them: code points, a line break being one. */
export function lengthOf(text: string): number {
  return [...text.replaceAll('\r\n', '\n')].length;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

/**
 * Rules §7. What is still missing before the entry can be submitted: unanswered required fields, required columns of
 * rows that were begun, texts below their least length and lists below their least number.
 */
export function missing(fields: readonly FormField[], answers: Readonly<Record<string, unknown>>): FieldProblem[] {
  return fields.flatMap((field) => {
    const answer = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined;
    const pointer = `/${field.id}`;
    if (isBlank(answer)) return field.required ? [{ pointer, rule: 'required' }] : [];
    return hasShape(field, answer) ? tooLittle(field, answer, pointer) : [];
  });
}

function tooLittle(field: FormField, answer: Answer, pointer: string): FieldProblem[] {
  if ((field.type === 'text' || field.type === 'textarea') && lengthOf(answer as string) < (field.minLength ?? 0))
    return [{ pointer, rule: 'too-short', values: { min: field.minLength!, count: lengthOf(answer as string) } }];
  if (field.type !== 'multiselect' && field.type !== 'list' && field.type !== 'table') return [];
  const items = (answer as (string | Record<string, string>)[]).filter((item) => !isBlank(item));
  const problems: FieldProblem[] =
    items.length < (field.minItems ?? 0)
      ? [{ pointer, rule: 'too-few', values: { min: field.minItems!, count: items.length } }]
      : [];
  if (field.type !== 'table') return problems;
  const rows = (answer as Record<string, string>[]).flatMap((row, index) =>
    isBlank(row)
      ? []
      : missing(field.columns, row).map((each) => ({ ...each, pointer: `${pointer}/${index}${each.pointer}` })),
  );
  return [...problems, ...rows];
}

/** Whether nothing was said: no text, no tick, no item with anything in it. */
export function isBlank(answer: unknown): boolean {
  if (answer === undefined || answer === null || answer === false) return true;
  if (typeof answer === 'string') return !answer.trim();
  if (Array.isArray(answer)) return answer.every(isBlank);
  return typeof answer === 'object' && Object.values(answer).every(isBlank);
}

/** The answers of a form at a glance: required fields that are answered, and how many there are. */
export function progressOf(fields: readonly FormField[], answers: Answers): { answered: number; required: number } {
  const required = fields.filter((field) => field.required);
  return { answered: required.filter((field) => !missing([field], answers).length).length, required: required.length };
}
