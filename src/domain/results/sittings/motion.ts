import type { Outcome } from '../../cycles/outcome.js';
import type { BallotRule } from '../../cycles/sitting-rules.js';
import { Refusal } from '../../kernel/refusal.js';

/** What a ballot is about where a decision is put to the vote: entries that get an outcome in a nomination, or nobody. */
export interface Motion {
  nominationId: string;
  outcome: Outcome;
  /** The region whose laureate it is. */
  regionCode: string | null;
  /** Empty where the motion is that nobody gets it. */
  entryIds: readonly string[];
}

/** A decision as far as a ballot speaks of it; `entryId` is null where nobody gets the outcome. */
export interface Decided extends Omit<Motion, 'entryIds'> {
  entryId: string | null;
}

/** A motion put to the vote; `carried` is null while the ballot is open. */
export interface PutToVote {
  id: string;
  question: string;
  motion: Motion;
  carried: boolean | null;
}

/** What a ballot says of a decision: that it is taken, that it is not, or nothing yet. */
export type Said = 'for' | 'against' | 'open';

const isSameQuestion = (a: Omit<Motion, 'entryIds'>, b: Omit<Motion, 'entryIds'>): boolean =>
  a.nominationId === b.nominationId && a.outcome === b.outcome && a.regionCode === b.regionCode;

const isAbout = ({ entryIds }: Motion, { entryId }: Decided): boolean =>
  entryId === null ? entryIds.length === 0 : entryIds.includes(entryId);

/** Somebody and nobody cannot both be. */
const isContrary = ({ entryIds }: Motion, { entryId }: Decided): boolean =>
  (entryId === null) !== (entryIds.length === 0);

function saidBy({ motion, carried }: PutToVote, decided: Decided): Said | null {
  if (!isSameQuestion(motion, decided)) return null;
  if (isAbout(motion, decided)) return carried === null ? 'open' : carried ? 'for' : 'against';
  if (!isContrary(motion, decided) || carried === false) return null;
  return carried === null ? 'open' : 'against';
}

/**
 * Rules §11. What the ballots of a sitting, in their order, say last of a decision; one that is open goes before all. A carried ballot
 * that nobody gets an outcome is against whoever would, and the other way round. `null` where none speaks of it.
 */
export function lastBallotOn(
  decided: Decided,
  ballots: readonly PutToVote[],
): { id: string; question: string; said: Said } | null {
  const spoken = ballots.flatMap((ballot) => {
    const said = saidBy(ballot, decided);
    return said ? [{ id: ballot.id, question: ballot.question, said }] : [];
  });
  return spoken.find(({ said }) => said === 'open') ?? spoken.at(-1) ?? null;
}

/**
 * Rules §11. The ballot that carried a decision; `null` where none speaks of it and the rule asks for none.
 *
 * Refuses: `ballot-open`; `ballot-lost` for a decision that the last ballot on it did not carry; `ballot-needed`.
 */
export function ballotBehind(decided: Decided, ballots: readonly PutToVote[], rule: BallotRule): string | null {
  const last = lastBallotOn(decided, ballots);
  if (last?.said === 'open') throw new Refusal({ code: 'ballot-open', question: last.question });
  if (last?.said === 'against') throw new Refusal({ code: 'ballot-lost', question: last.question });
  if (!last && rule === 'each-decision') throw new Refusal({ code: 'ballot-needed' });
  return last?.id ?? null;
}

/**
 * Rules §11. A question is put to the vote while no ballot on the same is open and the sitting has not recorded a decision of which it
 * speaks: the vote comes first. Refuses: `ballot-open`, `ballot-too-late`.
 */
export function mustBeVotable(
  motion: Motion,
  { question, ballots, decided }: { question: string; ballots: readonly PutToVote[]; decided: readonly Decided[] },
): void {
  const open = ballots.find((ballot) => ballot.carried === null && isSameQuestion(ballot.motion, motion));
  if (open) throw new Refusal({ code: 'ballot-open', question: open.question });
  const isDecided = (one: Decided) =>
    isSameQuestion(one, motion) && (one.entryId === null || isAbout(motion, one) || isContrary(motion, one));
  if (decided.some(isDecided)) throw new Refusal({ code: 'ballot-too-late', question });
}
