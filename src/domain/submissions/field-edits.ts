import type { Answers } from '../cycles/form.js';
import { isBlank } from './completeness.js';
import { mergedValue } from './merged-text.js';

/** When a field of the working copy was last saved, by whom and in which window. */
export interface FieldStamp {
  field: string;
  /** The entry's version that this save made. */
  version: number;
  savedById: string | null;
  /** The browser's window or the program that saved; empty where it does not say. */
  savedWindow: string;
  savedAt: Date;
}

/** A value of a field that another person, or another window, has since replaced. */
export interface PastValue {
  field: string;
  /** The entry's version that it was saved with; 0 for what stood before anybody saved the field. */
  version: number;
  value: unknown;
}

/** What one sender asks to keep: values by field, each with the version of the entry from which the sender began. */
export interface SentEdit {
  answers: Answers;
  since: (field: string) => number;
  /** What the sender saw in the field, where the sender says it. */
  base?: (field: string) => { value: unknown } | undefined;
  userId: string | null;
  window: string;
}

/** A field that two have changed in the same place. */
export interface FieldClash {
  field: string;
  yours: unknown;
  theirs: unknown;
  version: number;
  savedById: string | null;
  savedAt: Date;
  /** The same person, in another window. */
  isOwn: boolean;
}

export interface FieldEdits {
  /** What is to be kept, with what was put together. */
  changes: Answers;
  /** The fields of `changes` in which both edits stand. */
  merged: string[];
  clashes: FieldClash[];
  /** What the changes replace of others, or of another window: kept, so that nobody's words are lost. */
  replaced: PastValue[];
}

/**
 * Rules §4.5. Saving is per field. A field is kept when nobody saved it since the sender began; when somebody did, the two
 * edits are put together where they touch different places (see `mergedValue`), and otherwise clash. What the sender did
 * not change is left as others made it. What stood in a field before another person or window took it over is kept.
 */
export function fieldEdits(
  kept: Answers,
  sent: SentEdit,
  { stamps, past }: { stamps: readonly FieldStamp[]; past: readonly PastValue[] },
): FieldEdits {
  const edits: FieldEdits = { changes: {}, merged: [], clashes: [], replaced: [] };
  for (const [field, yours] of Object.entries(sent.answers)) {
    const theirs = kept[field];
    if (isSame(theirs, yours)) continue;
    const stamp = stamps.find((one) => one.field === field);
    const keep = (value: unknown) => {
      edits.changes[field] = value as Answers[string];
      if (!isOfSender(stamp, sent)) edits.replaced.push({ field, version: stamp?.version ?? 0, value: theirs ?? null });
    };
    if (!stamp || stamp.version <= sent.since(field)) {
      keep(yours);
      continue;
    }
    const base = sent.base?.(field) ?? baseAt(past, field, sent.since(field));
    if (base && isSame(base.value, yours)) continue;
    const merged = base ? mergedValue(base.value ?? emptyLike(yours), yours, theirs) : null;
    if (merged === null) {
      const { version, savedById, savedAt } = stamp;
      const isOwn = savedById !== null && savedById === sent.userId;
      edits.clashes.push({ field, yours, theirs: theirs ?? null, version, savedById, savedAt, isOwn });
    } else {
      keep(merged);
      edits.merged.push(field);
    }
  }
  return edits;
}

const isOfSender = (stamp: FieldStamp | undefined, { userId, window }: SentEdit): boolean =>
  stamp !== undefined && stamp.savedById === userId && stamp.savedWindow === window;

/**
 * The latest value that stood when the sender began or before. It may be older than what the sender saw: what both have by
 * then is the same in both, and the same change on two sides is no clash.
 */
function baseAt(past: readonly PastValue[], field: string, since: number): PastValue | undefined {
  return past.filter((one) => one.field === field && one.version <= since).sort((a, b) => b.version - a.version)[0];
}

const emptyLike = (value: unknown): unknown => (Array.isArray(value) ? [] : '');

/** A field that was never touched and one that was emptied say the same. */
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other) || (isBlank(one) && isBlank(other));
