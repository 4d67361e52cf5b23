import type { EntityManager } from 'typeorm';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { plainTaxNumber, taxNumberProblem } from '../../domain/accounts/tax-number.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { findByInn, listAlike } from './alike.queries.js';
import type { Organisation } from './organisation.entity.js';
import { getOrganisation } from './organisations.queries.js';

export interface NewOne {
  name: string;
  inn: string | null;
  kind: OrganisationKind;
  regionCode: string;
  /** Said to be none of the known ones that look like it. */
  another?: boolean;
}

/** A known one, or else a new one; `another` says that it is none of those which look like it. */
export interface ChosenOrganisation {
  organisationId: string | null;
  fresh: NewOne | null;
  another: boolean;
}

/** Known ones that a new one may be: by the tax number, or by nearly the same name in the region. */
export async function listKnown(
  em: EntityManager,
  { name, inn, regionCode }: Pick<NewOne, 'name' | 'inn' | 'regionCode'>,
): Promise<Organisation[]> {
  const same = inn ? await findByInn(em, plainTaxNumber(inn)) : null;
  const like = name ? await listAlike(em, { name, regionCode }) : [];
  return same ? [same, ...like.filter(({ id }) => id !== same.id)] : like;
}

/**
 * The organisation that was chosen, by what it lives on in, or a new one that may be made. Refuses: `invalid-input` (none, or a tax
 * number that is missing or wrong), `organisation-alike` where a new one looks like a known one and was not called another,
 * or has its tax number.
 */
export async function mustBeOne(
  em: EntityManager,
  { organisationId, fresh, another }: ChosenOrganisation,
): Promise<{ organisationId: string; newOrganisation: null } | { organisationId: null; newOrganisation: NewOne }> {
  if (organisationId) {
    const { id, mergedIntoId } = await getOrganisation(em, organisationId);
    return { organisationId: mergedIntoId ?? id, newOrganisation: null };
  }
  if (!fresh) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/find', rule: 'required' }] });
  if (!fresh.inn?.trim())
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/inn', rule: 'required' }] });
  const problem = taxNumberProblem(fresh.inn);
  if (problem) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/inn', ...problem }] });
  const inn = plainTaxNumber(fresh.inn);
  const [like] = await listKnown(em, { ...fresh, inn });
  if (like && (!another || like.inn === inn))
    throw new Refusal({ code: 'organisation-alike', name: fresh.name, like: like.name });
  return { organisationId: null, newOrganisation: { ...fresh, inn, another } };
}
