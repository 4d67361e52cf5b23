import type { DomainEvent } from './decision.js';
import { type Attendance, mustHaveQuorum, type QuorumTerms } from './quorum.js';
import { Refusal } from './refusal.js';
import { mustGiveReason } from './submission.js';

/** What a body may decide of an entry; one does not include another. */
export const outcomes = ['finalist', 'winner', 'laureate', 'recommended'] as const;
export type Outcome = (typeof outcomes)[number];

/** An entry as the ranking before the body has it; `null` is listed without a place. */
export interface Contender {
  entryId: string;
  place: { from: number; to: number } | null;
}

export interface Choice {
  entryId: string;
  reason: string;
}

/** One decision, as it will be recorded: the place is the first of shared ones. */
export interface AwardDecision {
  entryId: string;
  outcome: Outcome;
  place: number | null;
  /** Whether an entry with a better place was passed over. */
  departure: boolean;
  reason: string;
}

export interface SittingFacts {
  attendance: Attendance;
  quorum: QuorumTerms;
}

export interface NamingFacts extends SittingFacts {
  outcome: 'finalist' | 'winner' | 'laureate';
  contenders: readonly Contender[];
  chosen: readonly Choice[];
  /** How many the rules foresee in the nomination; the body may name more, or nobody, with a reason. */
  foreseen: number;
  /** The ground of the decision as a whole; it stands where a choice has no reason of its own. */
  ground: string;
}

export interface Naming {
  awards: AwardDecision[];
  events: DomainEvent[];
}

/**
 * Rules §12. A body with a quorum names finalists, winners or laureates of a nomination. It may choose against the
 * ranking, giving its own reason for every entry that is put before a better placed one; equal places are no departure.
 * Naming more than foreseen, or nobody, needs a ground.
 *
 * Refuses: `no-quorum`, `not-found` for an entry that is not before the body, `already-exists` for one chosen twice,
 * `departure-needs-reason` with the place passed over, `reason-required`.
 */
export function nameAwards(facts: NamingFacts): Naming {
  mustHaveQuorum(facts.attendance, facts.quorum);
  if (facts.chosen.length === 0 || facts.chosen.length > facts.foreseen) mustGiveReason(facts.ground);
  const chosen = new Set(facts.chosen.map(({ entryId }) => entryId));
  if (chosen.size < facts.chosen.length) throw new Refusal({ code: 'already-exists', what: facts.outcome });
  const bestPassedOver = Math.min(
    ...facts.contenders.filter(({ entryId }) => !chosen.has(entryId)).map(({ place }) => place?.from ?? Infinity),
  );
  const awards = facts.chosen.map((choice): AwardDecision => {
    const contender = facts.contenders.find(({ entryId }) => entryId === choice.entryId);
    if (!contender) throw new Refusal({ code: 'not-found' });
    const departure = bestPassedOver < (contender.place?.from ?? Infinity);
    if (departure && !choice.reason.trim())
      throw new Refusal({ code: 'departure-needs-reason', place: bestPassedOver });
    return {
      entryId: choice.entryId,
      outcome: facts.outcome,
      place: contender.place?.from ?? null,
      departure,
      reason: choice.reason.trim() || mustGiveReason(facts.ground),
    };
  });
  return { awards, events: awards.map(awardEvent) };
}

/**
 * Rules §12. A body decides when the sheets are there: while some admitted entry has fewer than a place asks for, it
 * decides only with a reason for not waiting. `lacking` are the sheets that each such entry is short of.
 *
 * Refuses: `sheets-missing`.
 */
export function mustHaveSheets(lacking: readonly number[], despite: string): void {
  const missing = lacking.reduce((total, count) => total + count, 0);
  if (missing > 0 && !despite.trim()) throw new Refusal({ code: 'sheets-missing', missing });
}

/**
 * Rules §12. A body with a quorum recommends an entry for replication, with a reason, whether or not it was a finalist.
 * Refuses: `no-quorum`, `reason-required`.
 */
export function recommendForReplication(contender: Contender, facts: SittingFacts & { reason: string }): Naming {
  mustHaveQuorum(facts.attendance, facts.quorum);
  const award: AwardDecision = {
    entryId: contender.entryId,
    outcome: 'recommended',
    place: contender.place?.from ?? null,
    departure: false,
    reason: mustGiveReason(facts.reason),
  };
  return { awards: [award], events: [awardEvent(award)] };
}

function awardEvent(award: AwardDecision): DomainEvent {
  return { type: 'award.decided', submissionId: award.entryId, outcome: award.outcome };
}

/**
 * Rules §12. Who stands on the first `count` places and may be proposed. Where places are shared across the border all
 * who share them are listed, and the body decides.
 */
export function proposedBy(contenders: readonly Contender[], count: number): Contender[] {
  return contenders.filter(({ place }) => place !== null && place.from <= count);
}
