import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import type { OrganisationKind } from '../../domain/accounts/organisation.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { decodeCursor, pageOf, type Page, inKey } from '../../platform/http/paging.js';
import { isId } from '../../platform/ids.js';
import { plainTaxNumber, taxNumberProblem } from '../../domain/accounts/tax-number.js';
import { listAlike } from './alike.queries.js';
import { getOrganisation } from './organisations.queries.js';
import { Organisation } from './organisation.entity.js';

export interface OrganisationInput {
  name: string;
  kind: OrganisationKind;
  regionCode: string;
  inn?: string | null | undefined;
}

/** A new one; `another` says that it is none of those which look like it. */
export type NewOrganisation = OrganisationInput & { another?: boolean | undefined };

/** Organisations that enter the competition. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async list(
    actor: Actor,
    filter: { q?: string | undefined; regionCode?: string | undefined; cursor?: string | undefined },
    limit = 50,
  ): Promise<Page<Organisation>> {
    mustHaveSome(actor);
    const query = this.db.reader.createQueryBuilder(Organisation, 'o').where('o.merged_into_id IS NULL');
    const words = filter.q?.trim();
    if (words) query.andWhere('o.name ILIKE :words', { words: `%${words.replace(/[%_\\]/g, '\\$&')}%` });
    if (filter.regionCode) query.andWhere('o.region_code = :regionCode', { regionCode: filter.regionCode });
    const after = decodeCursor(filter.cursor, [inKey.text, inKey.id]);
    if (after) query.andWhere('(o.name, o.id) > (:name, :id::uuid)', { name: after[0], id: after[1] });
    const rows = await query
      .orderBy('o.name')
      .addOrderBy('o.id')
      .limit(limit + 1)
      .getMany();
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async add(actor: Actor, input: NewOrganisation): Promise<Organisation> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction((tx) => newOrganisation(tx, input, { actor, action: 'create', now: this.clock.now() }));
  }

  /** Changes what it is called or what it is; entries that were submitted keep what was true then. */
  async edit(
    actor: Actor,
    id: string,
    version: number | null,
    changes: Partial<OrganisationInput>,
  ): Promise<Organisation> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const organisation = await getOrganisation(tx, mustBeId(id));
      if (version !== null && organisation.version !== version)
        throw new Refusal({
          code: 'stale-edit',
          yours: changes,
          theirs: organisation,
          version: organisation.version,
          changedBy: null,
          changedAt: this.clock.now(),
        });
      if (changes.regionCode) await mustBeRegion(tx, changes.regionCode);
      const { inn, ...rest } = changes;
      const known = inn === undefined ? {} : { inn: goodInn(inn) };
      const former =
        rest.name !== undefined && rest.name !== organisation.name
          ? {
              formerNames: [...new Set([...organisation.formerNames, organisation.name])].filter(
                (each) => each !== rest.name,
              ),
            }
          : {};
      const all = { ...rest, ...known, ...former };
      return save(tx, organisation, { changes: all, events: [] }, { actor, action: 'edit', now: this.clock.now() });
    });
  }
}

/** The list of organisations is for those who run something; it names no people. */
function mustHaveSome(actor: Actor): void {
  if (actor.kind === 'system' || actor.grants.some(({ role }) => role === 'admin' || role === 'organizer')) return;
  throw new Refusal({ code: 'forbidden' });
}

/**
 * Rules §6. A new organisation. Refuses with `organisation-alike` where one of the region has nearly its name, unless it is said
 * to be `another`; the tax number is one organisation's (`already-exists`) and must fit its control digits.
 */
export async function newOrganisation(
  tx: EntityManager,
  { name, kind, regionCode, inn, another }: NewOrganisation,
  deed: Deed,
): Promise<Organisation> {
  await mustBeRegion(tx, regionCode);
  const digits = goodInn(inn ?? null);
  const [like] = await listAlike(tx, { name, regionCode });
  if (like && !another) throw new Refusal({ code: 'organisation-alike', name: name.trim(), like: like.name });
  const values = { name: name.trim(), kind, regionCode, inn: digits, formerNames: [], createdAt: deed.now };
  return create(tx, Organisation, { ...values, likeId: like?.id ?? null, mergedIntoId: null, mergedAt: null }, deed);
}

function goodInn(typed: string | null): string | null {
  if (!typed?.trim()) return null;
  const problem = taxNumberProblem(typed);
  if (problem) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/inn', ...problem }] });
  return plainTaxNumber(typed);
}

async function mustBeRegion(tx: { query(sql: string, values: unknown[]): Promise<unknown> }, code: string) {
  const found = (await tx.query('SELECT 1 FROM region WHERE code = $1', [code])) as unknown[];
  if (found.length === 0)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/regionCode', rule: 'not-offered' }] });
}

function mustBeId(id: string): string {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  return id;
}
