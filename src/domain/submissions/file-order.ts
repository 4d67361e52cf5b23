/** A file of an entry, as far as its place among others goes. */
export interface PlacedFile {
  /** Where its people put it; null until they do. */
  position: number | null;
  name: string;
  sha256: string;
}

/**
 * Rules §7. Files stand as their people put them; those that nobody moved come after, by name and then by hash, so that the order
 * in which they were sent decides nothing.
 */
export function inShownOrder<File extends PlacedFile>(files: readonly File[]): File[] {
  return [...files].sort((a, b) => place(a) - place(b) || compare(key(a), key(b)));
}

const place = ({ position }: PlacedFile): number => position ?? Infinity;
const key = ({ name, sha256 }: PlacedFile): string => `${name.normalize('NFC')}\n${sha256}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The ids of the files with one of them moved by a place; the same where it cannot go further. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  return ids.map((each, index) => (index === from ? ids[to]! : index === to ? id : each));
}
