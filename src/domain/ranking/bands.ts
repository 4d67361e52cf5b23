import type { Band, PointsBand } from './ranking-rule.js';
import { Rational } from '../kernel/rational.js';

/** Rules §10. Whether an exact decimal lies in a band: from its lower end up to, and without, its upper one. */
export function isInBand(value: string, { from, to, including = false }: Band): boolean {
  const number = Rational.of(value);
  if (from !== null && number.compare(Rational.of(from)) < 0) return false;
  if (to === null) return true;
  const atTop = number.compare(Rational.of(to));
  return including ? atTop <= 0 : atTop < 0;
}

/** Rules §10. The first band that holds an exact decimal, or `null`: bands that overlap are read in their order. */
export function bandOf<Given extends Band>(value: string, bands: readonly Given[]): Given | null {
  return bands.find((band) => isInBand(value, band)) ?? null;
}

/** Rules §10. The points of the band that holds the value, as an exact decimal; 0 where no band does. */
export function bandPoints(value: string, bands: readonly PointsBand[]): string {
  return bandOf(value, bands)?.points ?? '0';
}
