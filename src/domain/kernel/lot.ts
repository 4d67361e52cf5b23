import { sha256Of } from './sha-256.js';

const drawn = new Map<string, string>();

/**
 * Rules §10. The lot of an entry: SHA-256 of `seed:register number`, 64 hexadecimal digits, to be compared as text; the
 * smaller comes first. The seed is published before anybody can know what it gives, and anybody can draw again with
 * `printf %s 'SEED:NUMBER' | sha256sum`.
 */
export function lotOf(seed: string, registerNumber: string): string {
  const text = `${seed}:${registerNumber}`;
  const seen = drawn.get(text);
  if (seen) return seen;
  const lot = sha256Of(text);
  if (drawn.size < 100_000) drawn.set(text, lot);
  return lot;
}
