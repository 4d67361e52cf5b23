import { IsNull, type EntityManager } from 'typeorm';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import { FormVersion } from '../cycles/forms/form-version.entity.js';
import { listExtensions } from '../cycles/extensions/extensions.queries.js';
import { findStage } from '../cycles/stages/stages.queries.js';
import { findRules } from '../cycles/editions/editions.queries.js';
import { listCriteria, withKinds } from '../cycles/criteria/criteria.queries.js';
import { listRegions } from '../cycles/reference/reference.queries.js';
import { listNominations } from '../cycles/nominations/nominations.queries.js';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { inPlayStates } from '../domain/submissions/region-quota.js';
import { listAssignments } from '../judging/assignment/assignments.queries.js';
import { judgingRulesFrom } from '../domain/cycles/judging-rules.js';
import { listConflicts } from '../judging/conflicts/conflicts.queries.js';
import { listExperts } from '../judging/experts/experts.queries.js';
import type { EnteredEntry } from './doubts.js';
import { placeKey, organisationKey, type EntryFacts, type KnownOrganisations } from './entry-table.js';
import { pairKey, type JudgedEntry, type ScoreFacts } from './score-table.js';

/** The form in force of each nomination. */
export async function entryForms(em: EntityManager, cycleId: string): Promise<Map<string, FormVersion>> {
  const forms = await em.find(FormVersion, { where: { nomination: { cycleId } }, order: { number: 'ASC' } });
  return new Map(forms.map((form) => [form.nominationId, form]));
}

/** The submitted entries of a cycle, to find those that a table brings once more. */
export function enteredEntries(em: EntityManager, cycleId: string): Promise<EnteredEntry[]> {
  return em.query(
    `SELECT s.nomination_id AS "nominationId", s.organisation_id AS "organisationId", r.title, s.register_number AS "registerNumber"
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id
      WHERE s.cycle_id = $1 AND s.state <> 'withdrawn'`,
    [cycleId],
  );
}

/** What the rows of entries are held against. */
export async function entryFacts(em: EntityManager, cycle: Cycle): Promise<EntryFacts> {
  const nominations = await listNominations(em, cycle.id);
  const counts: { nominationId: string; regionCode: string; n: number }[] = await em.query(
    `SELECT nomination_id AS "nominationId", region_code AS "regionCode", count(*)::int AS n FROM submission
      WHERE cycle_id = $1 AND state = ANY($2) GROUP BY nomination_id, region_code`,
    [cycle.id, [...inPlayStates]],
  );
  const taken: { number: string }[] = await em.query(
    'SELECT register_number AS number FROM submission WHERE cycle_id = $1 AND register_number IS NOT NULL',
    [cycle.id],
  );
  return {
    nominations,
    forms: await entryForms(em, cycle.id),
    regions: await listRegions(em),
    intake: await findStage(em, cycle.id, 'intake'),
    extensions: await listExtensions(em, [cycle.id]),
    timeZone: cycle.timeZone,
    taken: new Set(taken.map(({ number }) => number)),
    known: await knownOrganisations(em),
    inPlay: new Map(counts.map(({ nominationId, regionCode, n }) => [placeKey(nominationId, regionCode), n])),
  };
}

/** Organisations by what tells that two are one; those that were merged answer by the one that they live on in. */
export async function knownOrganisations(em: EntityManager): Promise<KnownOrganisations> {
  const all = await em.find(Organisation, {
    where: { mergedIntoId: IsNull() },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  const byKey = new Map<string, Organisation>();
  // The name of today comes before what another one was called once.
  for (const each of [...all].reverse())
    for (const name of each.formerNames) byKey.set(organisationKey(name, each.regionCode), each);
  for (const each of [...all].reverse()) byKey.set(organisationKey(each.name, each.regionCode), each);
  return { all, byKey, byInn: new Map(all.flatMap((each) => (each.inn ? [[each.inn, each] as const] : []))) };
}

/** What the rows of sheets are held against: entries that the importer must not meet are not there. */
export async function scoreFacts(em: EntityManager, cycle: Cycle, importerId: string | null): Promise<ScoreFacts> {
  const entries: JudgedEntry[] = await em.query(
    `SELECT id, register_number AS "registerNumber", nomination_id AS "nominationId", region_code AS "regionCode", organisation_id AS "organisationId",
            revision_id AS "revisionId" FROM submission
      WHERE cycle_id = $1 AND state = 'admitted' AND id NOT IN (SELECT entries_hidden_from($2::uuid))`,
    [cycle.id, importerId],
  );
  const experts = (await listExperts(em, cycle.id)).filter(({ state }) => state === 'accepted');
  const assignments = await listAssignments(em, cycle.id);
  const rules = await findRules(em, cycle.id);
  const rule = rules?.rankingRule;
  return {
    criteria: withKinds(await listCriteria(em, cycle.id), rule),
    cannotJudge: rule?.cannotJudge ?? 'refuse',
    entries: new Map(entries.map((entry) => [entry.registerNumber, entry])),
    experts: new Map(
      experts.map(({ id, user, regionCode, organisationId }) => {
        const key = keyOfAddress(user.email, cycle.year);
        return [key, { id, key, regionCode, organisationId }];
      }),
    ),
    conflicts: await listConflicts(em, cycle.id),
    judgesOwnRegion: !judgingRulesFrom(rules?.judgingRules).conflicts.region,
    regions: await listRegions(em),
    assigned: new Set(assignments.map(({ expertId, submissionId }) => pairKey(expertId, submissionId))),
  };
}

const domainOf = (year: number) => `@${year}.import.invalid`;

/** People known by a code alone get an address that nobody has and nothing is ever sent to. */
export const addressOf = (key: string, year: number) => `${key.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}${domainOf(year)}`;

function keyOfAddress(email: string, year: number): string {
  return email.endsWith(domainOf(year)) ? email.slice(0, -domainOf(year).length) : email;
}
