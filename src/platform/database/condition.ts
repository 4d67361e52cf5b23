/** Gives a value its place among those of a statement: `$1`, `$2`, … */
export type Place = (value: unknown) => string;

/** Part of a statement that says its values where they stand. */
export type Part = (place: Place) => string;

/** The text of a statement and its values in the order of their places. */
export function statementOf(part: Part): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const text = part((value) => `$${values.push(value)}`);
  return { text, values };
}

/** All of the parts; `TRUE` of none. */
export const all = (parts: readonly (Part | false | null | undefined | '' | 0)[]): Part => {
  const said = parts.filter((part): part is Part => Boolean(part));
  return (place) => said.map((part) => part(place)).join(' AND ') || 'TRUE';
};
