import { Refusal } from '../../kernel/refusal.js';

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
