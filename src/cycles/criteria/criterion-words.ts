import { traitsOf, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { Translator } from '../../platform/web/i18n.js';

/** How many places or votes an expert has, as a form shows it; empty for any number, and for other kinds. */
export function picksOf(kind: CriterionKind): string {
  if (kind.kind === 'rank') return String(kind.top);
  return kind.kind === 'vote' && kind.most !== null ? String(kind.most) : '';
}

/** What is asked of an expert, shortly; empty for points on a scale, which are shown as such. */
export function askedWords(kind: CriterionKind, t: Translator): string {
  const asked = traitsOf(kind).asked(kind);
  return asked ? t(`cycles:criteria.${asked.key}`, { n: asked.n ?? 0 }) : '';
}
