import { publicVotesFact, type FullRankingRule, type Indicator } from './ranking-rule.js';
import { bandPoints } from './bands.js';
import type { RankedEntry } from './input.js';
import { Rational, sumOf } from '../kernel/rational.js';
import type { TotalLine, UnrankedReason } from './result.js';
import type { EntryWeights } from './criterion-weights.js';

/** The greatest value of each fact among the entries that are in, by the fact's name. */
export type Greatest = ReadonlyMap<string, Rational>;

/** Rules §10. What `best` is given for. Entries that dropped out or were left out are not among the others. */
export function greatestFacts(entries: readonly RankedEntry[], indicators: readonly Indicator[]): Greatest {
  const greatest = new Map<string, Rational>();
  for (const { fact } of indicators.filter((indicator) => 'best' in indicator)) {
    const values = entries.flatMap(({ facts }) => (facts && Object.hasOwn(facts, fact) ? [facts[fact]!] : []));
    greatest.set(
      fact,
      values.map((value) => Rational.of(value)).reduce((a, b) => (a.compare(b) < 0 ? b : a), Rational.zero),
    );
  }
  return greatest;
}

/**
 * Rules §10. The points of an indicator for a value, exactly: those of its band; so many for each unit, up to the most
 * (own funds of 5 to 15 % give 3 points; each percent gives 0.1); or K × (value / greatest), 0 where the greatest is 0.
 */
export function indicatorPoints(value: string, indicator: Indicator, greatest: Greatest): Rational {
  if ('bands' in indicator) return Rational.of(bandPoints(value, indicator.bands));
  if ('best' in indicator) {
    const most = greatest.get(indicator.fact) ?? Rational.zero;
    return most.sign > 0 ? Rational.of(indicator.best).mul(Rational.of(value)).div(most) : Rational.zero;
  }
  const points = Rational.of(value).mul(Rational.of(indicator.perUnit));
  const most = indicator.atMost === null ? null : Rational.of(indicator.atMost);
  return most && points.compare(most) > 0 ? most : points;
}

/** The lines of the indicators and their sum, or the fact that is missing. */
export function indicatorLines(
  entry: RankedEntry,
  indicators: readonly Indicator[],
  greatest: Greatest,
): { lines: TotalLine[]; points: Rational } | UnrankedReason {
  const lines: TotalLine[] = [];
  let points = Rational.zero;
  for (const indicator of indicators) {
    const { id, fact } = indicator;
    const value = entry.facts && Object.hasOwn(entry.facts, fact) ? entry.facts[fact]! : null;
    if (value === null) return fact === publicVotesFact ? { code: 'votes-open' } : { code: 'fact-missing', fact };
    const given = indicatorPoints(value, indicator, greatest);
    points = points.add(given);
    const most = 'best' in indicator ? { greatest: greatest.get(fact)!.text } : {};
    lines.push({ kind: 'indicator', id, fact, value, ...most, points: given.text });
  }
  return { lines, points };
}

/** The greatest points with indicators, before normalisation and bonus; an indicator without a limit adds nothing here. */
export function greatestOf({ criteria, weight }: EntryWeights, sheets: number, rule: FullRankingRule): Rational {
  const whole = sumOf(criteria.map((criterion) => criterion.weight.mul(criterion.most)));
  const combined = rule.combine === 'mean' && weight.sign !== 0 ? whole.div(weight) : whole;
  const judged = rule.across.kind === 'sum' ? combined.mul(Rational.whole(sheets)) : combined;
  return judged.add(sumOf(rule.indicators.map(mostOfIndicator)));
}

function mostOfIndicator(indicator: Indicator): Rational {
  if ('best' in indicator) return Rational.of(indicator.best);
  if ('perUnit' in indicator) return indicator.atMost === null ? Rational.zero : Rational.of(indicator.atMost);
  return indicator.bands
    .map(({ points }) => Rational.of(points))
    .reduce((a, b) => (a.compare(b) < 0 ? b : a), Rational.zero);
}
