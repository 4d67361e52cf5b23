import Fraction from 'fraction.js';
import type { Outcome } from '../domain/award.js';
import { decimalText } from '../domain/decimal.js';
import type { RankingRule, TieRule } from '../domain/ranking-rule.js';
import type { TieOutcome, UnrankedRow } from '../domain/ranking.js';
import { formatNumber } from '../platform/web/format.js';
import type { Locale, Translator } from '../platform/web/i18n.js';

/** Outcomes as people list them: the highest first. */
export const outcomes = ['winner', 'laureate', 'finalist', 'recommended'] as const;

export function inOrder<A extends { outcome: Outcome }>(awards: readonly A[]): A[] {
  return [...awards].sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));
}

/** A decision as a word and a mark; laurel only for what a body has awarded. */
export function outcomeStatus(outcome: Outcome, t: Translator) {
  const word = t(`results:outcome.${outcome}`);
  return outcome === 'recommended' ? { word, mark: 'flag', tone: 'ok' } : { word, mark: 'laurel', tone: 'award' };
}

/** A place as it is said: «2», or «3–5» when it is shared. */
export const placeText = ({ from, to }: { from: number; to: number }) => (from === to ? `${from}` : `${from}–${to}`);

/** An exact number for reading: rounded to four digits where it has more, with the fraction that was counted with. */
export function shownNumber(fraction: string, locale: Locale): { text: string; exact: string | null } {
  const value = new Fraction(fraction);
  const rounded = decimalText(value, 4).replace(/\.?0+$/, '');
  const same = new Fraction(rounded).equals(value);
  const digits = rounded.split('.')[1]?.length ?? 0;
  return { text: `${same ? '' : '≈ '}${formatNumber(rounded, { locale, digits })}`, exact: same ? null : fraction };
}

type Titles = ReadonlyMap<string, string>;

/** A rule that separates equal totals, as a part of a sentence. */
export function tieRuleWords(rule: TieRule, titles: Titles, t: Translator): string {
  const criterion = rule.kind === 'criterion' ? (titles.get(rule.id) ?? '') : '';
  return t(`results:tie.${rule.kind}`, { criterion });
}

/** The rule of counting in sentences. */
export function ruleWords(rule: RankingRule, titles: Titles, t: Translator): string[] {
  const chain = rule.tieChain.map((each) => tieRuleWords(each, titles, t)).join(', ');
  const rounding = rule.roundCriterionMeanTo;
  return [
    t(`results:rule.${rule.aggregate}`),
    rounding === null ? t('results:rule.exactMeans') : t('results:rule.roundedMeans', { digits: rounding }),
    rule.roundTotalTo === null
      ? t('results:rule.exactTotal')
      : t('results:rule.roundedTotal', { digits: rule.roundTotalTo }),
    t('results:rule.minSheets', { n: rule.minSheets }),
    chain ? t('results:rule.ties', { chain }) : t('results:rule.share'),
  ];
}

/** Why an entry has no place. */
export function unrankedWords({ sheets, reason }: UnrankedRow, titles: Titles, t: Translator): string {
  switch (reason.code) {
    case 'too-few-sheets':
      return t('results:tooFewSheets', { n: sheets, needed: reason.needed });
    case 'criterion-unjudged':
      return t('results:unranked.criterion-unjudged', { criterion: titles.get(reason.criterionId) ?? '' });
    case 'gate-failed': {
      const criterion = titles.get(reason.criterionId) ?? '';
      return t('results:unranked.gate-failed', { criterion, failed: reason.failed, of: reason.of });
    }
    case 'fact-missing':
      return t('results:unranked.fact-missing', { fact: reason.fact });
    case 'extra-sheet-needed':
    case 'amount-missing':
      return t(`results:unranked.${reason.code}`);
  }
}

/** How an entry was separated from those with the same total. */
export function tieWords(tie: TieOutcome, titles: Titles, t: Translator): string {
  const more = tie.equals - tie.with.length;
  const others = tie.with.join(', ') + (more > 0 ? ` ${t('results:tie.more', { n: more })}` : '');
  const rules = [
    ...(tie.below ? [t('results:tie.below', { rule: tieRuleWords(tie.below, titles, t) })] : []),
    ...(tie.above ? [t('results:tie.above', { rule: tieRuleWords(tie.above, titles, t) })] : []),
  ];
  return [t('results:tie.with', { others }), ...rules].join(' ');
}
