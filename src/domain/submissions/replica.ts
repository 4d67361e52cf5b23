import type { Answers, FormField } from '../cycles/form.js';
import { carryOver, type CarryOver } from './carry-over.js';

/** Kinds of answers that describe a practice, whoever does it. Lines of one row hold names, addresses and sums of those who did. */
const describing = new Set<FormField['type']>(['textarea', 'list', 'select', 'multiselect']);
/** What the card of a practice calls it, in whatever form. */
const namedFields = new Set(['title', 'annotation', 'national-projects']);

const describes = ({ id, type }: FormField): boolean => describing.has(type) || namedFields.has(id);

/**
 * Rules §4.15. What an entry begins with that repeats a published practice: what describes the practice. Results, dates, sums,
 * links, files and the names of people are those of who did it first, and are written anew; they come as `dropped`.
 */
export function replicaOf(
  from: { fields: readonly FormField[]; answers: Answers },
  to: readonly FormField[],
): CarryOver {
  const described = from.fields.filter(describes);
  const carried = carryOver({ fields: described, answers: from.answers, withFiles: [] }, to.filter(describes));
  const own = from.fields.filter((field) => !describes(field) && from.answers[field.id] !== undefined);
  const taken = new Set(carried.places.values());
  return {
    ...carried,
    dropped: [...carried.dropped, ...own.map(({ id }) => id)],
    fresh: to.flatMap(({ id }) => (taken.has(id) ? [] : id)),
  };
}
