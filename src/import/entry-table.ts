import type { FormVersion } from '../cycles/forms/form-version.entity.js';
import type { Nomination } from '../cycles/nominations/nomination.entity.js';
import type { Region } from '../cycles/reference/region.entity.js';
import { validateAnswers } from '../domain/submissions/form-answers.js';
import type { Answers } from '../domain/cycles/form.js';
import { dayOf } from '../domain/kernel/local-day.js';
import { organisationKinds, type OrganisationKind } from '../domain/accounts/organisation.js';
import type { RowProblem } from '../domain/kernel/refusal.js';
import { regionCodeFrom, regionOn, regionsOn } from '../domain/cycles/region.js';
import { isOpen, type StageWindow } from '../domain/cycles/stage.js';
import type { Table } from '../platform/tables/any-table.js';

export const entryColumns = ['nomination', 'region', 'organisation', 'title', 'submittedAt'] as const;
export const moreEntryColumns = ['entry', 'kind', 'state', 'generated'] as const;

/** An entry of a table, good to be written. */
export interface PlannedEntry {
  row: number;
  number: string | null;
  nomination: Nomination;
  /** `null` where the nomination of a past year never had one. */
  form: FormVersion | null;
  regionCode: string;
  regionName: string;
  organisation: string;
  kind: OrganisationKind;
  title: string;
  state: 'submitted' | 'admitted';
  submittedAt: Date;
  generated: boolean;
  answers: Answers;
}

export interface EntryFacts {
  nominations: readonly Nomination[];
  forms: ReadonlyMap<string, FormVersion>;
  regions: readonly Region[];
  intake: StageWindow | null;
  timeZone: string;
  /** Register numbers of the cycle that are taken. */
  taken: ReadonlySet<string>;
  /** Kinds of organisations that are known already, by name and region. */
  known: ReadonlyMap<string, OrganisationKind>;
  /** Entries in play by nomination and region. */
  inPlay: ReadonlyMap<string, number>;
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
export const organisationKey = (name: string, regionCode: string) => `${regionCode} ${name}`;
export const placeKey = (nominationId: string, regionCode: string) => `${nominationId} ${regionCode}`;

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
    problems.push(...found);
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
  const nomination = facts.nominations.find(({ code, title }) => [code, title].includes(cell('nomination')));
  if (cell('nomination') && !nomination) fault('nomination', 'not-offered');
  const submittedAt = instantOf(cell('submittedAt'));
  if (cell('submittedAt') && !submittedAt) fault('submittedAt', 'not-an-instant');
  if (submittedAt && facts.intake && !isOpen(facts.intake, submittedAt)) fault('submittedAt', 'outside-stage');
  const region = regionOf(cell('region'), submittedAt, facts);
  if (cell('region') && !region) fault('region', 'region-not-listed');
  const state = cell('state') || 'admitted';
  if (state !== 'submitted' && state !== 'admitted') fault('state', 'not-offered');
  const known = region && facts.known.get(organisationKey(cell('organisation'), region.code));
  const kind = (cell('kind') || known || 'institution') as OrganisationKind;
  if (!organisationKinds.includes(kind)) fault('kind', 'not-offered');
  else if (nomination && nomination.allowedKinds.length > 0 && !nomination.allowedKinds.includes(kind))
    fault('kind', 'kind-not-allowed');
  const form = (nomination && facts.forms.get(nomination.id)) ?? null;
  if (!nomination || !region || !submittedAt) return null;
  const fields = form?.fields ?? [];
  const answers = answersOf(cells, fields);
  for (const { pointer, rule, values } of validateAnswers(fields, answers, { complete: false }))
    fault(pointer.split('/')[1] ?? '', rule, values);
  return {
    row,
    number: cell('entry') || null,
    nomination,
    form,
    regionCode: region.code,
    regionName: region.nameRu,
    organisation: cell('organisation'),
    kind,
    title: cell('title'),
    state: state as PlannedEntry['state'],
    submittedAt,
    generated: ['yes', 'да', 'true', '1'].includes(cell('generated').toLowerCase()),
    answers,
  };
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

function instantOf(typed: string): Date | null {
  return zoned.test(typed) && !Number.isNaN(Date.parse(typed)) ? new Date(typed) : null;
}

/** A region by code, alias or full name, if it was listed on the day. */
function regionOf(typed: string, at: Date | null, facts: EntryFacts) {
  const day = dayOf(at ?? facts.intake?.opensAt ?? new Date(0), facts.timeZone);
  const named = facts.regions.find((region) => regionOn(region, day).nameRu.toLowerCase() === typed.toLowerCase());
  const code = named?.code ?? regionCodeFrom(typed, facts.regions);
  return regionsOn(day, facts.regions).find((region) => region.code === code) ?? null;
}

/** Columns named as fields of the form are answers. */
function answersOf(cells: Record<string, string>, fields: FormVersion['fields']): Answers {
  const plain = new Set(['text', 'textarea', 'number', 'date', 'url', 'select']);
  const answers: Record<string, string> = {};
  for (const { id, type } of fields) if (plain.has(type) && cells[id]) answers[id] = cells[id];
  return answers;
}
