import Fraction from 'fraction.js';
import { decimalText } from '../kernel/decimal.js';
import type { RankingRow } from '../ranking/rank-entries.js';
import { Refusal } from '../kernel/refusal.js';
import { mustGiveReason } from '../kernel/reason.js';

/** Where an entry stands in a criterion: its mean, and the middle half of the nomination. Decimals with two digits. */
export interface CriterionStanding {
  criterionId: string;
  mean: string;
  low: string;
  median: string;
  high: string;
}

/**
 * Rules §15. Each criterion's mean of an entry against the middle half of all ranked entries of its nomination: the
 * quartiles are values that entries have (nearest rank), the median is the middle one or the mean of two. Nothing of a
 * single other entry is told. Empty where fewer than four entries are ranked: a band of three would tell on them.
 */
export function criterionStandings(own: RankingRow, rows: readonly RankingRow[]): CriterionStanding[] {
  if (rows.length < 4) return [];
  return own.explanation.criteria.flatMap(({ criterionId, mean }) => {
    const all = rows
      .flatMap(({ explanation }) => explanation.criteria.filter((each) => each.criterionId === criterionId))
      .map((each) => new Fraction(each.mean))
      .sort((a, b) => a.compare(b));
    if (all.length < 4) return [];
    const at = (share: number) => all[Math.max(0, Math.ceil(share * all.length) - 1)]!;
    const middle =
      all.length % 2 === 1
        ? at(0.5)
        : at(0.5)
            .add(all[all.length / 2]!)
            .div(2);
    const text = (value: Fraction) => decimalText(value, 2);
    return [
      { criterionId, mean: text(new Fraction(mean)), low: text(at(0.25)), median: text(middle), high: text(at(0.75)) },
    ];
  });
}

export interface AppealWindow {
  opensAt: Date;
  closesAt: Date;
}

/**
 * Rules §15. An appeal is filed once an entry and publication, with grounds, from the publication's instant until the
 * window closes (half-open). Refuses: `stage-closed`, `reason-required`.
 */
export function fileAppeal(
  grounds: string,
  window: AppealWindow | null,
  facts: { now: Date; timeZone: string },
): string {
  if (!window || facts.now < window.opensAt || facts.now >= window.closesAt)
    throw new Refusal({
      code: 'stage-closed',
      stage: 'appeals',
      opensAt: window?.opensAt ?? null,
      closesAt: window?.closesAt ?? null,
      ...facts,
    });
  return mustGiveReason(grounds);
}

export const appealOutcomes = ['unchanged', 'raised', 'lowered'] as const;
export type AppealOutcome = (typeof appealOutcomes)[number];

/**
 * Rules §15. An appeal is decided by people who took no part in the first decision, with a reason.
 * Refuses: `action-not-allowed` for what is decided or withdrawn, `took-part` for a first decider, `reason-required`.
 */
export function decideAppeal(
  appeal: { state: 'filed' | 'withdrawn' | 'decided' },
  facts: { outcome: AppealOutcome; decision: string; tookPart: boolean; decidedById: string; now: Date },
) {
  if (appeal.state !== 'filed')
    throw new Refusal({ code: 'action-not-allowed', action: 'decide', state: appeal.state });
  if (facts.tookPart) throw new Refusal({ code: 'took-part' });
  return {
    state: 'decided' as const,
    outcome: facts.outcome,
    decision: mustGiveReason(facts.decision),
    decidedById: facts.decidedById,
    decidedAt: facts.now,
  };
}
