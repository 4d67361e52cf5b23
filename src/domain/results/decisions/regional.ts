import { awardEvent, type BallotPlace, type Choice, type Naming, type SittingFacts } from './award.js';
import type { Difference } from '../../kernel/canonical.js';
import { mustHaveQuorum } from '../sittings/quorum.js';
import { Refusal } from '../../kernel/refusal.js';
import { mustGiveReason } from '../../kernel/reason.js';

/** An entry as a regional commission has it before it: no ranking and no sheet belongs to it. */
export interface RegionalCandidate {
  id: string;
  registerNumber: string;
  regionCode: string;
}

/**
 * Rules §12. The commission of a region with a quorum names at most one of the region's entries in a nomination as its
 * laureate, with a reason, or nobody with a ground (380 laureates of 77 regions in eight nominations, 2019).
 * Refuses: `no-quorum`, `not-found` for an entry of another region, `reason-required`.
 */
export function nameRegionalLaureate(
  facts: SittingFacts & {
    regionCode: string;
    candidates: readonly RegionalCandidate[];
    chosen: Choice | null;
    ground: string;
  },
): Naming {
  mustHaveQuorum(facts.attendance, facts.quorum);
  const { chosen, regionCode } = facts;
  if (!chosen) {
    mustGiveReason(facts.ground);
    return { awards: [], events: [] };
  }
  const isTheirs = facts.candidates.some(({ id, regionCode: own }) => id === chosen.entryId && own === regionCode);
  if (!isTheirs) throw new Refusal({ code: 'not-found' });
  const award = {
    entryId: chosen.entryId,
    outcome: 'regional-laureate' as const,
    place: null,
    departure: false,
    reason: chosen.reason.trim() || mustGiveReason(facts.ground),
  };
  return { awards: [award], events: [awardEvent(award)] };
}

export interface RegionalDecision {
  entryId: string;
  regionCode: string;
  reason: string;
  ballot?: BallotPlace;
}

/** What regional commissions decided in a nomination, as a protocol has it. */
export interface RegionalNomination {
  id: string;
  code: string;
  title: string;
  /** The entries of the regions that decided, as they were before the commission. */
  entries: RegionalCandidate[];
  cards: Record<string, { title: string; organisation: string; region: string }>;
  decisions: RegionalDecision[];
  notAwarded?: { regionCode: string; reason: string; ballot?: BallotPlace }[];
}

/**
 * Rules §13. The first thing in a regional part of a protocol that cannot be: a laureate who is no entry of the region,
 * two of a region, or one of a region in which nobody is; `null` where everything can.
 */
export function regionalFault({ entries, decisions, notAwarded = [] }: RegionalNomination): Difference | null {
  const regions = new Set<string>();
  for (const [index, { entryId, regionCode }] of decisions.entries()) {
    const pointer = `/decisions/${index}`;
    const own = entries.find(({ id }) => id === entryId)?.regionCode;
    if (own !== regionCode) return { pointer: `${pointer}/regionCode`, expected: own, found: regionCode };
    if (regions.has(regionCode)) return { pointer, expected: 'one laureate of a region', found: regionCode };
    regions.add(regionCode);
  }
  const index = notAwarded.findIndex(({ regionCode }) => regions.has(regionCode));
  if (index < 0) return null;
  return { pointer: `/notAwarded/${index}`, expected: undefined, found: notAwarded[index]!.regionCode };
}
