import type { Translator } from '../platform/web/i18n.js';
import type { Practice } from './practice.entity.js';

export interface StatusWords {
  word: string;
  mark: string;
  tone: string;
}

/** An outcome as a word and a mark; laurel only for what a body has awarded. */
export function outcomeStatus({ outcome }: Pick<Practice, 'outcome'>, t: Translator): StatusWords {
  const word = t(`library:outcome.${outcome}`);
  if (outcome === 'recommended') return { word, mark: 'flag', tone: 'ok' };
  if (outcome === 'presented') return { word, mark: 'full', tone: 'news' };
  return { word, mark: 'laurel', tone: 'award' };
}
