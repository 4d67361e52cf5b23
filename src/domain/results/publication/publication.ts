import { Refusal } from '../../kernel/refusal.js';
import type { UnrankedReason } from '../../ranking/result.js';
import type { Outcome } from '../../cycles/outcome.js';
import type { Day } from '../../kernel/local-day.js';
import { mustGiveReason } from '../../kernel/reason.js';
import { Approval, approversOf } from '../protocols/approval.js';

export interface PublishFacts {
  protocol: { hash: string; approvals: readonly Approval[] };
  /** Two, unless the rules ask for more. */
  approversNeeded: number;
  /** The hash of the protocol that a publication in force shows already; `null` when there is none. */
  publishedHash: string | null;
}

/**
 * Rules §13. A protocol may be published, now or at a set instant, when two different people have signed its hash and
 * it is not published already. Refuses: `already-published`, `approvers-needed`.
 */
export function mustBePublishable(facts: PublishFacts): void {
  if (facts.publishedHash === facts.protocol.hash) throw new Refusal({ code: 'already-published' });
  const have = approversOf(facts.protocol);
  const needed = Math.max(2, facts.approversNeeded);
  if (have < needed) throw new Refusal({ code: 'approvers-needed', have, needed });
}

/**
 * Rules §13. Why results are published anew, or after their term: a later publication has a reason, and so has one whose day lies
 * after the last of the term. Refuses: `reason-required`, `publication-late`.
 */
export function publicationReason(said: string, facts: { number: number; overdue: Day | null }): string {
  const reason = said.trim();
  if (!reason && facts.overdue) throw new Refusal({ code: 'publication-late', dueOn: facts.overdue });
  return facts.number > 1 ? mustGiveReason(reason) : reason;
}

export interface SnapshotItem {
  submissionId: string;
  registerNumber: string;
  title: string;
  nomination: string;
  outcome: Outcome;
  organisationName: string;
  regionCode: string;
  regionName: string;
  /** Where the entry stood and with what total, as the rules let everybody read it. */
  place?: { from: number; to: number };
  total?: string;
}

/** A kind that was awarded to nobody in a nomination, with the ground where the rules publish it. */
export interface NobodyItem {
  nomination: string;
  outcome: Outcome;
  reason?: string;
}

/** Everybody's place in a nomination, where the rules publish it. */
export interface Standing {
  nomination: string;
  rows: {
    registerNumber: string;
    title: string;
    organisationName: string;
    regionName: string;
    place: { from: number; to: number };
    total?: string;
  }[];
  /** Those without a place, and why: they were entered and judged like the others. Publications before that was told have none. */
  without?: {
    registerNumber: string;
    title: string;
    organisationName: string;
    regionName: string;
    reason: UnrankedReason['code'];
  }[];
}

export interface SnapshotFacts {
  cycleTitle: string;
  year: number;
  number: number;
  protocolNumber: string;
  protocolHash: string;
  publishAt: Date;
  reason: string;
  /** The last day of the term, where it was missed. */
  overdue?: Day;
  items: readonly SnapshotItem[];
  nobody?: readonly NobodyItem[];
  standings?: readonly Standing[];
  /** The results are taken back: nothing of them stands until a later publication. */
  withdrawn?: boolean;
}

/**
 * Rules §13. What the public will read, as plain JSON, frozen and hashed by the caller. Items stand in the order given.
 * No person is in it: who may be named is asked at each rendering, for a consent can be taken back.
 */
export function snapshotContent(facts: SnapshotFacts): Record<string, unknown> {
  return { ...facts, publishAt: facts.publishAt.toISOString() };
}
