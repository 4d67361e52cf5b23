import type { SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Submission } from './submission.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** Part of a WHERE over `submission` under the alias `s`. */
export interface Visibility {
  where: string;
  params: Record<string, unknown>;
}

/**
 * Which entries exist for the actor; the same predicate serves single rows, lists, counts, search, exports and files.
 * Members of the organisation see all of theirs, drafts included. A region's coordinator sees what the region has
 * submitted; organizers, chairs, secretaries and auditors what was submitted in the cycles of their role. A draft is
 * nobody else's business. Experts meet entries only through their assignments. Who has a conflict of interest with an
 * entry does not meet it in any role of those who run the cycle.
 */
export function visibleTo(actor: Actor): Visibility {
  if (actor.kind === 'system') return { where: 'TRUE', params: {} };
  const parts = ['s.organisation_id = ANY(:ownOrganisations)'];
  const params: Record<string, unknown> = { ownOrganisations: [...actor.organisationIds], staffId: actor.userId };
  actor.grants.forEach((grant, index) => {
    const scope: string[] = [];
    const narrow = (column: string, value: string | null) => {
      if (value === null) return;
      scope.push(`s.${column} = :scope${index}${column}`);
      params[`scope${index}${column}`] = value;
    };
    if (!['organizer', 'chair', 'secretary', 'auditor', 'coordinator'].includes(grant.role)) return;
    narrow('cycle_id', grant.cycleId);
    narrow('nomination_id', grant.nominationId);
    narrow('region_code', grant.regionCode);
    if (grant.role !== 'coordinator') scope.push('s.id NOT IN (SELECT entries_hidden_from(:staffId::uuid))');
    parts.push(`(${["s.state <> 'draft' AND s.first_submitted_at IS NOT NULL", ...scope].join(' AND ')})`);
  });
  return { where: `(${parts.join(' OR ')})`, params };
}

export function onlyVisible<Row extends Submission>(
  query: SelectQueryBuilder<Row>,
  visibility: Visibility,
): SelectQueryBuilder<Row> {
  return query.andWhere(visibility.where, visibility.params);
}

/** The entrant's verbs belong to people of the organisation; for others who may see the entry they are forbidden. */
export function mustBeOfOwnOrganisation(actor: Actor, entry: Submission): void {
  if (actor.kind === 'person' && !actor.organisationIds.includes(entry.organisationId))
    throw new Refusal({ code: 'forbidden' });
}
