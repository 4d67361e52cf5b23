import type { Answer, Answers, FormField } from '../cycles/form.js';
import type { FieldProblem } from '../kernel/refusal.js';
import { hasShape, lengthOf } from './answer-shape.js';

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
