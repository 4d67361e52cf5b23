import type { Decision } from '../kernel/decision.js';
import { mustGiveReason } from '../kernel/reason.js';

export const moderationStates = ['passed', 'held'] as const;
export type ModerationState = (typeof moderationStates)[number];

/** What was decided about a comment, as far as the rules look at it. */
export interface Moderation {
  state: ModerationState;
  reason: string;
}

/**
 * Rules §19. The organizer lets a comment through, or holds it back with a reason; either may be changed to the other.
 * Saying the same once more changes nothing but the reason. Refuses: `reason-required`.
 */
export function moderate<M extends Moderation>(verb: 'pass' | 'hold', reason: string): Decision<M> {
  const changes = verb === 'pass' ? { state: 'passed', reason: '' } : { state: 'held', reason: mustGiveReason(reason) };
  return { changes: changes as Partial<M>, events: [] };
}
