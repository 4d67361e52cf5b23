import type { ConflictPair } from '../../judging/conflict-sources.js';
import { type Belonging, belongTogether } from '../../judging/conflicts-of-pair.js';
import { affinityOf, type Wish } from '../problem/affinity.js';
import type { AssignedPair, AffinityByKind, AffinityPair, PlanProblem } from '../problem/problem.js';

export interface FactEntry extends Belonging {
  nominationId: string;
  spheres: readonly string[];
}

export interface FactExpert extends Belonging {
  capacity: number;
  /** Nominations that the expert judges; empty: all. */
  panels: readonly string[];
  spheres: readonly string[];
  /** Whether new entries may come: accepted, and no alternate. */
  isOpen: boolean;
}

/** An assignment in force. */
export interface StandingPair extends AssignedPair {
  work: 'none' | 'begun' | 'submitted';
  kind: 'planned' | 'extra';
}

/** Everything of a cycle that decides a plan. */
export interface PlanFacts {
  entries: readonly FactEntry[];
  experts: readonly FactExpert[];
  conflicts: readonly ConflictPair[];
  /** 1: would like to; -1: rather not. */
  wishes: readonly (AssignedPair & { preference: number })[];
  standing: readonly StandingPair[];
  /** Pairs that were assigned once and ended; they do not come back. */
  ended: readonly AssignedPair[];
  reviewsPerEntry: number;
  regionIsConflict: boolean;
  rules: {
    mode: 'match' | 'draw';
    minLoad: number;
    perRegion: number | null;
    perOrganisation: number | null;
    connected: boolean;
  };
}

/** What the organizer asks of the computation. */
export interface PlanAsked {
  seed: number;
  mode: 'match' | 'draw';
  /** Empty: all. */
  nominationIds: readonly string[];
  locked: readonly AssignedPair[];
  forbidden: readonly AssignedPair[];
  /** Whose unfinished entries go to others. */
  replaced: string | null;
}

export interface PosedProblem {
  problem: PlanProblem;
  /** Assignments in force within the nominations asked for that stay, and those that may go to others. */
  kept: StandingPair[];
  released: StandingPair[];
}

/**
 * Rules §8. The problem that facts and wishes pose. What is in force stays, but for the unfinished sheets of an expert who
 * left or is to be replaced; sheets handed in always stay. An extra sheet is one more than the entry needs. Entries of other
 * nominations take up an expert's capacity. Pairs that ended once, and those locked out, are forbidden; a panel is a
 * nomination. A draw looks at no affinity.
 */
export function poseProblem(facts: PlanFacts, asked: PlanAsked): PosedProblem {
  const entries = inScope(facts, asked);
  const known = new Set(entries.map(({ id }) => id));
  const open = new Set(facts.experts.filter(({ isOpen }) => isOpen).map(({ id }) => id));
  const here = facts.standing.filter(({ entryId }) => known.has(entryId));
  const isReleased = (pair: StandingPair) =>
    pair.work !== 'submitted' && (!open.has(pair.expertId) || pair.expertId === asked.replaced);
  const kept = here.filter((pair) => !isReleased(pair));
  const fixed = [...kept, ...asked.locked.filter((pair) => !has(kept, pair) && known.has(pair.entryId))];
  const experts = facts.experts.filter(({ id }) => open.has(id) || fixed.some(({ expertId }) => expertId === id));
  const loads = loadsOf(facts, fixed, known);
  const problem: PlanProblem = {
    entries: entries.map((entry) => ({
      id: entry.id,
      regionCode: facts.regionIsConflict ? entry.regionCode : null,
      organisationId: entry.organisationId,
      panel: entry.nominationId,
      spheres: entry.spheres,
      reviews: reviewsFor(facts, entry, kept),
    })),
    experts: experts.map(({ id, regionCode, organisationId, panels, spheres, capacity }) => {
      const { outside, own } = loads(id);
      const mayTake = open.has(id) && id !== asked.replaced;
      const max = Math.max(mayTake ? capacity - outside : 0, own);
      const min = mayTake ? Math.min(max, Math.max(0, facts.rules.minLoad - outside)) : 0;
      return { id, regionCode, organisationId, panels, spheres, min, max };
    }),
    conflicts: withoutImplied(facts, entries),
    reviewsPerEntry: facts.reviewsPerEntry,
    affinity: asked.mode === 'draw' ? [] : affinities(facts, entries, experts),
    fixed: fixed.map(plain),
    forbidden: [...facts.ended, ...asked.forbidden].filter((pair) => known.has(pair.entryId)).map(plain),
    perRegion: facts.rules.perRegion,
    perOrganisation: facts.rules.perOrganisation,
    balance: true,
    connected: facts.rules.connected,
    seed: asked.seed,
    mode: asked.mode,
  };
  return { problem, kept, released: here.filter(isReleased) };
}

const plain = ({ entryId, expertId }: AssignedPair): AssignedPair => ({ entryId, expertId });

function has(pairs: readonly AssignedPair[], { entryId, expertId }: AssignedPair): boolean {
  return pairs.some((pair) => pair.entryId === entryId && pair.expertId === expertId);
}

function inScope({ entries }: PlanFacts, { nominationIds }: PlanAsked): FactEntry[] {
  return entries.filter(({ nominationId }) => nominationIds.length === 0 || nominationIds.includes(nominationId));
}

/** So many planned sheets as ruled, or as there are already, and the extra one besides. */
function reviewsFor({ reviewsPerEntry }: PlanFacts, { id }: FactEntry, kept: readonly StandingPair[]): number {
  const own = kept.filter(({ entryId }) => entryId === id);
  const extra = own.filter(({ kind }) => kind === 'extra').length;
  return Math.max(reviewsPerEntry, own.length - extra) + extra;
}

/** Of an expert: entries of other nominations, and pairs that are fixed here. */
function loadsOf({ standing }: PlanFacts, fixed: readonly AssignedPair[], known: ReadonlySet<string>) {
  const outside = countBy(standing.filter(({ entryId }) => !known.has(entryId)));
  const own = countBy(fixed);
  return (id: string) => ({ outside: outside.get(id) ?? 0, own: own.get(id) ?? 0 });
}

function countBy(pairs: readonly AssignedPair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { expertId } of pairs) counts.set(expertId, (counts.get(expertId) ?? 0) + 1);
  return counts;
}

/** Conflicts that region and organisation tell by themselves are left to them. */
function withoutImplied({ conflicts, experts, regionIsConflict }: PlanFacts, entries: readonly FactEntry[]) {
  const byEntry = new Map(entries.map((entry) => [entry.id, entry]));
  const byExpert = new Map(experts.map((expert) => [expert.id, expert]));
  return conflicts.filter(({ submissionId, expertId, source }) => {
    const entry = byEntry.get(submissionId);
    const expert = byExpert.get(expertId);
    if (!entry || !expert) return false;
    if (source !== 'same-region' && source !== 'same-organisation') return true;
    return !belongTogether(expert, { ...entry, regionCode: regionIsConflict ? entry.regionCode : null });
  });
}

/** Shared spheres once for each set of spheres, then the pairs of which experts said something. */
function affinities(
  { wishes }: PlanFacts,
  entries: readonly FactEntry[],
  experts: readonly FactExpert[],
): AffinityByKind {
  const kinds = new Map<string, number>();
  const rows: Float64Array[] = [];
  const kindOf = Int32Array.from(entries, (entry) => {
    const key = JSON.stringify(entry.spheres);
    const known = kinds.get(key);
    if (known !== undefined) return known;
    kinds.set(key, rows.length);
    return rows.push(Float64Array.from(experts, (expert) => affinityOf(expert, entry).affinity)) - 1;
  });
  const entryOf = new Map(entries.map((entry) => [entry.id, entry]));
  const expertOf = new Map(experts.map((expert) => [expert.id, expert]));
  const others = wishes.flatMap(({ entryId, expertId, preference }): AffinityPair[] => {
    const [entry, expert] = [entryOf.get(entryId), expertOf.get(expertId)];
    if (!entry || !expert) return [];
    const wish: Wish = preference > 0 ? 'eager' : 'reluctant';
    return [[entryId, expertId, affinityOf(expert, entry, wish).affinity]];
  });
  return { kindOf, rows, others };
}
