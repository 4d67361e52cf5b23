import type { FormVersion } from '../cycles/forms/form-version.entity.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { Answers } from '../domain/cycles/form.js';
import { cut } from '../domain/kernel/cut.js';
import { dayOf } from '../domain/kernel/local-day.js';
import { instantFromTyped } from '../domain/kernel/typed-time.js';
import { organisationKeyOf } from '../domain/accounts/organisation-name.js';
import { organisationKinds, organisationKindWords, type OrganisationKind } from '../domain/accounts/organisation.js';
import { plainTaxNumber, taxNumberProblem } from '../domain/accounts/tax-number.js';
import type { RowProblem } from '../domain/kernel/refusal.js';
import { regionsOn } from '../domain/cycles/region.js';
import { regionCodeFrom, regionsLike } from '../domain/cycles/region-names.js';
import { intakeFor, type Extension } from '../domain/cycles/extension.js';
import { isOpen, type StageWindow } from '../domain/cycles/stage.js';
import type { Table } from '../platform/tables/any-table.js';
import { plainHeading } from '../platform/tables/grid.js';
import { answersOf, isYes } from './answer-cells.js';
import { entryColumns } from './entry-columns.js';

/** An entry of a table, good to be written. */
export interface PlannedEntry {
  row: number;
  number: string | null;
  nomination: Nomination;
  /** `null` where the nomination of a past year never had one. */
  form: FormVersion | null;
  regionCode: string;
  regionName: string;
  /** As the table spells it; `organisationId` is the one that is known by the tax number or the key of the name. */
  organisation: string;
  organisationId: string | null;
  inn: string | null;
  kind: OrganisationKind;
  title: string;
  state: 'submitted' | 'admitted';
  submittedAt: Date;
  generated: boolean;
  answers: Answers;
}

export interface KnownOrganisation {
  id: string;
  name: string;
  kind: OrganisationKind;
  regionCode: string;
  inn: string | null;
  formerNames: readonly string[];
}

/** Organisations that are known already, by what tells that two are one. */
export interface KnownOrganisations {
  byKey: ReadonlyMap<string, KnownOrganisation>;
  byInn: ReadonlyMap<string, KnownOrganisation>;
  all: readonly KnownOrganisation[];
}

export interface EntryFacts {
  nominations: readonly Nomination[];
  forms: ReadonlyMap<string, FormVersion>;
  regions: readonly Region[];
  intake: StageWindow | null;
  /** Of the intake. */
  extensions: readonly Extension[];
  timeZone: string;
  /** Register numbers of the cycle that are taken. */
  taken: ReadonlySet<string>;
  known: KnownOrganisations;
  /** Entries in play by nomination and region. */
  inPlay: ReadonlyMap<string, number>;
}

/** One organisation whoever spells it, within a region. */
export const organisationKey = (name: string, regionCode: string) => `${regionCode} ${organisationKeyOf(name)}`;
/** By which new organisations of one table are told apart. */
export const freshKey = ({
  inn,
  organisation,
  regionCode,
}: Pick<PlannedEntry, 'inn' | 'organisation' | 'regionCode'>) => inn ?? organisationKey(organisation, regionCode);
export const placeKey = (nominationId: string, regionCode: string) => `${nominationId} ${regionCode}`;

/** A complaint shows the cell that it is about, or the beginning of it. */
export function withValue(problem: RowProblem, cells: Readonly<Record<string, string>>): RowProblem {
  const value = cells[problem.column];
  return value ? { ...problem, value: cut(value, mostShown) } : problem;
}

const mostShown = 80;

/** Every entry of the table with every fault by row and column; what has a fault is not among the entries. */
export function planEntries(table: Table, facts: EntryFacts): { entries: PlannedEntry[]; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const numbers = new Set<string>();
  const inPlay = new Map(facts.inPlay);
  const entries = table.rows.flatMap(({ row, cells }) => {
    const found: RowProblem[] = [];
    const entry = planEntry(row, cells, facts, found);
    const number = cells['entry'] ?? '';
    if (number && (numbers.has(number) || facts.taken.has(number)))
      found.push({ row, column: 'entry', rule: 'duplicate' });
    numbers.add(number);
    if (entry) found.push(...quotaProblems(entry, inPlay));
    problems.push(...found.map((problem) => withValue(problem, cells)));
    return entry && found.length === 0 ? [entry] : [];
  });
  return { entries, problems };
}

function planEntry(
  row: number,
  cells: Record<string, string>,
  facts: EntryFacts,
  problems: RowProblem[],
): PlannedEntry | null {
  const cell = (column: string) => cells[column] ?? '';
  const fault = (column: string, rule: string, values?: RowProblem['values']) =>
    problems.push({ row, column, rule, ...(values && { values }) });
  for (const column of entryColumns) if (!cell(column)) fault(column, 'required');
  const nomination = nominationOf(cell('nomination'), facts.nominations);
  if (cell('nomination') && !nomination) fault('nomination', 'not-offered');
  const submittedAt = cell('submittedAt') ? instantFromTyped(cell('submittedAt'), facts.timeZone) : null;
  if (cell('submittedAt') && !submittedAt) fault('submittedAt', 'not-an-instant');
  const region = regionOf(cell('region'), submittedAt, facts);
  if (cell('region') && !region) problems.push(regionProblem(row, cell('region'), facts));
  const state = stateOf(cell('state'));
  if (!state) fault('state', 'not-offered');
  const innProblem = cell('inn') ? taxNumberProblem(cell('inn')) : null;
  if (innProblem) fault('inn', innProblem.rule, innProblem.values);
  const inn = cell('inn') && !innProblem ? plainTaxNumber(cell('inn')) : null;
  const known = region && knownOf({ name: cell('organisation'), regionCode: region.code, inn }, facts.known);
  const place = { nominationId: nomination?.id ?? '', organisationId: known?.id ?? null };
  const intake = intakeFor(facts.intake, facts.extensions, place);
  if (submittedAt && intake && !isOpen(intake, submittedAt)) fault('submittedAt', 'outside-stage');
  const kind = kindOf(cell('kind')) ?? (cell('kind') ? null : (known?.kind ?? 'institution'));
  if (!kind) fault('kind', 'not-offered');
  else if (nomination && nomination.allowedKinds.length > 0 && !nomination.allowedKinds.includes(kind))
    fault('kind', 'kind-not-allowed');
  const form = (nomination && facts.forms.get(nomination.id)) ?? null;
  if (!nomination || !region || !submittedAt || !state || !kind) return null;
  const answers = answersOf(cells, form?.fields ?? [], facts.forms.values(), fault);
  return {
    row,
    number: cell('entry') || null,
    nomination,
    form,
    regionCode: region.code,
    regionName: region.nameRu,
    organisation: cell('organisation'),
    organisationId: known?.id ?? null,
    inn,
    kind,
    title: cell('title'),
    state,
    submittedAt,
    generated: isYes(cell('generated')),
    answers,
  };
}

const plain = (text: string): string => plainHeading(text);

/** By its letters or its title, whatever the case and the quotes. */
function nominationOf(typed: string, nominations: readonly Nomination[]): Nomination | null {
  const wanted = plain(typed);
  return (wanted && nominations.find(({ code, title }) => [plain(code), plain(title)].includes(wanted))) || null;
}

const states: Readonly<Record<string, PlannedEntry['state']>> = {
  '': 'admitted',
  admitted: 'admitted',
  допущена: 'admitted',
  допущено: 'admitted',
  submitted: 'submitted',
  подана: 'submitted',
  подано: 'submitted',
};
const stateOf = (typed: string): PlannedEntry['state'] | null => states[plain(typed)] ?? null;

/** By its name in the program or by its words in Russian. */
function kindOf(typed: string): OrganisationKind | null {
  const wanted = plain(typed);
  return organisationKinds.find((kind) => kind === wanted || plain(organisationKindWords[kind]) === wanted) ?? null;
}

/** The organisation that is meant: the one with the tax number, or else with the key of the name, also a former one. */
function knownOf(
  { name, regionCode, inn }: { name: string; regionCode: string; inn: string | null },
  { byInn, byKey }: KnownOrganisations,
): KnownOrganisation | null {
  const found = (inn && byInn.get(inn)) || byKey.get(organisationKey(name, regionCode)) || null;
  // The same name with another number is another organisation.
  return found && inn && found.inn && found.inn !== inn ? null : found;
}

/** The quota limits entries from files as it limits those from people. */
function quotaProblems(entry: PlannedEntry, inPlay: Map<string, number>): RowProblem[] {
  const quota = entry.nomination.quotaPerRegion;
  const key = placeKey(entry.nomination.id, entry.regionCode);
  const now = (inPlay.get(key) ?? 0) + 1;
  inPlay.set(key, now);
  if (quota === null || now <= quota) return [];
  return [{ row: entry.row, column: 'region', rule: 'quota-reached', values: { quota } }];
}

const listedOn = (at: Date | null, { intake, timeZone, regions }: EntryFacts) =>
  regionsOn(dayOf(at ?? intake?.opensAt ?? new Date(0), timeZone), regions);

/** A region by code, number or any habitual name, if it was listed on the day. */
function regionOf(typed: string, at: Date | null, facts: EntryFacts) {
  const code = regionCodeFrom(typed, facts.regions);
  return listedOn(at, facts).find((region) => region.code === code) ?? null;
}

function regionProblem(row: number, typed: string, facts: EntryFacts): RowProblem {
  const like = regionsLike(typed, facts.regions).map(({ nameRu }) => `«${nameRu}»`);
  if (like.length === 0) return { row, column: 'region', rule: 'region-not-listed' };
  return { row, column: 'region', rule: 'region-perhaps', values: { like: like.join(', ') } };
}
