import type { EntityManager } from 'typeorm';
import type { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { setupOfVersion, setupVersionSql, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';

/** The organisation as far as writing an entry looks at it. */
export type Entrant = Pick<Organisation, 'id' | 'name' | 'kind' | 'regionCode'>;

const entrantSql = `json_build_object('id', o.id, 'name', o.name, 'kind', o.kind, 'regionCode', o.region_code)`;

/** What an entry begins from, in one bare read. Refuses: `not-found` for a nomination or organisation that is not there. */
export async function getBeginning(
  em: EntityManager,
  { nominationId, organisationId }: { nominationId: string; organisationId: string },
): Promise<{ setup: CycleSetup; organisation: Entrant }> {
  if (!isId(nominationId) || !isId(organisationId)) throw new Refusal({ code: 'not-found' });
  const [row] = await em.query<{ cycleId: string; version: string; organisation: Entrant }[]>(
    `SELECT n.cycle_id AS "cycleId", ${setupVersionSql('n.cycle_id')} AS version, ${entrantSql} AS organisation
       FROM nomination n JOIN organisation o ON o.id = $2 WHERE n.id = $1`,
    [nominationId, organisationId],
  );
  if (!row) throw new Refusal({ code: 'not-found' });
  return { setup: await setupOfVersion(em, row.cycleId, row.version), organisation: row.organisation };
}

/** The cycle's set-up and the organisation of an entry, in one bare read. */
export async function getSurroundings(
  em: EntityManager,
  { cycleId, organisationId }: { cycleId: string; organisationId: string },
): Promise<{ setup: CycleSetup; organisation: Entrant }> {
  const [row] = await em.query<{ version: string; organisation: Entrant }[]>(
    `SELECT ${setupVersionSql('$1')} AS version, ${entrantSql} AS organisation FROM organisation o WHERE o.id = $2`,
    [cycleId, organisationId],
  );
  if (!row) throw new Refusal({ code: 'not-found' });
  return { setup: await setupOfVersion(em, cycleId, row.version), organisation: row.organisation };
}
