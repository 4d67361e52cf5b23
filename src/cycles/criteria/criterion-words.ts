import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { Translator } from '../../platform/web/i18n.js';

/** How many places or votes an expert has, as a form shows it; empty for any number, and for other kinds. */
export function picksOf(kind: CriterionKind): string {
  if (kind.kind === 'rank') return String(kind.top);
  return kind.kind === 'vote' && kind.most !== null ? String(kind.most) : '';
}

/** What is asked of an expert, shortly; empty for points on a scale, which are shown as such. */
export function askedWords(kind: CriterionKind, t: Translator): string {
  if (kind.kind === 'numeric') return '';
  if (kind.kind === 'rank') return t('cycles:criteria.places', { n: kind.top });
  if (kind.kind === 'vote' && kind.most !== null) return t('cycles:criteria.votes', { n: kind.most });
  return t(`cycles:criteria.kind.${kind.kind}`);
}
