import type { RankingPage } from './ranking-table.reader.js';
import type { Translator } from '../../platform/web/i18n.js';

/** The vote that is open between equals; null where there is none. */
export function voteModel({ equals, cards }: RankingPage, t: Translator) {
  const [first] = equals;
  if (!first) return null;
  return {
    lead: t('results:vote.lead', { from: first.place.from, to: first.place.to }),
    rows: equals.map(({ entryId, registerNumber }) => ({
      id: entryId,
      title: cards[entryId]?.title ?? registerNumber,
      number: registerNumber,
    })),
  };
}
