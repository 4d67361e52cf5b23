import { hasRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import {
  includesRight,
  isOfOrganisation,
  rightOn,
  type EntryRight,
  type OwnedEntry,
} from '../../domain/submissions/entry-rights.js';
import { all, type Part } from '../../platform/database/condition.js';

/** A condition on `submission` under the alias `s`. */
export type Visibility = Part;

/**
 * Which entries exist for the actor; the same predicate serves single rows, lists, counts, search, exports and files.
 * Members of the organisation see all of theirs, drafts included; a collaborator sees the one entry. A region's coordinator sees what the region has
 * submitted; organizers, chairs, secretaries and auditors what was submitted in the cycles of their role. A draft is
 * nobody else's business. Experts meet entries only through their assignments. Who has a conflict of interest with an
 * entry does not meet it in any role of those who run the cycle.
 */
export function visibleTo(actor: Actor): Visibility {
  if (actor.kind === 'system') return () => 'TRUE';
  const granted = actor.grants
    .filter(({ role }) => ['organizer', 'chair', 'secretary', 'auditor', 'coordinator'].includes(role))
    .map(({ role, cycleId, nominationId, regionCode }) =>
      all([
        () => "s.state <> 'draft' AND s.first_submitted_at IS NOT NULL",
        cycleId !== null && (($) => `s.cycle_id = ${$(cycleId)}`),
        nominationId !== null && (($) => `s.nomination_id = ${$(nominationId)}`),
        regionCode !== null && (($) => `s.region_code = ${$(regionCode)}`),
        role !== 'coordinator' && (($) => `s.id NOT IN (SELECT entries_hidden_from(${$(actor.userId)}::uuid))`),
      ]),
    );
  return ($) => `(${[isOwn(actor), ...granted].map((part) => `(${part($)})`).join(' OR ')})`;
}

/** Entries of the own organisations, and those of others on which the actor works. */
export function isOwn({ organisationIds, collaborations = [] }: Actor): Part {
  const entryIds = collaborations.map(({ submissionId }) => submissionId);
  return ($) => {
    const ofOrganisation = `s.organisation_id = ANY (${$([...organisationIds])}::uuid[])`;
    return entryIds.length === 0 ? ofOrganisation : `(${ofOrganisation} OR s.id = ANY (${$(entryIds)}::uuid[]))`;
  };
}

/** Whether the actor is of those who work on the entry: they alone read what was typed and not submitted. */
export const isOwnOf = (actor: Actor, entry: OwnedEntry): boolean => rightOn(actor, entry) !== null;

/** The entrant's verbs belong to those who hold the right; for others who may see the entry they are forbidden. */
export function mustHoldRight(actor: Actor, entry: OwnedEntry, right: EntryRight): void {
  if (!includesRight(rightOn(actor, entry), right)) throw new Refusal({ code: 'forbidden' });
}

/** What is the organisation's alone: to withdraw the entry, to say who works on it. */
export function mustBeOfOwnOrganisation(actor: Actor, entry: OwnedEntry): void {
  if (!isOfOrganisation(actor, entry)) throw new Refusal({ code: 'forbidden' });
}

/** Whether somebody may step back from an entry: of those who run its cycle or decide in it, and nobody else. */
export const mayRecuse = (
  actor: Actor,
  { cycleId, nominationId }: { cycleId: string; nominationId: string },
): boolean => hasRole(actor, ['organizer', 'chair', 'secretary', 'auditor', 'member'], { cycleId, nominationId });
