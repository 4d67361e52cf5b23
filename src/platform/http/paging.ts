import { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { instant } from './fields.js';
import { isStorable } from './storable.js';

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

/** What keys are made of; a cursor that somebody wrote is no way to ask the database for what it cannot read. */
export const inKey = {
  text: z.string().max(2000),
  whole: z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1),
  instant: instant,
  id: z.uuid(),
};

/** The key of a cursor, part by part. Refuses a cursor that we did not make with `malformed`. */
export function decodeCursor<const Parts extends [z.ZodType, ...z.ZodType[]]>(
  cursor: string | undefined,
  parts: Parts,
): z.output<z.ZodTuple<Parts, null>> | null {
  if (!cursor) return null;
  try {
    const key = z.tuple(parts).safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (key.success && isStorable(key.data)) return key.data;
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
