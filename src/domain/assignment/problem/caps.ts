import type { AssignedPair, PlanExpert, PlanProblem } from './problem.js';

export type CapKind = 'region' | 'organisation';

/** A limit on experts who belong together, for each entry alike: who belongs where, and how many are allowed. */
export interface Cap {
  kind: CapKind;
  most: number;
  groupOf: (expert: PlanExpert) => string | null;
}

/** The limits that the problem sets; experts without a region or organisation count towards none. */
export function capsOf({ perRegion, perOrganisation }: PlanProblem): Cap[] {
  const caps: Cap[] = [];
  if (perRegion != null) caps.push({ kind: 'region', most: perRegion, groupOf: ({ regionCode }) => regionCode });
  if (perOrganisation != null)
    caps.push({ kind: 'organisation', most: perOrganisation, groupOf: ({ organisationId }) => organisationId });
  return caps;
}

export interface CapBreach {
  entryId: string;
  kind: CapKind;
  group: string;
  experts: string[];
  most: number;
}

/** Rules §8. Entries at which more experts of one region or organisation meet than the limits allow. */
export function capBreaches(problem: PlanProblem, pairs: readonly AssignedPair[]): CapBreach[] {
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  return capsOf(problem).flatMap(({ kind, most, groupOf }) => {
    const groups = new Map<string, { entryId: string; group: string; experts: string[] }>();
    for (const { entryId, expertId } of pairs) {
      const group = groupOf(experts.get(expertId)!);
      if (group === null) continue;
      const key = JSON.stringify([entryId, group]);
      const known = groups.get(key) ?? { entryId, group, experts: [] };
      groups.set(key, { ...known, experts: [...known.experts, expertId] });
    }
    return [...groups.values()].filter(({ experts }) => experts.length > most).map((each) => ({ ...each, kind, most }));
  });
}
