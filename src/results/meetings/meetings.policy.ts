import { hasRole, type Actor, type Role } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Meeting } from './meeting.entity.js';
import { scopeOf } from '../access/results.policy.js';

const watchers: Role[] = ['organizer', 'chair', 'secretary', 'auditor'];

/** Whether somebody runs or watches the work of the body, beyond sitting in it. */
export const mayWatch = (actor: Actor, meeting: Pick<Meeting, 'cycleId' | 'regionCode'>): boolean =>
  hasRole(actor, watchers, scopeOf(meeting));

/**
 * The room of a sitting is for those who run and watch the body's work, and for the members recorded at this very sitting.
 * A member of another body finds nothing here. Refuses with `not-found`.
 */
export function mustEnter(
  actor: Actor,
  meeting: Pick<Meeting, 'cycleId' | 'regionCode'>,
  members: readonly { userId: string | null }[],
): void {
  if (mayWatch(actor, meeting)) return;
  if (actor.userId !== null && members.some(({ userId }) => userId === actor.userId)) return;
  throw new Refusal({ code: 'not-found' });
}
