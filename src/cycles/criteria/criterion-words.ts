import { traitsOf, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { Translator } from '../../platform/web/i18n.js';

/** What is asked of an expert, shortly; empty for points on a scale, which are shown as such. */
export function askedWords(kind: CriterionKind, t: Translator): string {
  const asked = traitsOf(kind).asked(kind);
  return asked ? t(`cycles:criteria.${asked.key}`, { n: asked.n ?? 0 }) : '';
}
