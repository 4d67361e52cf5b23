import { mixed, numberOf } from '../kernel/seeded.js';

/** A stream of random numbers that its seed alone decides. */
export interface RandomStream {
  /** Evenly between 0 and 1, without both. */
  uniform(): number;
  /** From the standard normal distribution. */
  normal(): number;
  /** A whole number from 0 up to, and without, `size`. */
  below(size: number): number;
  /** From the chi-squared distribution. */
  chiSquared(degrees: number): number;
}

/** A stream for one purpose: other purposes of the same seed do not disturb it. Floats, for statistics only. */
export function randomStream(seed: number, purpose: string): RandomStream {
  const key = mixed(seed, numberOf(purpose));
  let drawn = 0;
  const uniform = () => {
    drawn += 1;
    return (mixed(key, drawn) + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    below: (size) => Math.floor(uniform() * size),
    chiSquared: (degrees) => chiSquared(degrees, uniform, normal),
  };
}

/** Marsaglia and Tsang, 2000: a gamma variable from a normal one, refused now and then. */
function chiSquared(degrees: number, uniform: () => number, normal: () => number): number {
  if (degrees < 2) return chiSquared(degrees + 2, uniform, normal) * uniform() ** (2 / degrees);
  const base = degrees / 2 - 1 / 3;
  const slope = 1 / Math.sqrt(9 * base);
  for (;;) {
    const value = normal();
    const cube = (1 + slope * value) ** 3;
    if (cube > 0 && Math.log(uniform()) < value ** 2 / 2 + base - base * cube + base * Math.log(cube))
      return 2 * base * cube;
  }
}
