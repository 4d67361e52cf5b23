import { decimalFrom, exact } from '../kernel/decimal.js';
import { type Day, isDay } from '../kernel/local-day.js';
import type { FieldProblem } from '../kernel/refusal.js';

/** What is read by people, in the languages that the cycle has; Russian always. */
export interface Words {
  ru: string;
  en?: string;
}

interface FieldCommon {
  /** Kebab-case, unique within the form; answers are kept under it. */
  id: string;
  label: Words;
  hint?: Words;
  required?: boolean;
  /** What the answer tells of the entrant: experts do not read it where the rules hide that. */
  about?: 'organisation' | 'region' | 'people';
  /** The heading under which neighbouring fields stand together. */
  step?: Words;
}

export interface Option {
  value: string;
  label: Words;
}

export interface TextField extends FieldCommon {
  type: 'text' | 'textarea';
  /** In characters as people count them (code points). */
  minLength?: number;
  maxLength?: number;
}

export interface NumberField extends FieldCommon {
  type: 'number';
  /** Decimal strings, both ends allowed. */
  min?: string;
  max?: string;
}

export interface DateField extends FieldCommon {
  type: 'date';
  min?: Day;
  max?: Day;
}

export interface PlainField extends FieldCommon {
  type: 'url' | 'checkbox';
}

export interface SelectField extends FieldCommon {
  type: 'select';
  options: readonly Option[];
}

export interface MultiselectField extends FieldCommon {
  type: 'multiselect';
  options: readonly Option[];
  minItems?: number;
  maxItems?: number;
}

/** An ordered list of texts, such as the steps to repeat a practice. */
export interface ListField extends FieldCommon {
  type: 'list';
  minItems?: number;
  maxItems?: number;
  /** Of each item. */
  maxLength?: number;
}

export type TableColumn = TextField | NumberField | DateField | SelectField;

/** Rows of named columns, such as measured results: indicator, unit, before, after, year. */
export interface TableField extends FieldCommon {
  type: 'table';
  columns: readonly TableColumn[];
  minItems?: number;
  maxItems?: number;
}

export interface FilesField extends FieldCommon {
  type: 'files';
  /** Media types; empty means any. */
  allowed?: readonly string[];
  maxFiles?: number;
  /** Of each file. */
  maxBytes?: number;
}

export type FormField =
  | TextField
  | NumberField
  | DateField
  | PlainField
  | SelectField
  | MultiselectField
  | ListField
  | TableField
  | FilesField;

/** A file as an answer names it; its bytes are elsewhere, known by their hash. */
export interface FileAnswer {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  sha256: string;
  /** What its people say of it; none where they say nothing. */
  caption?: string;
}

export type Answer = string | boolean | string[] | Record<string, string>[] | FileAnswer[];
export type Answers = Record<string, Answer>;

/** What the limits of any form may say: nothing longer, more or larger is taken, whatever a form allows. */
export const mostOf = {
  minLength: 100_000,
  maxLength: 100_000,
  minItems: 500,
  maxItems: 500,
  maxFiles: 50,
  maxBytes: 200 * 1024 * 1024,
};

/**
 * Rules §7. The faults of a form itself: ids that are missing, twice used or not kebab-case; labels without Russian;
 * selections without options or with the same option twice; tables without columns; limits that exclude each other
 * or are none, such as less than nothing.
 * Pointers lead into the list of fields.
 */
export function formProblems(fields: readonly FormField[]): FieldProblem[] {
  return fieldsProblems(fields, '');
}

function fieldsProblems(fields: readonly FormField[], at: string): FieldProblem[] {
  const seen = new Set<string>();
  return fields.flatMap((field, index) => {
    const pointer = `${at}/${index}`;
    const problems = fieldProblems(field, pointer);
    if (seen.has(field.id)) problems.push({ pointer: `${pointer}/id`, rule: 'duplicate', values: { id: field.id } });
    seen.add(field.id);
    return problems;
  });
}

function fieldProblems(field: FormField, pointer: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(field.id)) problems.push({ pointer: `${pointer}/id`, rule: 'not-kebab' });
  if (!field.label.ru.trim()) problems.push({ pointer: `${pointer}/label/ru`, rule: 'required' });
  if (field.type === 'select' || field.type === 'multiselect') problems.push(...optionProblems(field.options, pointer));
  if (field.type === 'table') {
    if (!field.columns.length) problems.push({ pointer: `${pointer}/columns`, rule: 'required' });
    problems.push(...fieldsProblems(field.columns, `${pointer}/columns`));
  }
  return problems.concat(limitProblems(field, pointer));
}

function optionProblems(options: readonly Option[], pointer: string): FieldProblem[] {
  if (!options.length) return [{ pointer: `${pointer}/options`, rule: 'required' }];
  const values = options.map((option) => option.value);
  return options.flatMap(({ value, label }, index) => {
    const at = `${pointer}/options/${index}`;
    const problems: FieldProblem[] = [];
    if (!value) problems.push({ pointer: `${at}/value`, rule: 'required' });
    else if (values.indexOf(value) !== index)
      problems.push({ pointer: `${at}/value`, rule: 'duplicate', values: { id: value } });
    if (!label.ru.trim()) problems.push({ pointer: `${at}/label/ru`, rule: 'required' });
    return problems;
  });
}

function limitProblems(field: FormField, pointer: string): FieldProblem[] {
  const limits = field as { minLength?: number; maxLength?: number; minItems?: number; maxItems?: number };
  const crossed = (min: number | undefined, max: number | undefined) =>
    min !== undefined && max !== undefined && min > max;
  const problems: FieldProblem[] = [];
  if (crossed(limits.minLength, limits.maxLength))
    problems.push({ pointer: `${pointer}/maxLength`, rule: 'below-min' });
  if (crossed(limits.minItems, limits.maxItems)) problems.push({ pointer: `${pointer}/maxItems`, rule: 'below-min' });
  for (const [key, limit] of Object.entries(field))
    if (key in mostOf && typeof limit === 'number')
      problems.push(...boundProblems(key as keyof typeof mostOf, limit, `${pointer}/${key}`));
  if (field.type === 'number' || field.type === 'date') problems.push(...rangeProblems(field, pointer));
  return problems;
}

/** Whole numbers that mean something: a least of none or more, a most of one or more, neither beyond what is taken at all. */
function boundProblems(key: keyof typeof mostOf, limit: number, pointer: string): FieldProblem[] {
  const least = key.startsWith('max') ? 1 : 0;
  if (!Number.isInteger(limit)) return [{ pointer, rule: 'wrong-type' }];
  if (limit < least)
    return [least ? { pointer, rule: 'not-positive' } : { pointer, rule: 'too-small', values: { min: 0 } }];
  return limit > mostOf[key] ? [{ pointer, rule: 'too-big', values: { max: mostOf[key] } }] : [];
}

function rangeProblems(field: NumberField | DateField, pointer: string): FieldProblem[] {
  const isValue = field.type === 'date' ? isDay : (text: string) => decimalFrom(text) === text;
  const problems = (['min', 'max'] as const)
    .filter((end) => field[end] !== undefined && !isValue(field[end]))
    .map((end) => ({ pointer: `${pointer}/${end}`, rule: field.type === 'date' ? 'not-a-date' : 'not-a-number' }));
  if (problems.length || field.min === undefined || field.max === undefined) return problems;
  const crossed = field.type === 'date' ? field.min > field.max : exact(field.min).gt(exact(field.max));
  return crossed ? [{ pointer: `${pointer}/max`, rule: 'below-min' }] : [];
}
