import type { Actor } from '../kernel/actor.js';
import type { Decision } from '../kernel/decision.js';
import { Refusal } from '../kernel/refusal.js';
import { defineWorkflow, next } from '../kernel/workflow.js';
import { includesRight, isOfOrganisation, rightOn, type EntryRight, type OwnedEntry } from './entry-rights.js';

export type HandoverState = 'offered' | 'accepted' | 'declined' | 'withdrawn';

/** Rules §4.9. An entry is handed over when the other has said yes. */
export const handoverWorkflow = defineWorkflow({
  initial: 'offered',
  actions: {
    accept: { from: ['offered'], to: 'accepted' },
    decline: { from: ['offered'], to: 'declined' },
    withdraw: { from: ['offered'], to: 'withdrawn' },
  },
});

export type HandoverAnswer = 'accept' | 'decline' | 'withdraw';

/** An offer as far as the rule looks at it. */
export interface Handover {
  id: string;
  fromId: string;
  toId: string;
  state: HandoverState;
  answeredAt: Date | null;
}

/** Who answers for the entry, and whether that person still may: is there, and holds the right to submit. */
export interface Responsible {
  responsibleId: string | null;
  isThere: boolean;
}

/**
 * Rules §4.9. The responsible person hands the entry over; where nobody is responsible any more, each person of the
 * organisation may.
 */
export function mayHandOver(actor: Actor, entry: OwnedEntry, { responsibleId, isThere }: Responsible): boolean {
  if (actor.userId !== null && actor.userId === responsibleId && isThere)
    return includesRight(rightOn(actor, entry), 'submit');
  return !isThere && isOfOrganisation(actor, entry);
}

/** Rules §4.9. Where nobody is responsible any more, each person of the organisation may take the entry without being asked. */
export const mayTake = (actor: Actor, entry: OwnedEntry, { isThere }: Responsible): boolean =>
  actor.userId !== null && !isThere && isOfOrganisation(actor, entry);

/**
 * Rules §4.9. Accepting and declining are the receiver's, withdrawing is the giver's. Accepted is what the giver may still give
 * and the receiver may still take: `toHolds` is the receiver's right now. Refuses: `not-found` for anybody else,
 * `action-not-allowed` when it is answered or nobody could still do it.
 */
export function answerHandover(
  offer: Handover,
  answer: HandoverAnswer,
  facts: Responsible & { actorId: string | null; toHolds: EntryRight | null; now: Date },
): Decision<Handover> {
  if (facts.actorId !== (answer === 'withdraw' ? offer.fromId : offer.toId)) throw new Refusal({ code: 'not-found' });
  const state = next(handoverWorkflow, offer.state, answer);
  const isStillGiven = facts.responsibleId === offer.fromId || !facts.isThere;
  if (answer === 'accept' && !(isStillGiven && includesRight(facts.toHolds, 'submit')))
    throw new Refusal({ code: 'action-not-allowed', action: answer, state: offer.state });
  return { changes: { state, answeredAt: facts.now }, events: [{ type: 'handover.answered', handoverId: offer.id }] };
}
