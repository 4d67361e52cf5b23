import type { FormField, TableColumn } from '../../domain/cycles/form.js';
import { formField } from './form.schemas.js';
import type { FormBody } from '../../platform/http/pages/forms.js';

export const fieldTypes = [
  'text',
  'textarea',
  'number',
  'date',
  'url',
  'checkbox',
  'select',
  'multiselect',
  'list',
  'table',
  'files',
] as const;
type FieldType = (typeof fieldTypes)[number];

/** One field as the editor shows it: texts, lines and switches. */
export interface EditedField {
  type: FieldType;
  id: string;
  label: string;
  labelEn: string;
  hint: string;
  step: string;
  required: boolean;
  maxLength: string;
  /** Of a field of files: how many, of how many megabytes each, of which media types; nothing said is the usual. */
  maxFiles: string;
  maxMegabytes: string;
  allowed: string[];
  /** Options of a selection or columns of a table, one a line: «value | words», «id | words | type». */
  lines: string;
  /** The field as it was, for what the editor does not show. */
  origin: string;
}

const megabyte = 1024 * 1024;

export function editedOf(field: FormField): EditedField {
  return {
    type: field.type,
    id: field.id,
    label: field.label.ru,
    labelEn: field.label.en ?? '',
    hint: field.hint?.ru ?? '',
    step: field.step?.ru ?? '',
    required: field.required ?? false,
    maxLength: 'maxLength' in field && field.maxLength !== undefined ? String(field.maxLength) : '',
    maxFiles: field.type === 'files' && field.maxFiles !== undefined ? String(field.maxFiles) : '',
    maxMegabytes: field.type === 'files' && field.maxBytes !== undefined ? String(field.maxBytes / megabyte) : '',
    allowed: field.type === 'files' ? [...(field.allowed ?? [])] : [],
    lines:
      'options' in field
        ? field.options.map(({ value, label }) => `${value} | ${label.ru}`).join('\n')
        : 'columns' in field
          ? field.columns.map(({ id, label, type }) => `${id} | ${label.ru} | ${type}`).join('\n')
          : '',
    origin: JSON.stringify(field),
  };
}

/** The fields that the browser sends back, in their order: `fields.0.label` and so on. */
export function editedFrom(body: FormBody): EditedField[] {
  const indexes = new Set(Object.keys(body).flatMap((name) => /^fields\.(\d{1,3})\./.exec(name)?.[1] ?? []));
  return [...indexes]
    .map(Number)
    .sort((a, b) => a - b)
    .map((index) => {
      const sent = (name: string) => [body[`fields.${index}.${name}`] ?? ''].flat()[0] ?? '';
      const type = fieldTypes.find((known) => known === sent('type')) ?? 'text';
      const texts = { id: sent('id').trim(), label: sent('label').trim(), labelEn: sent('labelEn').trim() };
      return {
        type,
        ...texts,
        hint: sent('hint').trim(),
        step: sent('step').trim(),
        required: sent('required') !== '',
        maxLength: sent('maxLength').trim(),
        maxFiles: sent('maxFiles').trim(),
        maxMegabytes: sent('maxMegabytes').trim(),
        allowed: [body[`fields.${index}.allowed`] ?? []].flat(),
        lines: sent('lines'),
        origin: sent('origin'),
      };
    });
}

/** What a button other than «save» does: `up`, `down`, `remove` name a row, `add` a type. Null when none was pressed. */
export function rearranged(fields: EditedField[], body: FormBody): EditedField[] | null {
  const at = (name: string) => Number(/\.(\d+)$/.exec([body[name] ?? ''].flat()[0] ?? '')?.[1] ?? NaN);
  const moved = [...fields];
  for (const [name, by] of [
    ['up', -1],
    ['down', 1],
  ] as const) {
    const index = at(name);
    if (Number.isNaN(index)) continue;
    const [field] = moved.splice(index, 1);
    if (field) moved.splice(Math.max(0, index + by), 0, field);
    return moved;
  }
  const removed = at('remove');
  if (!Number.isNaN(removed)) return moved.filter((_, index) => index !== removed);
  if (body['add'] === undefined) return null;
  const type = fieldTypes.find((known) => known === body['newType']) ?? 'text';
  const step = moved.at(-1)?.step ?? '';
  return [
    ...moved,
    {
      type,
      id: freeId(moved),
      label: '',
      labelEn: '',
      hint: '',
      step,
      required: false,
      maxLength: '',
      maxFiles: '',
      maxMegabytes: '',
      allowed: [],
      lines: '',
      origin: '',
    },
  ];
}

function freeId(fields: readonly EditedField[]): string {
  for (let number = fields.length + 1; ; number += 1)
    if (!fields.some(({ id }) => id === `field-${number}`)) return `field-${number}`;
}

/** The form that the edited fields describe. English words of steps and hints stay while the Russian ones do. */
export function fieldsFrom(edited: readonly EditedField[]): FormField[] {
  const steps = new Map(
    edited.map(({ origin }) => originOf(origin)?.step).flatMap((step) => (step ? [[step.ru, step]] : [])),
  );
  return edited.map((field) => {
    const known = originOf(field.origin);
    const before = known?.type === field.type ? known : null;
    const common = {
      ...before,
      id: field.id,
      label: { ru: field.label, ...(field.labelEn && { en: field.labelEn }) },
      hint: field.hint ? (before?.hint?.ru === field.hint ? before.hint : { ru: field.hint }) : undefined,
      step: field.step ? (steps.get(field.step) ?? { ru: field.step }) : undefined,
      required: field.required || undefined,
      type: field.type,
    };
    return withoutBlanks({ ...common, ...partsOf(field, before) }) as unknown as FormField;
  });
}

function partsOf(field: EditedField, before: FormField | null): object {
  const rows = field.lines
    .split(/\r?\n/)
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter(([first]) => first);
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'list':
      return { maxLength: numberIn(field.maxLength) };
    case 'files':
      return {
        maxFiles: numberIn(field.maxFiles),
        maxBytes: field.maxMegabytes ? Math.round(Number(field.maxMegabytes.replace(',', '.')) * megabyte) : undefined,
        allowed: field.allowed.length > 0 ? field.allowed : undefined,
      };
    case 'select':
    case 'multiselect': {
      const known = new Map(
        before && 'options' in before ? before.options.map((option) => [option.value, option.label]) : [],
      );
      return {
        options: rows.map(([value = '', label = '']) => {
          const words = known.get(value);
          return { value, label: words?.ru === label ? words : { ru: label } };
        }),
      };
    }
    case 'table': {
      const known = new Map(before && 'columns' in before ? before.columns.map((column) => [column.id, column]) : []);
      return { columns: rows.map((row) => columnOf(row, known)) };
    }
    default:
      return {};
  }
}

const numberIn = (typed: string): number | undefined => (typed ? Number(typed) : undefined);

function columnOf([id = '', label = '', type = 'text']: string[], known: ReadonlyMap<string, TableColumn>): object {
  const before = known.get(id);
  const columnType = ['text', 'textarea', 'number', 'date'].includes(type) ? type : 'text';
  if (before && before.label.ru === label && before.type === type) return before;
  return { id, type: columnType, label: { ru: label } };
}

/** The field as it was, which the browser remembers; what somebody put in its place is nothing. */
function originOf(text: string): FormField | null {
  try {
    return formField.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const withoutBlanks = (field: object): object =>
  Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined));
