import type { Statistic } from './ranking-rule.js';
import { Rational, sumOf } from '../kernel/rational.js';

export interface Statistics {
  value: Rational;
  /** What a trimmed mean left out, lowest first. */
  dropped: Rational[];
}

/**
 * Rules §10. One value of many, exactly: their mean, median or sum, or the mean without the `drop` highest and lowest where
 * there are at least `from` values and one at least is left (2, 7, 8, 8, 10 without the extremes: 23/3). Of nothing there
 * is none: a bug of the caller.
 */
export function statisticOf(values: readonly Rational[], statistic: Statistic): Statistics {
  if (!values.length) throw new RangeError('statistic of nothing');
  switch (statistic.kind) {
    case 'mean':
      return { value: meanOf(values), dropped: [] };
    case 'sum':
      return { value: sumOf(values), dropped: [] };
    case 'median':
      return { value: middleOf(values), dropped: [] };
    case 'trimmed-mean': {
      const { drop, from } = statistic;
      if (values.length < from || values.length <= 2 * drop) return { value: meanOf(values), dropped: [] };
      const sorted = inOrder(values);
      const ends = [...sorted.slice(0, drop), ...sorted.slice(sorted.length - drop)];
      return { value: meanOf(sorted.slice(drop, sorted.length - drop)), dropped: ends };
    }
  }
}

/** The middle value, or the mean of the two middle ones. */
export function middleOf(values: readonly Rational[]): Rational {
  const sorted = inOrder(values);
  return meanOf(sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1));
}

function meanOf(values: readonly Rational[]): Rational {
  return values.length === 1 ? values[0]! : sumOf(values).div(Rational.whole(values.length));
}

function inOrder(values: readonly Rational[]): Rational[] {
  return [...values].sort((a, b) => a.compare(b));
}
