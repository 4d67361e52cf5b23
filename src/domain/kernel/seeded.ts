/** A 32-bit mixing of two numbers; equal inputs give equal outputs on every machine. */
export function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A number made of a text, to be mixed with a seed. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The items in a random order that the seed and their ids decide: it is the same for any order of input. */
export function shuffled<Item extends { id: string }>(items: readonly Item[], seed: number): Item[] {
  const keyed = items.map((item) => ({ item, key: mixed(seed, numberOf(item.id)) }));
  return keyed.sort((a, b) => a.key - b.key || compareText(a.item.id, b.item.id)).map(({ item }) => item);
}

/** Compares texts by code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
