import { isCarried, type Votes } from './quorum.js';
import { Refusal } from '../../kernel/refusal.js';
import { SittingRules } from '../../cycles/sitting-rules.js';

export const memberRoles = ['chair', 'secretary', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];
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
}

/** What happened at a sitting beside the decisions on entries. */
export interface SittingRecord {
  members: { name: string; role: MemberRole; present: boolean; declaration: 'none' | 'conflict' | null }[];
  agenda: { title: string; recused: { name: string; reason: string }[]; ballots: CountedBallot[] }[];
  dissents: { name: string; text: string }[];
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
  facts: { question: string; secret: boolean; members: number; rules: SittingRules },
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
  const { question, secret, members } = facts;
  const base = { of: facts.rules.base, members };
  return { question, secret, base: facts.rules.base, members, votes: counted, carried: isCarried(counted, base) };
}

/** Whether the counts give what the ballot says. */
export function ballotHolds({ votes, base, members, carried }: CountedBallot): boolean {
  return isCarried(votes, { of: base, members }) === carried && votes.for + votes.against + votes.abstained <= members;
}

/**
 * Rules §11. Who may vote on a question: a member who is present, has declared whether there is a conflict of interest,
 * and does not stand aside. Refuses: `not-a-member`, `absent`, `declaration-needed`, `conflict-of-interest`.
 */
export function mustBeAbleToVote(
  member: { present: boolean; declaration: 'none' | 'conflict' | null } | null,
  isRecused: boolean,
): void {
  if (!member) throw new Refusal({ code: 'not-a-member' });
  if (!member.present) throw new Refusal({ code: 'absent' });
  if (member.declaration === null) throw new Refusal({ code: 'declaration-needed' });
  if (isRecused) throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}
