import { type Outcome, outcomes } from '../../domain/cycles/outcome.js';
import type { Translator } from '../../platform/web/i18n.js';

export function inOrder<A extends { outcome: Outcome }>(awards: readonly A[]): A[] {
  return [...awards].sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));
}

/** A decision as a word and a mark; laurel only for what a body has awarded. The reserve has its number. */
export function outcomeStatus(outcome: Outcome, t: Translator, order?: number | null) {
  const word = t(`results:outcome.${outcome}`);
  if (outcome === 'recommended') return { word, mark: 'flag', tone: 'ok' };
  if (outcome === 'reserve') return { word: order ? `${word} ${order}` : word, mark: 'half', tone: 'wait' };
  return { word, mark: 'laurel', tone: 'award' };
}
