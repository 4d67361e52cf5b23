import type { Outcome } from '../domain/cycles/outcome.js';
import type { Translator } from '../platform/web/i18n.js';
import type { Practice } from './practice.entity.js';

export interface StatusWords {
  word: string;
  mark: string;
  tone: string;
}

/** An outcome as a word and a mark; laurel only for what a body has awarded. */
export function outcomeStatus({ outcome }: { outcome: Practice['outcome'] | Outcome }, t: Translator): StatusWords {
  const word = t(`library:outcome.${outcome}`);
  if (outcome === 'recommended') return { word, mark: 'flag', tone: 'ok' };
  if (outcome === 'reserve') return { word, mark: 'half', tone: 'wait' };
  if (outcome === 'presented') return { word, mark: 'full', tone: 'news' };
  return { word, mark: 'laurel', tone: 'award' };
}
