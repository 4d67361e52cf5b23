import type { CountedBallot } from '../../domain/results/sittings/ballot.js';
import { lastBallotOn, type Decided, type PutToVote } from '../../domain/results/sittings/motion.js';
import type { Translator } from '../../platform/web/i18n.js';

/** How the votes of a ballot fell. */
export function countsOf({ votes, members }: CountedBallot, t: Translator): string {
  const { for: inFavour, against, abstained, chair } = votes;
  const counts = t('results:sitting.counts', { inFavour, against, abstained, members });
  return inFavour === against && chair ? `${counts} ${t('results:sitting.chairDecided')}` : counts;
}

/** What the last ballot of a sitting said of a decision, as a word and a mark; null where none speaks of it. */
export function saidOf(decided: Decided, ballots: readonly PutToVote[], t: Translator) {
  const last = lastBallotOn(decided, ballots);
  if (last?.said === 'for') return { word: t('results:vote.for'), mark: 'full', tone: 'ok' };
  if (last?.said === 'against') return { word: t('results:vote.against'), mark: 'cross', tone: 'no' };
  return last && { word: t('results:vote.open'), mark: 'half', tone: 'wait' };
}
