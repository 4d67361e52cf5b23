/** A difference with its sign. */
export const signed = (difference: number): string =>
  difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : '0';

/** Changes by entry: who comes, who goes. */
export function tableChanges(
  added: readonly (readonly [string, string])[],
  removed: readonly (readonly [string, string])[],
) {
  const rows = new Map<string, { number: string; added: string[]; removed: string[] }>();
  const rowOf = (number: string) => {
    const row = rows.get(number) ?? { number, added: [], removed: [] };
    rows.set(number, row);
    return row;
  };
  for (const [number, name] of removed) rowOf(number).removed.push(name);
  for (const [number, name] of added) rowOf(number).added.push(name);
  return [...rows.values()]
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .map(({ number, ...lists }) => ({ number, added: lists.added.join(', '), removed: lists.removed.join(', ') }));
}
