import { Refusal } from '../../kernel/refusal.js';
import { SittingRules } from '../../cycles/sitting-rules.js';
import type { Motion } from './motion.js';

export interface Votes {
  for: number;
  against: number;
  abstained: number;
  /** How the chair voted, where the chair's vote decides a tie; `null` where it does not. */
  chair: 'for' | 'against' | 'abstained' | null;
}

/**
 * Rules §11. A decision is carried by more than half of the members present, or of all members when so ruled; equal
 * votes are decided by the chair's, where the rules give it that force.
 */
export function isCarried(votes: Votes, base: { of: 'present' | 'members'; members: number }): boolean {
  const voters = base.of === 'members' ? base.members : votes.for + votes.against + votes.abstained;
  if (votes.for * 2 > voters) return true;
  return votes.for * 2 === voters && votes.for === votes.against && votes.chair === 'for';
}

export const choices = ['for', 'against', 'abstained'] as const;
export type Choice = (typeof choices)[number];

/** A counted ballot, as the protocol has it; whoever has the counts can decide it again. */
export interface CountedBallot {
  question: string;
  secret: boolean;
  base: SittingRules['base'];
  /** Members of the body who had a vote on the question. */
  members: number;
  votes: Votes;
  carried: boolean;
  /** What it was about, where it was about a decision, and which ballot of the sitting it was. */
  motion?: Motion;
  position?: number;
}

export interface Vote {
  choice: Choice;
  /** Whether it is the chair's; in a secret ballot nobody knows. */
  isChairs: boolean;
}

/**
 * Rules §11. Counts a ballot: carried by more than half of those present or of all members, as ruled. Equal votes are
 * decided by the chair's own in an open ballot where the rules give it that force; otherwise they decide nothing.
 * Refuses: `nobody-voted`, and `ballot-tied` for equal votes that the rules do not let the chair decide.
 */
export function countBallot(
  votes: readonly Vote[],
  facts: {
    question: string;
    secret: boolean;
    members: number;
    rules: SittingRules;
    motion?: Motion | null;
    position?: number;
  },
): CountedBallot {
  if (votes.length === 0) throw new Refusal({ code: 'nobody-voted' });
  const count = (wanted: Choice) => votes.filter(({ choice }) => choice === wanted).length;
  const chairs = votes.find(({ isChairs }) => isChairs)?.choice ?? null;
  const counted: Votes = {
    for: count('for'),
    against: count('against'),
    abstained: count('abstained'),
    chair: facts.rules.casting && !facts.secret ? chairs : null,
  };
  const isTied = counted.for === counted.against && counted.for > 0;
  const isDecidedByChair = counted.chair === 'for' || counted.chair === 'against';
  if (isTied && !isDecidedByChair) throw new Refusal({ code: 'ballot-tied', votes: counted.for });
  const { question, secret, members, motion, position } = facts;
  const base = { of: facts.rules.base, members };
  return {
    question,
    secret,
    base: facts.rules.base,
    members,
    votes: counted,
    carried: isCarried(counted, base),
    ...(motion && { motion, position: position! }),
  };
}

/** Whether the counts give what the ballot says. */
export function ballotHolds({ votes, base, members, carried }: CountedBallot): boolean {
  return isCarried(votes, { of: base, members }) === carried && votes.for + votes.against + votes.abstained <= members;
}
