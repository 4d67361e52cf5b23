import type { RankingPage } from './ranking-table.reader.js';
import type { Translator } from '../../platform/web/i18n.js';

/** Equals on shared places that the rule gives to an open vote: the first of such groups. */
export function voteModel({ input, equals, cards }: RankingPage, t: Translator) {
  const [first] = equals;
  if (!first || !input.rule.tieChain.some(({ kind }) => kind === 'open-vote')) return null;
  return {
    lead: t('results:vote.lead', { from: first.place.from, to: first.place.to }),
    rows: equals.map(({ entryId, registerNumber }) => ({
      id: entryId,
      title: cards[entryId]?.title ?? registerNumber,
      number: registerNumber,
    })),
  };
}
