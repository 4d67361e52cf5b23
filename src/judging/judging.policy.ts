import { hasRole, mustHaveRole, type Actor } from '../domain/kernel/actor.js';

/** Who puts the jury together and runs the judging of a cycle. */
export const judgingRunners = ['organizer', 'secretary'] as const;
/** Who reads how the judging goes. */
export const judgingReaders = ['organizer', 'chair', 'secretary', 'auditor'] as const;

export const mayRunJudging = (actor: Actor, cycleId: string): boolean =>
  hasRole(actor, [...judgingRunners], { cycleId });

export function mustRunJudging(actor: Actor, cycleId: string): void {
  mustHaveRole(actor, [...judgingRunners], { cycleId });
}

export function mustReadJudging(actor: Actor, cycleId: string): void {
  mustHaveRole(actor, [...judgingReaders], { cycleId });
}
