import type { Actor } from '../kernel/actor.js';

/** What a collaborator may do with an entry; each right includes those before it. */
export const entryRights = ['view', 'edit', 'submit'] as const;
export type EntryRight = (typeof entryRights)[number];

/** An entry, as far as rights look at it. */
export interface OwnedEntry {
  id: string;
  organisationId: string;
}

export const includesRight = (held: EntryRight | null, wanted: EntryRight): boolean =>
  held !== null && entryRights.indexOf(held) >= entryRights.indexOf(wanted);

/** Rules §4.8. Whether the actor acts for the organisation whose entry it is: such people hold every right. */
export const isOfOrganisation = (actor: Actor, { organisationId }: OwnedEntry): boolean =>
  actor.kind === 'system' || actor.organisationIds.includes(organisationId);

/**
 * Rules §4.8. What somebody may do with an entry: people of its organisation everything, collaborators what they were given,
 * all others nothing. Who reads the working copy holds a right at all.
 */
export function rightOn(actor: Actor, entry: OwnedEntry): EntryRight | null {
  if (isOfOrganisation(actor, entry)) return 'submit';
  return actor.collaborations?.find(({ submissionId }) => submissionId === entry.id)?.right ?? null;
}

/** Rules §4.8. Nobody gives more than they hold, and who may only read asks nobody in. */
export function mayGiveRight(actor: Actor, entry: OwnedEntry, right: EntryRight): boolean {
  const held = rightOn(actor, entry);
  return includesRight(held, 'edit') && includesRight(held, right);
}

/** The rights that somebody may give, the least first. */
export const rightsToGive = (actor: Actor, entry: OwnedEntry): EntryRight[] =>
  entryRights.filter((right) => mayGiveRight(actor, entry, right));
