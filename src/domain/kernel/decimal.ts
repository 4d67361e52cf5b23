import Fraction from 'fraction.js';

const plain = /^-?\d+(\.\d+)?$/;
/** Longer than any amount of money or points; to count with a number of a million digits takes minutes. */
const mostSigns = 60;
const known = new Map<string, Fraction>();

/**
 * The decimal that a person typed, as `-?digits[.digits]`: a comma is a point, spaces between digits fall away.
 * `null` when it is no decimal number; exponents, signs of plus and fractions are not numbers here, nor is what has more
 * than 60 signs.
 */
export function decimalFrom(typed: string): string | null {
  if (typed.length > 4 * mostSigns) return null;
  const text = typed
    .trim()
    .replace(/(?<=\d)[\s\u00a0\u202f](?=\d)/g, '')
    .replace(',', '.')
    .replace(/^\u2212/, '-');
  return text.length <= mostSigns && plain.test(text) ? text : null;
}

/** The exact value of a decimal string. Anything but `-?digits[.digits]` is a bug of the caller. */
export function exact(decimal: string): Fraction {
  const seen = known.get(decimal);
  if (seen) return seen;
  if (!plain.test(decimal)) throw new RangeError(`not a decimal: ${decimal}`);
  const [whole = '', part = ''] = decimal.split('.');
  const value = new Fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  if (known.size < 10_000) known.set(decimal, value);
  return value;
}

/** Rounded to `digits` decimals, half away from zero: 2.5 → 3, −2.5 → −3. */
export function roundHalfUp(value: Fraction, digits: number): Fraction {
  const scale = 10n ** BigInt(digits);
  const scaled = (value.n * scale * 2n + value.d) / (value.d * 2n);
  return new Fraction(value.s * scaled, scale);
}

/** The decimal to `digits` places, rounded half away from zero, with all its zeros: `7.70`. */
export function decimalText(value: Fraction, digits: number): string {
  const rounded = roundHalfUp(value, digits);
  const scaled = (rounded.n * 10n ** BigInt(digits)) / rounded.d;
  const text = scaled.toString().padStart(digits + 1, '0');
  const sign = rounded.s < 0n && scaled > 0n ? '-' : '';
  return digits ? `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}` : sign + text;
}

/** The exact value as `n` or `n/d` in lowest terms. */
export function fractionText(value: Fraction): string {
  return value.toFraction();
}

/** The sum, exactly; zero of nothing. */
export function sum(values: readonly Fraction[]): Fraction {
  return values.reduce((total, value) => total.add(value), new Fraction(0));
}

/** The arithmetic mean, exactly. Of nothing there is no mean: a bug of the caller. */
export function mean(values: readonly Fraction[]): Fraction {
  if (!values.length) throw new RangeError('mean of nothing');
  return sum(values).div(values.length);
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly Fraction[]): Fraction {
  const sorted = [...values].sort((a, b) => a.compare(b));
  return mean(sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1));
}
