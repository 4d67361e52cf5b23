import { diff3Merge } from 'node-diff3';

/**
 * Rules §4.5. Both edits of a value that grew out of the same one, where they touch different places of it: different
 * sentences of a text, different rows of a list or a table; what one adds beside what the other changes; rows that both added
 * stand one after the other. `null` where they touch the same place, or where the kind of value has no places: a number, a
 * date, a choice. Nothing that neither of the two wrote stands in the outcome but the order of their sentences.
 */
export function mergedValue(base: unknown, yours: unknown, theirs: unknown): unknown {
  if (isText(base) && isText(yours) && isText(theirs)) {
    const merged = mergedParts(sentences(base), sentences(yours), sentences(theirs));
    const text = merged?.join('') ?? '';
    // A sentence without its end would run into the next one.
    return merged && sentences(text).length === merged.length ? text : null;
  }
  if (Array.isArray(base) && Array.isArray(yours) && Array.isArray(theirs)) {
    const merged = mergedParts(base.map(written), yours.map(written), theirs.map(written), { keepsBoth: true });
    return merged && merged.map((row) => JSON.parse(row) as unknown);
  }
  return null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const written = (value: unknown): string => JSON.stringify(value);

/** A sentence with the space after it; an end of line ends one too. Points inside of numbers and addresses do not. */
export const sentences = (text: string): string[] => text.split(/(?<=[.!?…]\s+)(?=\S)|(?<=\n)/u);

/** `null` where the two cannot stand together. Additions at one place are kept one after the other where both are wanted. */
function mergedParts(base: string[], yours: string[], theirs: string[], { keepsBoth = false } = {}): string[] | null {
  const parts: string[] = [];
  for (const { ok, conflict } of diff3Merge(yours, base, theirs, { excludeFalseConflicts: true })) {
    const settled = ok ?? neighbours(conflict!.o, conflict!.a, conflict!.b);
    if (settled) parts.push(...settled);
    else if (keepsBoth && conflict!.o.length === 0) parts.push(...conflict!.b, ...conflict!.a);
    else return null;
  }
  return parts;
}

/** Places that touch each other are still different places: each side changed others in place, or one changed and one added. */
function neighbours(base: string[], yours: string[], theirs: string[]): string[] | null {
  if (yours.length === base.length && theirs.length === base.length) {
    const settled = base.map((was, index) => {
      if (yours[index] === was) return theirs[index]!;
      return theirs[index] === was ? yours[index]! : null;
    });
    return settled.every((part) => part !== null) ? settled : null;
  }
  if (yours.length === base.length) return changedInside(base, yours, theirs);
  return theirs.length === base.length ? changedInside(base, theirs, yours) : null;
}

/** What one side changed in place, in what the other only added to; `null` where the other took something away. */
function changedInside(base: string[], changed: string[], grown: string[]): string[] | null {
  let next = 0;
  const settled = grown.map((part) => (part === base[next] ? changed[next++]! : part));
  return next === base.length ? settled : null;
}
