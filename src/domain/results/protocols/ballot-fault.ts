import type { Outcome } from '../../cycles/outcome.js';
import type { Difference } from '../../kernel/canonical.js';
import type { BallotPlace } from '../decisions/award.js';
import { ballotHolds } from '../sittings/ballot.js';
import { lastBallotOn, type PutToVote } from '../sittings/motion.js';
import type { SittingRecord } from '../sittings/sitting-record.js';
import type { ProtocolTwin } from './protocol.js';

/** A decision of the protocol with its place in it. */
interface Stated {
  pointer: string;
  nominationId: string;
  outcome: Outcome;
  regionCode: string | null;
  entryId: string | null;
  ballot: BallotPlace | undefined;
  /** Followed from the reserve by the rule. */
  followed: boolean;
}

const idOf = ({ question, ballot }: BallotPlace) => `${question}/${ballot}`;

/** The ballots on decisions, in their order at the sitting. */
export function putToVoteIn(agenda: SittingRecord['agenda']): PutToVote[] {
  return agenda
    .flatMap(({ ballots }, question) =>
      ballots.flatMap(({ motion, position = 0, carried, question: asked }, ballot) =>
        motion ? [{ id: idOf({ question, ballot }), question: asked, motion, carried, position }] : [],
      ),
    )
    .sort((a, b) => a.position - b.position);
}

/**
 * Rules §13. The first thing about ballots that cannot be: counts that do not give what a ballot says; a decision that rests on another
 * ballot than the last one on it, or on one that did not carry it; one without a ballot where each needs one. `null` where all can.
 */
export function ballotFault(twin: ProtocolTwin): Difference | null {
  const agenda = twin.sitting?.agenda ?? [];
  for (const [at, { ballots }] of agenda.entries())
    for (const [index, ballot] of ballots.entries())
      if (!ballotHolds(ballot)) {
        const pointer = `/sitting/agenda/${at}/ballots/${index}/carried`;
        return { pointer, expected: !ballot.carried, found: ballot.carried };
      }
  const ballots = putToVoteIn(agenda);
  for (const stated of statedIn(twin)) {
    const last = lastBallotOn(stated, ballots);
    const found = stated.ballot && idOf(stated.ballot);
    const pointer = `${stated.pointer}/ballot`;
    if (stated.followed) continue;
    if (last?.said === 'against')
      return { pointer: stated.pointer, expected: 'a decision that its ballot carried', found: last.question };
    if (found !== last?.id) return { pointer, expected: last?.id, found };
    if (!last && twin.ballots === 'each-decision') return { pointer, expected: 'a ballot', found };
  }
  return null;
}

function statedIn({ nominations, regional = [] }: ProtocolTwin): Stated[] {
  const competition = nominations.flatMap(({ id: nominationId, decisions, notAwarded = [] }, at) => [
    ...decisions.map(({ entryId, outcome, ballot, follows }, index) => ({
      pointer: `/nominations/${at}/decisions/${index}`,
      nominationId,
      outcome,
      regionCode: null,
      entryId,
      ballot,
      followed: follows !== undefined,
    })),
    ...notAwarded.map(({ outcome, ballot }, index) => ({
      pointer: `/nominations/${at}/notAwarded/${index}`,
      nominationId,
      outcome,
      regionCode: null,
      entryId: null,
      ballot,
      followed: false,
    })),
  ]);
  const regions = regional.flatMap(({ id: nominationId, decisions, notAwarded = [] }, at) =>
    [
      ...decisions.map((each, index) => ({ ...each, pointer: `/regional/${at}/decisions/${index}` })),
      ...notAwarded.map((each, index) => ({
        ...each,
        entryId: null,
        pointer: `/regional/${at}/notAwarded/${index}`,
      })),
    ].map(({ pointer, regionCode, entryId, ballot }) => ({
      pointer,
      nominationId,
      outcome: 'regional-laureate' as const,
      regionCode,
      entryId,
      ballot,
      followed: false,
    })),
  );
  return [...competition, ...regions];
}
