import { Refusal } from '../kernel/refusal.js';

/** What hangs on an organisation, in numbers. */
export interface HangsOn {
  people: number;
  /** Of them, those who act for the other one already. */
  peopleOfBoth: number;
  entries: number;
  drafts: number;
  experts: number;
  invitations: number;
  requests: number;
  /** Assignments in force that would be a conflict of interest: the expert is of the one, the entry of the other. */
  conflicts: number;
}

interface Merged {
  id: string;
  name: string;
  inn: string | null;
  formerNames: readonly string[];
  mergedIntoId: string | null;
}

/**
 * Rules §6. Two records of one organisation become one: what hangs on the one goes to the other, which keeps the former names and
 * takes the tax number where it had none; papers of before name what they named. Quotas are of regions and stay. Refuses with
 * `organisations-differ` two with different tax numbers, with `merged-already` one that lives on in another, and with
 * `merging-conflicts` where an expert would judge an entry of the own organisation.
 */
export function mergeOrganisations(
  from: Merged,
  into: Merged,
  { conflicts }: Pick<HangsOn, 'conflicts'>,
): { inn: string | null; formerNames: string[] } {
  if (from.id === into.id || from.mergedIntoId || into.mergedIntoId) throw new Refusal({ code: 'merged-already' });
  if (from.inn && into.inn && from.inn !== into.inn)
    throw new Refusal({ code: 'organisations-differ', from: from.inn, into: into.inn });
  if (conflicts > 0) throw new Refusal({ code: 'merging-conflicts', n: conflicts });
  const names = [...into.formerNames, from.name, ...from.formerNames];
  return { inn: into.inn ?? from.inn, formerNames: [...new Set(names)].filter((name) => name !== into.name) };
}
