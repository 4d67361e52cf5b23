import { Refusal } from '../../kernel/refusal.js';

/**
 * Rules §8. Who must not meet an entry does not decide who judges it: neither by a plan that holds it nor by one that takes
 * experts from it. The whole plan is another organizer's; it may be made for the other nominations alone. Refuses with
 * `conflict-in-plan`, which says how many entries there are and names none.
 */
export function mustPlan(entryIds: readonly string[], hidden: ReadonlySet<string>): void {
  const entries = new Set(entryIds.filter((id) => hidden.has(id))).size;
  if (entries > 0) throw new Refusal({ code: 'conflict-in-plan', entries });
}
