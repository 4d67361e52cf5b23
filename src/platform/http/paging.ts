import { z } from 'zod';
import { Refusal } from '../../domain/refusal.js';

/** A page of a list by key: `next` continues after the last item, null at the end. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The sort key of the last item, opaque to the reader. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Refuses a cursor that we did not make with `malformed`. */
export function decodeCursor(cursor: string | undefined, length: number): (string | number | null)[] | null {
  if (!cursor) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === length) return key as (string | number | null)[];
  } catch {
    // falls through to the refusal
  }
  throw new Refusal({ code: 'malformed' });
}

/** Cuts a list that was read with `limit + 1` rows and makes the cursor of the next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => (string | number | null)[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  return { items: shown.map(toItem), next: rows.length > limit ? encodeCursor(keyOf(shown.at(-1)!)) : null };
}
