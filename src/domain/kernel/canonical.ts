import canonicalize from 'canonicalize';

/** The SHA-256 of a text in UTF-8, as 64 hexadecimal digits. Given by the caller: the domain does no hashing. */
export type Sha256 = (text: string) => string;

/**
 * The canonical JSON (RFC 8785) of a value: equal values have equal texts, whatever the order of their keys.
 * Dates become ISO 8601 in UTC. What JSON cannot say (`undefined`, functions, infinities) is a bug of the caller.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('nothing to write as canonical JSON');
  return text;
}

/** The hash by which contents are known: SHA-256 of their canonical JSON. */
export function contentHash(content: unknown, sha256: Sha256): string {
  return sha256(canonicalJson(content));
}

/** A difference between two JSON values: `pointer` says where (RFC 6901). */
export interface Difference {
  pointer: string;
  expected: unknown;
  found: unknown;
}

/**
 * The first difference between two JSON values, walking objects by their sorted keys and lists by position; `null`
 * when they are equal. A value that is missing on one side is reported as `undefined`.
 */
export function firstDifference(expected: unknown, found: unknown, pointer = ''): Difference | null {
  if (Object.is(expected, found)) return null;
  if (typeof expected !== 'object' || typeof found !== 'object' || !expected || !found)
    return { pointer, expected, found };
  if (Array.isArray(expected) !== Array.isArray(found)) return { pointer, expected, found };
  const left = expected as Record<string, unknown>;
  const right = found as Record<string, unknown>;
  const byPosition = (a: string, b: string) => Number(a) - Number(b);
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  for (const key of Array.isArray(expected) ? keys.sort(byPosition) : keys.sort()) {
    const step = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const difference = firstDifference(
      Object.hasOwn(left, key) ? left[key] : undefined,
      Object.hasOwn(right, key) ? right[key] : undefined,
      step,
    );
    if (difference) return difference;
  }
  return null;
}
