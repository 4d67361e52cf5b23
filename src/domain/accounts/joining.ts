import { hasRole, type Actor } from '../kernel/actor.js';
import { mustGiveReason } from '../kernel/reason.js';
import { Refusal } from '../kernel/refusal.js';

/** Somebody who asks to act for an organisation. */
export interface JoinRequest {
  userId: string;
  organisationId: string;
  cycleId: string;
  state: 'open' | 'approved' | 'refused' | 'withdrawn';
  dueAt: Date;
}

/**
 * Rules §2. Who answers: the people of the organisation from the first minute; the organizer of the cycle where it has nobody, or
 * once their term has passed; an administrator always. Nobody answers the own request.
 */
export function mayAnswerJoin(
  actor: Actor,
  { userId, organisationId, cycleId, dueAt }: JoinRequest,
  { people, now }: { people: number; now: Date },
): boolean {
  if (actor.userId === userId) return false;
  if (hasRole(actor, ['admin']) || actor.organisationIds.includes(organisationId)) return true;
  return hasRole(actor, ['organizer'], { cycleId }) && (people === 0 || now >= dueAt);
}

/** Refuses with `action-not-allowed` what is answered, with `reason-required` a refusal without a reason. */
export function answerJoin(
  { state }: JoinRequest,
  { approve, reason, answeredById, now }: { approve: boolean; reason: string; answeredById: string; now: Date },
) {
  if (state !== 'open') throw new Refusal({ code: 'action-not-allowed', action: 'answer', state });
  return {
    state: approve ? ('approved' as const) : ('refused' as const),
    reason: approve ? reason.trim() : mustGiveReason(reason),
    answeredById,
    answeredAt: now,
  };
}
