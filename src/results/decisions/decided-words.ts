import { outcomes } from '../../domain/cycles/outcome.js';
import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import type { Translator } from '../../platform/web/i18n.js';
import type { Award } from '../awards/award.entity.js';
import type { NotAwarded } from '../awards/not-awarded.entity.js';
import { outcomeStatus } from '../awards/outcome-words.js';

interface Decided {
  awards: readonly Award[];
  nobody: readonly NotAwarded[];
  cards: Record<string, EntryCard>;
}

/** What is decided of a nomination in a few lines. Laureates of regions are many: they are counted. */
export function decidedWords({ awards, nobody, cards }: Decided, t: Translator) {
  return outcomes.flatMap((outcome) => {
    const named = awards.filter((award) => award.outcome === outcome);
    if (outcome === 'regional-laureate')
      return named.length > 0
        ? [{ ...outcomeStatus(outcome, t), titles: t('results:regional.count', { n: named.length }) }]
        : [];
    if (nobody.some((each) => each.outcome === outcome))
      return [{ word: t(`results:nobody.${outcome}`), mark: 'dash', tone: 'no', titles: '' }];
    const titles = named.map(({ submissionId }) => `«${cards[submissionId]?.title ?? ''}»`).join(', ');
    const plural = named.length > 1 ? { word: t(`results:outcomes.${outcome}`) } : {};
    return named.length > 0 ? [{ ...outcomeStatus(outcome, t), ...plural, titles }] : [];
  });
}
