import type { Actor, Grant } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { all, type Part } from '../../platform/database/condition.js';

/** Whose drafts are looked after: those of a region by its coordinator, those of a cycle by its organizer. */
export type DraftScope = { of: 'region'; code: string } | { of: 'cycle'; cycleId: string };

/**
 * Rules §4.10. The drafts that somebody looks after, as a condition on `submission s`: a coordinator those of the own region, an
 * organizer those of the own cycle that are not hidden from the own role; both within what their grants name. They learn that
 * there is one, whose, and how much it lacks; its texts and files nobody. Refuses `not-found` for all others.
 */
export function draftsUnder(actor: Actor, scope: DraftScope): Part {
  const grants = actor.grants.filter((grant) => covers(grant, scope));
  if (grants.length === 0) throw new Refusal({ code: 'not-found' });
  const within = grants.map(({ cycleId, nominationId, regionCode }) =>
    all([
      () => 'TRUE',
      cycleId !== null && (($) => `s.cycle_id = ${$(cycleId)}`),
      nominationId !== null && (($) => `s.nomination_id = ${$(nominationId)}`),
      regionCode !== null && (($) => `s.region_code = ${$(regionCode)}`),
    ]),
  );
  return all([
    scope.of === 'region' ? ($) => `s.region_code = ${$(scope.code)}` : draftsOf(actor, scope.cycleId),
    ($) => `(${within.map((part) => `(${part($)})`).join(' OR ')})`,
  ]);
}

/** The drafts of a cycle that are not hidden from the reader's own role, to be counted. */
export const draftsOf = ({ userId }: Actor, cycleId: string): Part =>
  all([($) => `s.cycle_id = ${$(cycleId)}`, ($) => `s.id NOT IN (SELECT entries_hidden_from(${$(userId)}::uuid))`]);

const covers = ({ role, cycleId, regionCode }: Grant, scope: DraftScope): boolean =>
  scope.of === 'region'
    ? role === 'coordinator' && regionCode === scope.code
    : role === 'organizer' && (cycleId === null || cycleId === scope.cycleId);
