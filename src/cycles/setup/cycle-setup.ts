import type { DataSource, EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { closingOf, type Closing, type ClosingReader } from '../../domain/cycles/closing.js';
import { intakeFor, reaches, type EntryPlace, type Extension } from '../../domain/cycles/extension.js';
import { mustBeOpen, type StageKind } from '../../domain/cycles/stage.js';
import { isId } from '../../platform/ids.js';
import { listCriteria } from '../criteria/criteria.queries.js';
import type { Criterion } from '../criteria/criterion.entity.js';
import type { Cycle } from '../cycle/cycle.entity.js';
import { getCycle } from '../cycle/cycle.queries.js';
import { holdExtension, listExtensions } from '../extensions/extensions.queries.js';
import { findEdition } from '../editions/editions.queries.js';
import type { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { FormVersion } from '../forms/form-version.entity.js';
import type { Nomination } from '../nominations/nomination.entity.js';
import { listNominations } from '../nominations/nominations.queries.js';
import { listRegions } from '../reference/reference.queries.js';
import type { Region } from '../reference/region.entity.js';
import type { Stage } from '../stages/stage.entity.js';
import { listStages } from '../stages/stages.queries.js';

/** What hardly changes while a cycle runs: its rules, dates, nominations, forms and criteria. Frozen: nobody edits it. */
export interface CycleSetup {
  readonly cycle: Cycle;
  /** The edition in force; null where none is written down. */
  readonly rules: RegulationEdition | null;
  readonly stages: readonly Stage[];
  /** Of the intake, those that were not taken back. */
  readonly extensions: readonly Extension[];
  readonly nominations: readonly Nomination[];
  /** All versions, by id. */
  readonly forms: ReadonlyMap<string, FormVersion>;
  readonly criteria: readonly Criterion[];
  readonly regions: ReadonlyMap<string, Region>;
}

interface Kept {
  version: string;
  setup: CycleSetup;
}

/** Per database, since a process may have several. */
const known = new WeakMap<DataSource, Map<string, Kept>>();
/** More cycles than are at work at a time; the one asked for longest ago goes. */
const mostKept = 16;

/**
 * The set-up of a cycle as the transaction sees it. It is kept between requests under a version that the database counts
 * at every change of a row that belongs to it (`count_setup`), and that is read here each time: what another process, or
 * an operator by hand, has committed is seen by the next request. A version is never given twice, also where its
 * transaction came to nothing. Refuses: `not-found`.
 */
export async function getSetup(em: EntityManager, cycleId: string): Promise<CycleSetup> {
  if (!isId(cycleId)) throw new Refusal({ code: 'not-found' });
  const [row] = await em.query<{ version: string }[]>(`SELECT ${setupVersionSql('$1')} AS version`, [cycleId]);
  return setupOfVersion(em, cycleId, row?.version ?? null);
}

/** The same where the version was read together with other facts; see {@link setupVersionSql}. */
export async function setupOfVersion(em: EntityManager, cycleId: string, version: string | null): Promise<CycleSetup> {
  if (version === null) throw new Refusal({ code: 'not-found' });
  const kept = known.get(em.connection) ?? new Map<string, Kept>();
  known.set(em.connection, kept);
  const found = kept.get(cycleId);
  if (found?.version === version) return found.setup;
  const setup = frozen(await loadSetup(em, cycleId));
  kept.delete(cycleId);
  kept.set(cycleId, { version, setup });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return setup;
}

/** The version of a cycle's set-up as an expression of SQL, to be read with other facts in one statement. */
export const setupVersionSql = (cycle: string): string =>
  `((SELECT v.version FROM setup_version v WHERE v.scope = ${cycle}::text) || ' ' ||
    (SELECT v.version FROM setup_version v WHERE v.scope = 'reference'))`;

async function loadSetup(em: EntityManager, cycleId: string): Promise<CycleSetup> {
  const cycle = await getCycle(em, cycleId);
  const nominations = await listNominations(em, cycleId);
  const forms = await em.find(FormVersion, { where: { nomination: { cycleId } }, order: { number: 'ASC' } });
  return {
    cycle,
    rules: await findEdition(em, cycleId),
    stages: await listStages(em, cycleId),
    extensions: await listExtensions(em, [cycleId]),
    nominations,
    forms: new Map(forms.map((form) => [form.id, form])),
    criteria: await listCriteria(em, cycleId),
    regions: new Map((await listRegions(em)).map((region) => [region.code, region])),
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Date || Object.isFrozen(value)) return value;
  const parts = value instanceof Map ? [...value.values()] : Object.values(value);
  for (const part of parts) frozen(part);
  return Object.freeze(value);
}

/** A stage by its kind; a cycle that was called off has none, so that nothing of it is open. */
export const stageOf = ({ cycle, stages }: CycleSetup, kind: StageKind): Stage | null =>
  cycle.state === 'cancelled' ? null : (stages.find((stage) => stage.kind === kind) ?? null);

/** The intake as an entry at that place has it, extensions that reach it included. Null of a cycle that was called off. */
export const intakeOf = (setup: CycleSetup, place: EntryPlace): Stage | null =>
  intakeFor(stageOf(setup, 'intake'), setup.extensions, place);

/** The same of a row of an entry. */
export const intakeOfEntry = (
  setup: CycleSetup,
  { id, nominationId, organisationId }: { id: string; nominationId: string; organisationId: string },
): Stage | null => intakeOf(setup, { nominationId, organisationId, submissionId: id });

/**
 * Holds the extensions under which an entry is submitted now, so that none is taken back meanwhile. Refuses `stage-closed` where
 * none is left that stands.
 */
export async function holdExtensions(
  tx: EntityManager,
  setup: CycleSetup,
  place: EntryPlace,
  now: Date,
): Promise<void> {
  const reaching = setup.extensions.filter((extension) => reaches(extension, place));
  const under = reaching.filter(({ closesFrom, closesAt }) => closesFrom <= now && now < closesAt);
  if (under.length === 0) return;
  const standing = await Promise.all(under.map(({ id }) => holdExtension(tx, id)));
  if (standing.includes(true)) return;
  const { closesFrom } = under[0]!;
  mustBeOpen({ ...stageOf(setup, 'intake')!, closesAt: closesFrom }, 'intake', now, setup.cycle.timeZone);
}

/** The stages of the year as an entry at that place has them. */
export const stagesFor = (setup: CycleSetup, place: EntryPlace): Stage[] =>
  setup.stages.map((stage) => (stage.kind === 'intake' ? intakeFor(stage, setup.extensions, place)! : stage));

/** When the intake closes and for whom, as the reader is told it. Null of a cycle that was called off. */
export function closingIn(setup: CycleSetup, reader: ClosingReader, now: Date): Closing | null {
  const { extensions, cycle } = setup;
  return closingOf({ intake: stageOf(setup, 'intake'), extensions, graceMinutes: cycle.graceMinutes, now }, reader);
}

export function nominationOf({ nominations }: CycleSetup, id: string): Nomination {
  const nomination = nominations.find((one) => one.id === id);
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

/** The form that new entries of the nomination answer. */
export function currentFormOf({ forms }: Pick<CycleSetup, 'forms'>, nominationId: string): FormVersion {
  const own = [...forms.values()].filter((form) => form.nominationId === nominationId);
  const last = own.at(-1);
  if (!last) throw new Refusal({ code: 'not-found' });
  return last;
}

export function formOf({ forms }: CycleSetup, id: string): FormVersion {
  const form = forms.get(id);
  if (!form) throw new Refusal({ code: 'not-found' });
  return form;
}

export function regionOf({ regions }: CycleSetup, code: string): Region {
  const region = regions.get(code);
  if (!region) throw new Refusal({ code: 'not-found' });
  return region;
}
