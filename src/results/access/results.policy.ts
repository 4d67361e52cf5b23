import { hasRole, type Actor, type Role, type Scope } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';

const readers: Role[] = ['organizer', 'chair', 'secretary', 'member', 'auditor'];
const body: Role[] = ['organizer', 'chair', 'secretary', 'member'];
/** Who runs sittings and publications, and who may sign. The first that a person holds is the capacity of the signature. */
const signers = ['chair', 'secretary', 'organizer'] as const;

/** Before the publication, rankings and decisions exist only for those who make and watch them. */
export function maySeeResults(actor: Actor, scope: Scope): boolean {
  return hasRole(actor, readers, scope);
}

/** Refuses with `not-found`: for everybody else there is nothing here. */
export function mustSeeResults(actor: Actor, scope: Scope): void {
  if (!maySeeResults(actor, scope)) throw new Refusal({ code: 'not-found' });
}

export function mayRunResults(actor: Actor, scope: Scope): boolean {
  return hasRole(actor, [...signers], scope);
}

/** Who judged what is told to those who run or audit the results; members of a body see experts by numbers. */
export function mayNameExperts(actor: Actor, scope: Scope): boolean {
  return hasRole(actor, [...signers, 'auditor'], scope);
}

/** Ranking, convening, drawing up, publishing: chair, secretary, organizer. Refuses with `forbidden` those who only watch. */
export function mustRunResults(actor: Actor, scope: Scope): void {
  mustSeeResults(actor, scope);
  if (!mayRunResults(actor, scope)) throw new Refusal({ code: 'forbidden' });
}

export function mayDecide(actor: Actor, scope: Scope): boolean {
  return hasRole(actor, body, scope);
}

/** Recording decisions of a body belongs to its people. Refuses with `not-a-member`. */
export function mustDecide(actor: Actor, scope: Scope): void {
  mustSeeResults(actor, scope);
  if (!mayDecide(actor, scope)) throw new Refusal({ code: 'not-a-member' });
}

/** In which capacity the person signs; refuses with `forbidden` who has none. */
export function capacityOf(actor: Actor, scope: Scope): (typeof signers)[number] {
  mustSeeResults(actor, scope);
  const held = signers.find((role) => hasRole(actor, [role], scope));
  if (!held) throw new Refusal({ code: 'forbidden' });
  return held;
}

/** Whose a sitting is: of a region, or of the whole competition. */
export const scopeOf = ({ cycleId, regionCode }: { cycleId: string; regionCode: string | null }): Scope => ({
  cycleId,
  regionCode,
});
