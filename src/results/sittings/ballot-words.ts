import type { CountedBallot } from '../../domain/results/sittings/ballot.js';
import type { Translator } from '../../platform/web/i18n.js';

/** How the votes of a ballot fell. */
export function countsOf({ votes, members }: CountedBallot, t: Translator): string {
  const { for: inFavour, against, abstained, chair } = votes;
  const counts = t('results:sitting.counts', { inFavour, against, abstained, members });
  return inFavour === against && chair ? `${counts} ${t('results:sitting.chairDecided')}` : counts;
}
