import type { Answers, FormField } from '../cycles/form.js';
import { canonicalJson } from '../kernel/canonical.js';
import { Refusal, type FieldProblem } from '../kernel/refusal.js';
import { isBlank } from './completeness.js';

/**
 * Rules §5. Who returns an entry may say which fields its people change; whoever names none, or all, leaves all open: `null`.
 * In the order of the form. Refuses `invalid-input` for a field that the form does not have.
 */
export function openFieldsFrom(fields: readonly FormField[], chosen: readonly string[]): string[] | null {
  const known = fields.map(({ id }) => id);
  const problems = chosen.flatMap((id, index): FieldProblem[] =>
    known.includes(id) ? [] : [{ pointer: `/openFields/${index}`, rule: 'unknown-field', values: { names: id } }],
  );
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
  const open = known.filter((id) => chosen.includes(id));
  return open.length === 0 || open.length === known.length ? null : open;
}

/** An entry as far as its return says what may be changed. */
interface Returned {
  openFields: readonly string[] | null;
}

/** Whether the people of an entry may change the field, as far as its return says. */
export const isFieldOpen = ({ openFields }: Returned, id: string): boolean =>
  openFields === null || openFields.includes(id);

/** Those of the fields that the return left closed and that differ from what is in force. Blank is blank. */
export function changedClosed(
  entry: Returned,
  fields: readonly FormField[],
  { answers, inForce }: { answers: Answers; inForce: Answers },
): FormField[] {
  return fields.filter(({ id }) => !isFieldOpen(entry, id) && !isSame(answers[id], inForce[id]));
}

/** Rules §5. A field that the return left closed stays as it was submitted; putting that back is no change. Refuses `fields-closed`. */
export function mustKeepClosed(
  entry: Returned,
  fields: readonly FormField[],
  texts: { answers: Answers; inForce: Answers },
): void {
  const changed = changedClosed(entry, fields, texts);
  if (changed.length > 0) throw closed(changed);
}

/** The same of files, which are put and taken one by one. */
export function mustBeOpenField(entry: Returned, field: FormField): void {
  if (!isFieldOpen(entry, field.id)) throw closed([field]);
}

const closed = (fields: readonly FormField[]): Refusal =>
  new Refusal({
    code: 'fields-closed',
    titles: fields.map(({ label }) => label.ru),
    problems: fields.map(({ id }) => ({ pointer: `/${id}`, rule: 'field-closed' })),
  });

const isSame = (one: unknown, other: unknown): boolean =>
  (isBlank(one) && isBlank(other)) || canonicalJson(one ?? null) === canonicalJson(other ?? null);
