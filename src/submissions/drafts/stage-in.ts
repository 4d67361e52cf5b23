import { hasRole, type Actor } from '../../domain/kernel/actor.js';

/** Where the commission of the region sits and chooses, for who is of it; empty for a coordinator who is not. */
export const stageIn = (actor: Actor, { cycleId, regionCode }: { cycleId: string; regionCode: string }): string =>
  hasRole(actor, ['organizer', 'chair', 'secretary', 'member', 'auditor'], { cycleId, regionCode })
    ? `/cycles/${cycleId}/regional?region=${regionCode}`
    : '';
