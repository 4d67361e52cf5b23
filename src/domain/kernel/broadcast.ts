import { hasRole, type Actor } from './actor.js';
import { Refusal } from './refusal.js';

/** To whom a letter to many goes: people of entries by how these stand, those who judge, those who coordinate. */
export const broadcastKinds = ['entrants', 'drafts', 'submitted', 'returned', 'experts', 'coordinators'] as const;
export type BroadcastKind = (typeof broadcastKinds)[number];
const ofEntrants: readonly BroadcastKind[] = ['entrants', 'drafts', 'submitted', 'returned'];

export const broadcastBounds = { subject: 200, body: 6000 };

/** Who writes: the organizer of the cycle, or the coordinator of a region to the entrants of it. */
export type BroadcastSide = { of: 'cycle'; cycleId: string } | { of: 'region'; cycleId: string; code: string };

export interface BroadcastAudience {
  kind: BroadcastKind;
  nominationId: string | null;
  regionCode: string | null;
}

/**
 * Rules §22. An organizer writes within what the grants name; a coordinator to entrants of the own region alone. Refuses `not-found` who
 * has no such role, `forbidden` an audience beyond it, `invalid-input` a nomination of those who enter none.
 */
export function mustWriteTo(
  actor: Actor,
  side: BroadcastSide,
  { kind, nominationId, regionCode }: BroadcastAudience,
): void {
  mustWrite(actor, side);
  if (nominationId !== null && !ofEntrants.includes(kind))
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/nominationId', rule: 'not-offered' }] });
  if (side.of === 'region') {
    if (!ofEntrants.includes(kind) || regionCode !== side.code) throw new Refusal({ code: 'forbidden' });
    return;
  }
  if (!hasRole(actor, ['organizer'], { cycleId: side.cycleId, nominationId, regionCode }))
    throw new Refusal({ code: 'forbidden' });
}

/** Whether somebody writes to anybody on this side. */
export const mayWrite = ({ grants }: Actor, side: BroadcastSide): boolean =>
  grants.some(({ role, cycleId, regionCode }) =>
    side.of === 'region'
      ? role === 'coordinator' && regionCode === side.code && (cycleId ?? side.cycleId) === side.cycleId
      : role === 'organizer' && (cycleId ?? side.cycleId) === side.cycleId,
  );

/** Refuses `not-found` who writes to nobody here. */
export function mustWrite(actor: Actor, side: BroadcastSide): void {
  if (!mayWrite(actor, side)) throw new Refusal({ code: 'not-found' });
}

/** Rules §22. The kinds that a side may choose from. */
export const kindsFor = (side: BroadcastSide): readonly BroadcastKind[] =>
  side.of === 'region' ? ofEntrants : broadcastKinds;
