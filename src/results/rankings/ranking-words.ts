import Fraction from 'fraction.js';
import { shownDecimal } from '../../cycles/counting/rule-lines.js';
import { tieRuleWords, type Titles } from '../../cycles/counting/rule-words.js';
import { decimalText } from '../../domain/kernel/decimal.js';
import type { RankingRow, TieOutcome, UnrankedRow } from '../../domain/ranking/rank-entries.js';
import type { SelectionReason } from '../../domain/selection/selection.js';
import { formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';

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

/** What the body gave an entry in the second phase. */
export function secondWords({ value }: NonNullable<RankingRow['second']>, locale: Locale, t: Translator): string {
  return value === null
    ? t('results:second.rowOrder')
    : t('results:second.row', { value: shownNumber(value, locale).text });
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
      return t('results:unranked.fact-missing', { fact: titles.get(reason.fact) ?? reason.fact });
    case 'cross-review-unfinished':
      return t('results:unranked.cross-review-unfinished', { n: reason.submitted, needed: reason.needed });
    case 'left-out':
      return t('results:unranked.left-out', { ground: reason.ground });
    case 'extra-sheet-needed':
    case 'amount-missing':
    case 'votes-open':
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

/** Why an entry goes on or does not, by the rule of selection. */
export function selectionReason(reason: SelectionReason, groups: Titles, t: Translator): string {
  switch (reason.code) {
    case 'within-border':
    case 'equal-at-border':
      return t(`results:selected.${reason.code}`, { place: reason.place, of: reason.of ?? 0 });
    case 'beyond-border':
      return t('results:selected.beyond-border', { of: reason.of });
    case 'under-threshold':
      return t('results:selected.under-threshold', { needed: shownDecimal(reason.needed, t) });
    case 'beyond-quota': {
      const kind = reason.kind === 'region' ? '' : (groups.get(reason.kind) ?? reason.kind);
      return t('results:selected.beyond-quota', { kind, group: reason.group, most: reason.most });
    }
    case 'void':
      return t('results:selected.void', { entries: reason.entries, needed: reason.needed });
    case 'tie-at-border':
    case 'amount-missing':
    case 'without-place':
      return t(`results:selected.${reason.code}`);
  }
}
