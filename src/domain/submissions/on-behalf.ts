import type { Actor, Role } from '../kernel/actor.js';
import { Refusal } from '../kernel/refusal.js';
import { rightOn, type EntryRight, type OwnedEntry } from './entry-rights.js';

/** Rules §4.13. Who may enter on behalf of an organisation: those who screen entries of the nomination. */
export const enteringRoles: readonly Role[] = ['organizer', 'secretary'];

/** An entry, as far as the rules look at who wrote it. */
export interface EnteredEntry extends OwnedEntry {
  /** Who entered it on behalf of the organisation; null where its own people did. */
  enteredById: string | null;
  responsibleId: string | null;
}

/**
 * Rules §4.13. The organizer enters on behalf of an organisation for which nobody acts; where somebody does, they enter
 * themselves. Refuses `organisation-has-people`.
 */
export function mustHaveNobody({ name, people }: { name: string; people: number }): void {
  if (people > 0) throw new Refusal({ code: 'organisation-has-people', name });
}

/** Rules §4.13. Whether the actor entered the entry on behalf of its organisation and still answers for it. */
export const holds = (actor: Actor, { enteredById, responsibleId }: Omit<EnteredEntry, keyof OwnedEntry>): boolean =>
  actor.userId !== null && enteredById === actor.userId && responsibleId === actor.userId;

/** Rules §4.13. Whoever is asked in with the full right by the one who holds the entry takes it over with the yes. */
export const takesOver = (actor: Actor, entry: EnteredEntry, right: EntryRight): boolean =>
  right === 'submit' && holds(actor, entry);

/**
 * Rules §5. Nobody screens what they entered on behalf of an organisation or work on themselves, also where there is nobody
 * else. Refuses `own-entry`.
 */
export function mustScreenAnothers(actor: Actor, entry: EnteredEntry): void {
  if (isOwnToScreen(actor, entry)) throw new Refusal({ code: 'own-entry' });
}

/** Whether {@link mustScreenAnothers} refuses: no button for a decision is shown then. */
export const isOwnToScreen = (actor: Actor, entry: EnteredEntry): boolean =>
  actor.kind === 'person' && (entry.enteredById === actor.userId || rightOn(actor, entry) !== null);
