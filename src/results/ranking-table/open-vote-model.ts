import type { RankedNomination } from './ranking-table.reader.js';
import type { Translator } from '../../platform/web/i18n.js';

/** Equals on shared places that the rule gives to an open vote: the first of such groups. */
export function voteModel({ ranked, ranking, cards }: RankedNomination, t: Translator) {
  if (!ranking.inputs.rule.tieChain.some(({ kind }) => kind === 'open-vote')) return null;
  const first = ranked.find(({ place }) => place.from !== place.to);
  if (!first) return null;
  const equals = ranked.filter(({ place }) => place.from === first.place.from);
  return {
    lead: t('results:vote.lead', { from: first.place.from, to: first.place.to }),
    rows: equals.map(({ entryId, registerNumber }) => ({
      id: entryId,
      title: cards[entryId]?.title ?? registerNumber,
      number: registerNumber,
    })),
  };
}
