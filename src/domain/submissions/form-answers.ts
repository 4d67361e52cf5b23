import { exact, decimalFrom } from '../kernel/decimal.js';
import type { FileAnswer, FilesField, FormField, ListField, MultiselectField, TableField } from '../cycles/form.js';
import { isDay, isOfOurTime } from '../kernel/local-day.js';
import type { FieldProblem } from '../kernel/refusal.js';
import { hasShape, lengthOf } from './answer-shape.js';
import { missing } from './completeness.js';
import { unknownIn } from './draft.js';

type ScalarField = Exclude<FormField, MultiselectField | ListField | TableField | FilesField>;

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
  const malformed = fields.flatMap((field) => malformedIn(field, answers));
  return [...malformed, ...unknownIn(fields, answers), ...(complete ? missing(fields, answers) : [])];
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

function tooMany(items: readonly unknown[], max: number | undefined, pointer: string): FieldProblem[] {
  return max !== undefined && items.length > max
    ? [{ pointer, rule: 'too-many', values: { max, count: items.length } }]
    : [];
}

function tableProblems(field: TableField, rows: readonly Record<string, string>[], pointer: string): FieldProblem[] {
  return rows.reduce(
    (problems, row, index) => {
      for (const column of field.columns)
        problems.push(...scalarProblems(column, row[column.id] ?? '', `${pointer}/${index}/${column.id}`));
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
      if (!isDay(answer) || !isOfOurTime(answer)) return problem('not-a-date');
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

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
