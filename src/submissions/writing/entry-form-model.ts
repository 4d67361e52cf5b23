import { decimalFrom } from '../../domain/kernel/decimal.js';
import { answersFromForm, type FormBody } from '../../domain/submissions/form-body.js';
import { hasShape } from '../../domain/submissions/answer-shape.js';
import { missing } from '../../domain/submissions/completeness.js';
import { validateAnswers } from '../../domain/submissions/form-answers.js';
import type { Answers, FormField, TableColumn, TableField, Words } from '../../domain/cycles/form.js';
import { isDay } from '../../domain/kernel/local-day.js';
import type { FieldProblem } from '../../domain/kernel/refusal.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { formatDay, formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';

/** The words of a form in the reader's language; Russian where there is no other. */
export const wordsIn = (words: Words | undefined, locale: Locale): string => (words ? (words[locale] ?? words.ru) : '');

/** A page of the form: neighbouring fields under one heading, texts and files alike. */
export interface FormStep {
  number: number;
  title: string;
  fields: FormField[];
}

export function stepsOf(fields: readonly FormField[], locale: Locale): FormStep[] {
  const steps: FormStep[] = [];
  let heading = '';
  for (const field of fields) {
    heading = wordsIn(field.step, locale) || heading;
    const last = steps.at(-1);
    if (last?.title === heading) last.fields.push(field);
    else steps.push({ number: steps.length + 1, title: heading, fields: [field] });
  }
  return steps;
}

/** What still keeps the answers of some fields from being submitted. */
export function problemsIn(fields: readonly FormField[], answers: Answers, complete: boolean): FieldProblem[] {
  const own = Object.fromEntries(fields.filter(({ id }) => id in answers).map(({ id }) => [id, answers[id]!]));
  return validateAnswers(fields, own, { complete });
}

/** A step in the list at the side: how many gaps and errors it has. */
export function stepState(step: FormStep, answers: Answers): { errors: number; gaps: number; begun: boolean } {
  const errors = problemsIn(step.fields, answers, false).length;
  return {
    errors,
    gaps: missing(step.fields, answers).length,
    begun: step.fields.some(
      ({ id }) => JSON.stringify(answers[id] ?? '') !== '""' && JSON.stringify(answers[id] ?? []) !== '[]',
    ),
  };
}

/** Rows of the browser's form are named `steps.0.text` and `results.1.after`; the rules read `steps[0]` and `results[1][after]`. */
export function answersOfStep(fields: readonly FormField[], body: FormBody): Answers {
  const lists = new Set(fields.filter((field) => field.type === 'list').map(({ id }) => id));
  const renamed = Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const row = /^([\w-]+)\.(\d+)\.([\w-]+)$/.exec(name);
      if (!row) return [name, value];
      return [lists.has(row[1]!) ? `${row[1]}[${row[2]}]` : `${row[1]}[${row[2]}][${row[3]}]`, value];
    }),
  );
  return answersFromForm(fields, renamed);
}

export interface FieldModel {
  id: string;
  kind: 'plain' | 'list' | 'table' | 'files';
  [part: string]: unknown;
}

interface Faces {
  locale: Locale;
  t: Translator;
  problems: readonly FieldProblem[];
  /** The list or table that gets one more empty row. */
  addTo?: string | undefined;
}

const controls: Record<string, string> = { multiselect: 'checkboxes' };

/** A field as the templates show it, with what was answered and what is wrong with it. */
export function fieldModel(field: FormField, answers: Answers, faces: Faces): FieldModel {
  const { locale, t, problems } = faces;
  const errorAt = (pointer: string) => {
    const found = problems.find((problem) => problem.pointer === pointer);
    return found ? fieldWords(found, t) : undefined;
  };
  const common = {
    id: field.id,
    name: field.id,
    label: wordsIn(field.label, locale),
    hint: wordsIn(field.hint, locale) || undefined,
    required: field.required ?? false,
    error: errorAt(`/${field.id}`),
  };
  if (field.type === 'list')
    return {
      ...common,
      kind: 'list',
      rows: listRows(answers[field.id], faces.addTo === field.id, (index) => errorAt(`/${field.id}/${index}`)),
    };
  if (field.type === 'table') return { ...common, kind: 'table', ...tableModel(field, answers, faces, errorAt) };
  if (field.type === 'files') return { ...common, kind: 'files' };
  const limits = 'maxLength' in field ? { limit: field.maxLength } : {};
  return {
    ...common,
    ...limits,
    kind: 'plain',
    type: controls[field.type] ?? field.type,
    rows:
      field.type === 'textarea'
        ? Math.min(10, Math.max(3, Math.ceil(((field as { maxLength?: number }).maxLength ?? 600) / 200)))
        : undefined,
    value: answers[field.id] ?? (field.type === 'multiselect' ? [] : ''),
    checked: answers[field.id] === true,
    options:
      'options' in field
        ? field.options.map((option) => ({ value: option.value, label: wordsIn(option.label, locale) }))
        : undefined,
    blank: field.type === 'select' ? '–' : undefined,
    min: 'min' in field ? field.min : undefined,
    max: 'max' in field ? field.max : undefined,
  };
}

function listRows(answer: unknown, add: boolean, errorAt: (index: number) => string | undefined) {
  const items = Array.isArray(answer) ? (answer as string[]) : [];
  const shown = items.length === 0 || add ? [...items, ''] : items;
  return shown.map((value, index) => ({ value, error: errorAt(index) }));
}

function tableModel(
  field: TableField,
  answers: Answers,
  { locale, addTo }: Faces,
  errorAt: (pointer: string) => string | undefined,
) {
  const answered = Array.isArray(answers[field.id]) ? (answers[field.id] as Record<string, string>[]) : [];
  const rows = answered.length === 0 || addTo === field.id ? [...answered, {} as Record<string, string>] : answered;
  const columns = field.columns.map((column) => ({
    id: column.id,
    label: wordsIn(column.label, locale),
    narrow: column.type !== 'text' && column.type !== 'textarea',
  }));
  const cell = (row: Record<string, string>, index: number) =>
    columns.map((column) => ({
      ...column,
      value: row[column.id] ?? '',
      error: errorAt(`/${field.id}/${index}/${column.id}`),
    }));
  return {
    columns,
    tableRows: rows.map((row, index) => ({
      cells: cell(row, index),
      errors: cell(row, index).flatMap(({ label, error }) => (error ? [{ label, error }] : [])),
    })),
    emptyCells: cell({}, 0),
  };
}

/** Answers as they are read: sections under the form's headings, for experts, receipts and practice cards. */
export interface ReadSection {
  title: string;
  items: {
    label: string;
    text?: string;
    list?: string[];
    table?: { head: { label: string; number: boolean }[]; rows: { value: string; number: boolean; label: string }[][] };
  }[];
}

export function readSections(fields: readonly FormField[], answers: Answers, locale: Locale): ReadSection[] {
  return stepsOf(
    fields.filter((field) => field.id !== 'title' && field.type !== 'files'),
    locale,
  )
    .map((step) => ({
      title: step.title,
      items: step.fields.flatMap((field) => readItem(field, answers[field.id], locale)),
    }))
    .filter((section) => section.items.length > 0);
}

function readItem(field: FormField, answer: unknown, locale: Locale): ReadSection['items'] {
  const label = wordsIn(field.label, locale);
  if (answer === undefined || answer === '' || answer === false || (Array.isArray(answer) && answer.length === 0))
    return [];
  // A working copy is kept as it was sent; what is of another kind than its field is shown as it stands.
  if (!hasShape(field, answer)) return [{ label, text: typeof answer === 'string' ? answer : JSON.stringify(answer) }];
  switch (field.type) {
    case 'list':
      return [{ label, list: answer as string[] }];
    case 'multiselect':
      return [
        { label, text: (answer as string[]).map((value) => optionWords(field.options, value, locale)).join(', ') },
      ];
    case 'select':
      return [{ label, text: optionWords(field.options, answer as string, locale) }];
    case 'table': {
      const head = field.columns.map((column) => ({
        label: wordsIn(column.label, locale),
        number: column.type === 'number',
      }));
      const value = (column: TableColumn, text = '') =>
        column.type === 'number' && column.id !== 'year' ? numberWords(text, locale) : text;
      const rows = (answer as Record<string, string>[]).map((row) =>
        field.columns.map((column, index) => ({ value: value(column, row[column.id]), ...head[index]! })),
      );
      return [{ label, table: { head, rows } }];
    }
    case 'files':
      return [];
    case 'date':
      return [
        {
          label,
          text: isDay(answer as string)
            ? formatDay(answer as string, { locale, timeZone: 'UTC', year: 'always' })
            : (answer as string),
        },
      ];
    case 'number':
      return [{ label, text: numberWords(answer as string, locale) }];
    case 'checkbox':
      return [{ label, text: '✓' }];
    default:
      return [{ label, text: String(answer) }];
  }
}

function optionWords(options: readonly { value: string; label: Words }[], value: string, locale: Locale): string {
  return wordsIn(options.find((option) => option.value === value)?.label, locale) || value;
}

/** A number as it is read; what a draft has instead of a number stays as typed. */
function numberWords(text: string, locale: Locale): string {
  return decimalFrom(text) === text ? formatNumber(text, { locale }) : text;
}
