/** Neighbours that belong together, by position. */
export interface Group {
  first: number;
  last: number;
}

/** Which run of neighbours each item belongs to; items of one run get the same group. */
export function groupsOf<Item>(sorted: readonly Item[], isSame: (a: Item, b: Item) => boolean): Group[] {
  const groups: Group[] = [];
  sorted.forEach((item, index) => {
    const group = groups[index - 1];
    if (group && isSame(sorted[index - 1]!, item)) group.last = index;
    groups.push(group?.last === index ? group : { first: index, last: index });
  });
  return groups;
}
