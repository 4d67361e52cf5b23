import type { Selection } from './selection.js';

/** Who would be selected instead: entry ids in the order of the selection that has them. */
export interface SelectionChange {
  enters: string[];
  leaves: string[];
  stays: number;
}

/** Rules §10. What another rule would change about who goes on; the order of the rows beyond that says nothing. */
export function selectionChange(now: Selection, instead: Selection): SelectionChange {
  const chosen = ({ rows }: Selection) => rows.filter((row) => row.selected).map(({ entryId }) => entryId);
  const [before, after] = [chosen(now), chosen(instead)];
  const [had, has] = [new Set(before), new Set(after)];
  return {
    enters: after.filter((id) => !had.has(id)),
    leaves: before.filter((id) => !has.has(id)),
    stays: after.filter((id) => had.has(id)).length,
  };
}
