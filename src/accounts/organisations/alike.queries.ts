import type { EntityManager } from 'typeorm';
import { namedLike } from '../../domain/accounts/organisation-name.js';
import { Organisation } from './organisation.entity.js';

/** How many of a kind are shown. */
const mostShown = 6;

/** The letters and digits of a name: an index has them of every organisation. */
const lettersOf = (name: string) => `regexp_replace(replace(lower(${name}), 'ё', 'е'), '[^а-яa-z0-9]', '', 'g')`;

/** Organisations of the region, and those of any region with the same letters, whose names may mean the same, the likest first; those that live on in another are not there. */
export async function listAlike(
  em: EntityManager,
  { name, regionCode, exceptId }: { name: string; regionCode: string; exceptId?: string },
): Promise<Organisation[]> {
  const ofRegion = await em.query<Pick<Organisation, 'id' | 'name' | 'formerNames'>[]>(
    `SELECT id, name, former_names AS "formerNames" FROM organisation
      WHERE (region_code = $1 OR ${lettersOf('name')} = ${lettersOf('$3::text')}) AND merged_into_id IS NULL
        AND id IS DISTINCT FROM $2::uuid ORDER BY name, id`,
    [regionCode, exceptId ?? null, name],
  );
  const ids = namedLike(name, ofRegion)
    .slice(0, mostShown)
    .map(({ id }) => id);
  const rows = await em.createQueryBuilder(Organisation, 'o').where('o.id = ANY(:ids)', { ids }).getMany();
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

export async function findByInn(em: EntityManager, inn: string): Promise<Organisation | null> {
  return em.createQueryBuilder(Organisation, 'o').where('o.inn = :inn AND o.merged_into_id IS NULL', { inn }).getOne();
}

/** Known organisations by a part of the name, of a former one, or by the tax number; those whose name begins so come first. */
export function searchOrganisations(em: EntityManager, words: string): Promise<Organisation[]> {
  const part = words.trim().replace(/[%_\\]/g, '\\$&');
  const parts = part.split(/\s+/).filter(Boolean).slice(0, 6);
  const query = em.createQueryBuilder(Organisation, 'o').where('o.merged_into_id IS NULL');
  parts.forEach((each, at) =>
    query.andWhere(
      `(replace(lower(o.name), 'ё', 'е') LIKE :w${at} OR replace(lower(array_to_string(o.former_names, ' ')), 'ё', 'е') LIKE :w${at} OR o.inn LIKE :p${at})`,
      { [`w${at}`]: `%${each.toLowerCase().replaceAll('ё', 'е')}%`, [`p${at}`]: `${each}%` },
    ),
  );
  return query.orderBy('o.name').addOrderBy('o.id').limit(mostShown).getMany();
}
