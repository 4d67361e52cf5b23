/** How affinities become whole numbers: multiplied by `scale`, and rounded where `isExact` is false. */
export interface Scale {
  scale: number;
  isExact: boolean;
}

/** More decimals than these are not looked for: powers of ten beyond them are not exact. */
const MAX_DECIMALS = 15;

/**
 * Affinities as whole numbers, so that sums and prices are exact and no order of addition can decide a place. The scale
 * is the least power of ten that makes all of them whole: 0.1 is a tenth, not the binary fraction nearest to it. A path
 * may add up to `terms` of them; where that would pass 2^53, the scale is the greatest power of two that fits, and the
 * affinities are rounded to it.
 */
export function scaleOf(values: Iterable<number>, terms: number): Scale {
  let decimals: number | null = 0;
  let largest = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`not an affinity: ${value}`);
    largest = Math.max(largest, Math.abs(value));
    while (decimals !== null && !isWholeAt(value, decimals)) decimals = decimals < MAX_DECIMALS ? decimals + 1 : null;
  }
  const room = Number.MAX_SAFE_INTEGER / Math.max(1, terms);
  if (decimals !== null && largest * 10 ** decimals < room) return { scale: 10 ** decimals, isExact: true };
  return { scale: 2 ** Math.floor(Math.log2(room / largest)), isExact: false };
}

/** The affinity in whole units. */
export function wholeOf(value: number, scale: number): number {
  return Math.round(value * scale) || 0;
}

/** Correctly rounded division gives the value back exactly when it is the number nearest to that decimal. */
function isWholeAt(value: number, decimals: number): boolean {
  const power = 10 ** decimals;
  const whole = Math.round(value * power);
  return Number.isSafeInteger(whole) && whole / power === value;
}
