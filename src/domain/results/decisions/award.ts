import type { DomainEvent } from '../../kernel/decision.js';
import { type Attendance, mustHaveQuorum, type QuorumTerms } from '../sittings/quorum.js';
import { Refusal } from '../../kernel/refusal.js';
import { mustGiveReason } from '../../kernel/reason.js';
import { Outcome } from '../../cycles/outcome.js';

/** What a body names as a list of a nomination; another list of the same gives way to it. */
export const namedOutcomes = ['winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'reserve'] as const;
export type NamedOutcome = (typeof namedOutcomes)[number];

export const isNamed = (outcome: Outcome): outcome is NamedOutcome =>
  (namedOutcomes as readonly Outcome[]).includes(outcome);

/** An entry as the ranking before the body has it; `null` is listed without a place. */
export interface Contender {
  entryId: string;
  place: { from: number; to: number } | null;
}

export interface Choice {
  entryId: string;
  reason: string;
}

/** A ballot among those of a sitting. */
export interface BallotPlace {
  question: number;
  ballot: number;
}

/** One decision, as it will be recorded: the place is the first of shared ones. */
export interface AwardDecision {
  entryId: string;
  outcome: Outcome;
  place: number | null;
  /** Whether an entry with a better place was passed over. */
  departure: boolean;
  reason: string;
  /** Which of the reserve it is, or was before it followed another. */
  order?: number;
  /** Why the body did not wait for sheets that a place asks for. */
  despite?: string;
  /** The withdrawn entry that it followed from the reserve. */
  follows?: { entryId: string };
  /** Where its ballot stands in the protocol: which question of the agenda, which of its ballots, from 0. */
  ballot?: BallotPlace;
}

export interface SittingFacts {
  attendance: Attendance;
  quorum: QuorumTerms;
}

/** A decision as far as another is weighed against it. */
export type Standing = Pick<AwardDecision, 'entryId' | 'outcome' | 'order'>;

export interface NamingFacts extends SittingFacts {
  outcome: NamedOutcome;
  contenders: readonly Contender[];
  chosen: readonly Choice[];
  /** How many the rules foresee in the nomination, `null` for any number; the body may name more, or nobody, with a reason. */
  foreseen: number | null;
  /** The ground of the decision as a whole; it stands where a choice has no reason of its own. */
  ground: string;
  /** What is decided of other outcomes in the nomination. */
  standing?: readonly Standing[];
}

export interface Naming {
  awards: AwardDecision[];
  events: DomainEvent[];
}

/**
 * Rules §12. A body with a quorum names a list of a nomination: finalists, winners, laureates, runners-up, special mentions
 * or the reserve in its order. It may choose against the ranking, giving its own reason for every entry that is put before
 * a better placed one; equal places are no departure. A special mention is apart from the ranking, and each has a reason of
 * its own. Naming more than foreseen, or nobody, needs a ground.
 *
 * Refuses: `no-quorum`, `not-found` for an entry that is not before the body, `already-exists` for one chosen twice,
 * `departure-needs-reason` with the place passed over, `reason-required`.
 */
export function nameAwards(facts: NamingFacts): Naming {
  const { outcome, contenders, chosen, foreseen, ground } = facts;
  mustHaveQuorum(facts.attendance, facts.quorum);
  if (chosen.length === 0 || (foreseen !== null && chosen.length > foreseen)) mustGiveReason(ground);
  const ids = chosen.map(({ entryId }) => entryId);
  if (new Set(ids).size < ids.length) throw new Refusal({ code: 'already-exists', what: outcome });
  const named = ids.map((entryId, index) => ({ entryId, outcome, ...(outcome === 'reserve' && { order: index + 1 }) }));
  const standing = [...(facts.standing ?? []).filter((other) => other.outcome !== outcome), ...named];
  const awards = chosen.map((choice, index): AwardDecision => {
    const contender = contenders.find(({ entryId }) => entryId === choice.entryId);
    if (!contender) throw new Refusal({ code: 'not-found' });
    const own = choice.reason.trim();
    const passed = placePassedOver({ ...named[index]!, place: contender.place?.from ?? null }, contenders, standing);
    if (passed !== null && !own) throw new Refusal({ code: 'departure-needs-reason', place: passed });
    return {
      entryId: choice.entryId,
      outcome,
      place: contender.place?.from ?? null,
      departure: passed !== null,
      reason: own || mustGiveReason(outcome === 'special-mention' ? '' : ground),
      ...(outcome === 'reserve' && { order: index + 1 }),
    };
  });
  return { awards, events: awards.map(awardEvent) };
}

/** Which outcomes of an entry mean that it was not passed over when another got the outcome. */
const besides: Record<NamedOutcome, readonly Outcome[]> = {
  winner: ['winner'],
  laureate: ['laureate'],
  'runner-up': ['winner', 'laureate', 'runner-up'],
  'special-mention': [],
  finalist: ['finalist'],
  reserve: ['winner', 'laureate', 'runner-up', 'finalist', 'reserve'],
};

/**
 * Rules §12. The best place that was passed over for an entry; `null` where none was. For winners, laureates and finalists
 * it is one without the same; a runner-up stands behind winners and laureates, and the reserve behind all who were chosen
 * and in its own order. A special mention, a recommendation and a regional choice pass nobody over. `contenders` are those
 * who may be chosen: who withdrew is not passed over.
 */
export function placePassedOver(
  decision: Standing & { place: number | null },
  contenders: readonly Contender[],
  standing: readonly Standing[],
): number | null {
  const { outcome, place } = decision;
  if (!isNamed(outcome) || outcome === 'special-mention') return null;
  const taken = new Set(
    standing
      .filter((other) => besides[outcome].includes(other.outcome))
      .filter((other) => other.outcome !== 'reserve' || (other.order ?? 0) <= (decision.order ?? 0))
      .map(({ entryId }) => entryId),
  );
  const places = contenders.filter(({ entryId }) => !taken.has(entryId)).map((each) => each.place?.from ?? Infinity);
  const best = Math.min(...places);
  return best < (place ?? Infinity) ? best : null;
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

export function awardEvent(award: Pick<AwardDecision, 'entryId' | 'outcome'>): DomainEvent {
  return { type: 'award.decided', submissionId: award.entryId, outcome: award.outcome };
}

/**
 * Rules §12. Who stands on the first `count` places and may be proposed. Where places are shared across the border all
 * who share them are listed, and the body decides.
 */
export function proposedBy(contenders: readonly Contender[], count: number): Contender[] {
  return contenders.filter(({ place }) => place !== null && place.from <= count);
}
