import { Refusal } from '../kernel/refusal.js';

/** What must be done before an expert reads the first entry. */
export interface ReadinessFacts {
  expertId: string;
  /** Texts of the regulation, by kind, whose present version is not signed. */
  unsigned: readonly string[];
  conflictsDeclaredAt: Date | null;
  /** Whether the training entry still stands before the first real one. */
  isTrainingDue: boolean;
}

/**
 * Rules §9. Nothing of an entry opens before the expert has signed what is to be signed, named the conflicts, and trained.
 * Refuses: `consents-needed`, `conflicts-undeclared`, `training-due`, in this order.
 */
export function mustBeReady({ expertId, unsigned, conflictsDeclaredAt, isTrainingDue }: ReadinessFacts): void {
  if (unsigned.length > 0) throw new Refusal({ code: 'consents-needed', expertId, kinds: [...unsigned] });
  if (!conflictsDeclaredAt) throw new Refusal({ code: 'conflicts-undeclared', expertId });
  if (isTrainingDue) throw new Refusal({ code: 'training-due', expertId });
}
