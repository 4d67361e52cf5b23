import type { Actor } from '../../domain/kernel/actor.js';
import type { Submission } from './submission.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { all, type Part } from '../../platform/database/condition.js';

/** A condition on `submission` under the alias `s`. */
export type Visibility = Part;

/**
 * Which entries exist for the actor; the same predicate serves single rows, lists, counts, search, exports and files.
 * Members of the organisation see all of theirs, drafts included. A region's coordinator sees what the region has
 * submitted; organizers, chairs, secretaries and auditors what was submitted in the cycles of their role. A draft is
 * nobody else's business. Experts meet entries only through their assignments. Who has a conflict of interest with an
 * entry does not meet it in any role of those who run the cycle.
 */
export function visibleTo(actor: Actor): Visibility {
  if (actor.kind === 'system') return () => 'TRUE';
  const own: Part = ($) => `s.organisation_id = ANY (${$([...actor.organisationIds])}::uuid[])`;
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
  return ($) => `(${[own, ...granted].map((part) => `(${part($)})`).join(' OR ')})`;
}

/** Whether the actor is of those who write the entry: they alone read what was typed and not submitted. */
export const isOwnOf = (actor: Actor, { organisationId }: Pick<Submission, 'organisationId'>): boolean =>
  actor.kind === 'system' || actor.organisationIds.includes(organisationId);

/** The entrant's verbs belong to people of the organisation; for others who may see the entry they are forbidden. */
export function mustBeOfOwnOrganisation(actor: Actor, entry: Submission): void {
  if (!isOwnOf(actor, entry)) throw new Refusal({ code: 'forbidden' });
}
