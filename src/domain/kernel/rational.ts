import Fraction from 'fraction.js';
import { decimalText, exact, fractionText, roundHalfUp } from './decimal.js';

const known = new Map<string, Rational>();

function commonDivisor(a: number, b: number): number {
  while (b) [a, b] = [b, a % b];
  return a;
}

/**
 * An exact number for counting much: in lowest terms with a positive denominator, kept in plain numbers while both parts
 * are safe integers and in a fraction of big integers where they are not. Nothing is ever rounded unless asked for.
 */
export class Rational {
  static readonly zero = new Rational(0, 1, null);

  private constructor(
    private readonly n: number,
    private readonly d: number,
    private readonly big: Fraction | null,
  ) {}

  /** The exact value of a decimal string `-?digits[.digits]`. */
  static of(decimal: string): Rational {
    const seen = known.get(decimal);
    if (seen) return seen;
    const value = Rational.from(exact(decimal));
    if (known.size < 10_000) known.set(decimal, value);
    return value;
  }

  static whole(count: number): Rational {
    return new Rational(count, 1, null);
  }

  static from(fraction: Fraction): Rational {
    const n = Number(fraction.s * fraction.n);
    const d = Number(fraction.d);
    return Number.isSafeInteger(n) && Number.isSafeInteger(d) ? new Rational(n, d, null) : new Rational(0, 1, fraction);
  }

  /** In lowest terms, or `null` when a part is not a safe integer: then only big integers tell the truth. */
  private static reduced(n: number, d: number): Rational | null {
    if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d)) return null;
    if (d === 1) return new Rational(n, 1, null);
    const divisor = commonDivisor(Math.abs(n), d);
    return new Rational(n / divisor, d / divisor, null);
  }

  get fraction(): Fraction {
    return this.big ?? new Fraction(BigInt(this.n), BigInt(this.d));
  }

  private get isSmall(): boolean {
    return this.big === null;
  }

  add(other: Rational): Rational {
    if (this.isSmall && other.isSmall) {
      const sum = this.d === other.d ? this.n + other.n : safeSum(this.n * other.d, other.n * this.d);
      const found = Rational.reduced(sum, this.d === other.d ? this.d : this.d * other.d);
      if (found) return found;
    }
    return Rational.from(this.fraction.add(other.fraction));
  }

  sub(other: Rational): Rational {
    return this.add(other.isSmall ? new Rational(-other.n, other.d, null) : Rational.from(other.fraction.neg()));
  }

  mul(other: Rational): Rational {
    if (this.isSmall && other.isSmall) {
      const found = Rational.reduced(this.n * other.n, this.d * other.d);
      if (found) return found;
    }
    return Rational.from(this.fraction.mul(other.fraction));
  }

  /** The exact quotient. Division by zero is a bug of the caller. */
  div(other: Rational): Rational {
    if (this.isSmall && other.isSmall && other.n > 0) {
      const found = Rational.reduced(this.n * other.d, this.d * other.n);
      if (found) return found;
    }
    return Rational.from(this.fraction.div(other.fraction));
  }

  /** Below zero, zero or above zero as this is less than, equal to or greater than the other. */
  compare(other: Rational): number {
    if (this.isSmall && other.isSmall) {
      if (this.d === other.d) return this.n - other.n;
      const left = this.n * other.d;
      const right = other.n * this.d;
      if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left - right;
    }
    return this.fraction.compare(other.fraction);
  }

  equals(other: Rational): boolean {
    return this.compare(other) === 0;
  }

  get sign(): number {
    return this.big ? Number(this.big.s) : Math.sign(this.n);
  }

  abs(): Rational {
    return this.sign < 0 ? Rational.zero.sub(this) : this;
  }

  /** Rounded to `digits` decimals, half away from zero; `null` keeps the exact value. */
  rounded(digits: number | null): Rational {
    if (digits === null) return this;
    const scale = 10 ** digits;
    const doubled = Math.abs(this.n) * scale * 2 + this.d;
    if (!this.isSmall || !Number.isSafeInteger(doubled)) return Rational.from(roundHalfUp(this.fraction, digits));
    const scaled = (doubled - (doubled % (this.d * 2))) / (this.d * 2);
    return Rational.reduced(Math.sign(this.n) * scaled, scale)!;
  }

  /** The decimal to `digits` places, rounded half away from zero, with all its zeros: `7.70`. */
  decimal(digits: number): string {
    const { big, n, d } = this.rounded(digits);
    const scaled = Math.abs(n) * (10 ** digits / d);
    if (big || !Number.isSafeInteger(scaled)) return decimalText(this.fraction, digits);
    const text = String(scaled).padStart(digits + 1, '0');
    const sign = n < 0 ? '-' : '';
    return digits ? `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}` : sign + text;
  }

  /** The exact value as `n` or `n/d`. */
  get text(): string {
    if (this.big) return fractionText(this.big);
    return this.d === 1 ? String(this.n) : `${this.n}/${this.d}`;
  }
}

/** The sum of two products, or a number that is no safe integer when one of them is none. */
function safeSum(a: number, b: number): number {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? a + b : Number.NaN;
}

/** The sum, exactly; zero of nothing. */
export function sumOf(values: readonly Rational[]): Rational {
  let total = Rational.zero;
  for (const value of values) total = total.add(value);
  return total;
}
