import type { Actor, Grant } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { all, type Part } from '../../platform/database/condition.js';

/**
 * Rules §20. The questions that somebody answers, as a condition on `question q`: those of the own cycle, within what the grants of an
 * organizer or secretary name; one about an entry that the actor must not meet is not there. Refuses `not-found` for all others.
 */
export function questionsUnder(actor: Actor, cycleId: string): Part {
  const grants = answering(actor, cycleId);
  if (grants.length === 0) throw new Refusal({ code: 'not-found' });
  const within = grants.map(({ nominationId, regionCode }) =>
    all([
      nominationId !== null && (($) => `q.nomination_id = ${$(nominationId)}`),
      regionCode !== null &&
        (($) =>
          `EXISTS (SELECT 1 FROM submission s WHERE s.id = q.submission_id AND s.region_code = ${$(regionCode)})`),
    ]),
  );
  return all([
    ($) => `q.cycle_id = ${$(cycleId)}`,
    ($) => `(${within.map((part) => `(${part($)})`).join(' OR ')})`,
    ($) => `(q.submission_id IS NULL OR q.submission_id NOT IN (SELECT entries_hidden_from(${$(actor.userId)}::uuid)))`,
  ]);
}

/** Whether the actor answers questions of the cycle at all. */
export const mayAnswer = (actor: Actor, cycleId: string): boolean => answering(actor, cycleId).length > 0;

const answering = ({ grants }: Actor, cycleId: string): Grant[] =>
  grants.filter(({ role, cycleId: of }) => ['organizer', 'secretary'].includes(role) && (of ?? cycleId) === cycleId);
