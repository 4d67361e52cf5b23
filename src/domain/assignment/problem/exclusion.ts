import { conflictSources, type ConflictPair, type ConflictSource } from '../../judging/conflict-sources.js';
import { type Belonging, belongTogether, conflictsOf } from '../../judging/conflicts-of-pair.js';
import type { AssignedPair, PlanEntry, PlanExpert, PlanProblem } from './problem.js';

/** Why an expert may not judge an entry at all. */
export type Exclusion = { code: 'conflict'; source: ConflictSource } | { code: 'forbidden' } | { code: 'panel' };

/** Tells of any pair why it is excluded, `null` when it is not. Conflicts come first, then locks, then panels. */
export type ExclusionRule = (entry: PlanEntry, expert: PlanExpert) => Exclusion | null;

/**
 * Rules §8. A pair is excluded by a conflict of interest, by a lock, or because the expert does not sit in the entry's
 * panel. The lists are indexed once, so that millions of pairs can be asked.
 */
export function exclusionRule(problem: Pick<PlanProblem, 'conflicts' | 'forbidden'>): ExclusionRule {
  const declared = conflictsByEntry(problem.conflicts);
  const forbidden = expertsByEntry(problem.forbidden);
  return (entry, expert) => {
    const known = declared.get(entry.id)?.get(expert.id);
    if (known || belongTogether(expert, entry))
      return { code: 'conflict', source: conflictsOf(expert, entry, known)[0]! };
    if (forbidden.get(entry.id)?.has(expert.id)) return { code: 'forbidden' };
    return isOnPanel(expert, entry) ? null : { code: 'panel' };
  };
}

/** Whether the expert sits in the panel that must judge the entry. */
export function isOnPanel({ panels }: PlanExpert, { panel }: PlanEntry): boolean {
  return panel == null || !panels?.length || panels.includes(panel);
}

/** Pairs of the whole table that a conflict excludes, by source; a pair with two sources counts for each. */
export function countConflicts(problem: PlanProblem): Record<ConflictSource, number> {
  const counts = Object.fromEntries(conflictSources.map((source) => [source, 0])) as Record<ConflictSource, number>;
  const entries = new Map(problem.entries.map((entry) => [entry.id, entry]));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  counts['same-region'] = countMeeting(problem, ({ regionCode }) => regionCode);
  counts['same-organisation'] = countMeeting(problem, ({ organisationId }) => organisationId);
  for (const [entryId, known] of conflictsByEntry(problem.conflicts))
    for (const [expertId, own] of known) {
      const [entry, expert] = [entries.get(entryId), experts.get(expertId)];
      if (!entry || !expert) continue;
      const counted = new Set(conflictsOf(expert, entry));
      for (const source of conflictsOf(expert, entry, own)) if (!counted.has(source)) counts[source] += 1;
    }
  return counts;
}

/** Pairs of an entry and an expert who have the same group; without looking at each, for there are millions. */
function countMeeting({ entries, experts }: PlanProblem, groupOf: (one: Belonging) => string | null): number {
  const sizes = new Map<string | null, number>();
  for (const expert of experts) sizes.set(groupOf(expert), (sizes.get(groupOf(expert)) ?? 0) + 1);
  sizes.delete(null);
  return entries.reduce((sum, entry) => sum + (sizes.get(groupOf(entry)) ?? 0), 0);
}

function conflictsByEntry(conflicts: readonly ConflictPair[]): Map<string, Map<string, ConflictPair[]>> {
  const index = new Map<string, Map<string, ConflictPair[]>>();
  for (const conflict of conflicts) {
    const ofEntry = index.get(conflict.submissionId) ?? new Map<string, ConflictPair[]>();
    ofEntry.set(conflict.expertId, [...(ofEntry.get(conflict.expertId) ?? []), conflict]);
    index.set(conflict.submissionId, ofEntry);
  }
  return index;
}

/** The experts of each entry, as sets. */
export function expertsByEntry(pairs: readonly AssignedPair[]): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const { entryId, expertId } of pairs) {
    const experts = index.get(entryId) ?? new Set<string>();
    index.set(entryId, experts.add(expertId));
  }
  return index;
}
