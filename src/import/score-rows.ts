import type { Criterion } from '../cycles/criterion.entity.js';
import type { Region } from '../cycles/region.entity.js';
import { conflictsOf, type ConflictPair } from '../domain/conflict.js';
import { decimalFrom } from '../domain/decimal.js';
import { isOnScale } from '../domain/evaluation.js';
import type { RowProblem } from '../domain/refusal.js';
import { regionCodeFrom } from '../domain/region.js';
import type { Table } from '../platform/tables/any-table.js';

export const scoreColumns = ['entry', 'expert'] as const;

/** Somebody who judged: an expert of the cycle by address, or a code of a paper register. */
export interface KnownExpert {
  id: string;
  key: string;
  regionCode: string | null;
  organisationId: string | null;
}

export interface JudgedEntry {
  id: string;
  registerNumber: string;
  regionCode: string;
  organisationId: string;
  revisionId: string;
}

export interface PlannedSheet {
  row: number;
  entry: JudgedEntry;
  /** An address or a code; `regionCode` is what the table says of somebody new. */
  expertKey: string;
  regionCode: string | null;
  scores: Record<string, string>;
}

export interface ScoreFacts {
  criteria: readonly Criterion[];
  entries: ReadonlyMap<string, JudgedEntry>;
  experts: ReadonlyMap<string, KnownExpert>;
  conflicts: readonly ConflictPair[];
  regions: readonly Region[];
  /** Pairs of expert and entry that have an assignment already. */
  assigned: ReadonlySet<string>;
}

export const pairKey = (expertId: string, entryId: string) => `${expertId} ${entryId}`;
export const expertKeyOf = (typed: string) => typed.trim().toLowerCase();

/** The column of each criterion: its title, or K and its number (К in Cyrillic too). */
export function criterionColumns(table: Table, criteria: readonly Criterion[]) {
  const lower = new Map(table.headings.map((heading) => [heading.toLowerCase(), heading]));
  return criteria.map((criterion, index) => ({
    criterion,
    column:
      [criterion.title, `k${index + 1}`, `к${index + 1}`]
        .map((name) => lower.get(name.toLowerCase()))
        .find((heading) => heading !== undefined) ?? null,
  }));
}

/** Every sheet of the table with every fault by row and column. */
export function planSheets(table: Table, facts: ScoreFacts): { sheets: PlannedSheet[]; problems: RowProblem[] } {
  if (facts.criteria.length === 0) return { sheets: [], problems: [{ row: 1, column: '', rule: 'cycle-no-criteria' }] };
  const columns = criterionColumns(table, facts.criteria);
  const problems: RowProblem[] = columns
    .filter(({ column }) => column === null)
    .map(({ criterion }) => ({ row: 1, column: criterion.title, rule: 'column-missing' }));
  if (problems.length > 0) return { sheets: [], problems };
  const seen = new Set<string>();
  const sheets = table.rows.flatMap(({ row, cells }) => {
    const found: RowProblem[] = [];
    const sheet = planSheet(row, cells, facts, found);
    for (const { criterion, column } of columns) {
      const typed = cells[column!] ?? '';
      const score = decimalFrom(typed);
      const { scaleMin: min, scaleMax: max, scaleStep: step } = criterion;
      if (!typed) found.push({ row, column: column!, rule: 'required' });
      else if (score === null) found.push({ row, column: column!, rule: 'not-a-number' });
      else if (!isOnScale(score, criterion))
        found.push({ row, column: column!, rule: 'score-off-scale', values: { min, max, step } });
      else if (sheet) sheet.scores[criterion.id] = score;
    }
    const pair = JSON.stringify([cells['entry'], expertKeyOf(cells['expert'] ?? '')]);
    if (sheet && seen.has(pair)) found.push({ row, column: 'expert', rule: 'duplicate' });
    seen.add(pair);
    problems.push(...found);
    return sheet && found.length === 0 ? [sheet] : [];
  });
  return { sheets, problems };
}

function planSheet(
  row: number,
  cells: Record<string, string>,
  facts: ScoreFacts,
  problems: RowProblem[],
): PlannedSheet | null {
  const fault = (column: string, rule: string) => problems.push({ row, column, rule });
  const number = cells['entry'] ?? '';
  const expertKey = expertKeyOf(cells['expert'] ?? '');
  const entry = facts.entries.get(number);
  if (!number) fault('entry', 'required');
  else if (!entry) fault('entry', 'entry-not-admitted');
  if (!expertKey) fault('expert', 'required');
  const known = facts.experts.get(expertKey);
  if (expertKey.includes('@') && !known) fault('expert', 'not-on-jury');
  const typed = cells['expertRegion'] ?? '';
  const regionCode = typed ? regionCodeFrom(typed, facts.regions) : null;
  if (typed && !regionCode) fault('expertRegion', 'region-not-listed');
  if (!entry || !expertKey) return null;
  const expert = { id: known?.id ?? expertKey, organisationId: known?.organisationId ?? null };
  const places = [known?.regionCode ?? null, regionCode];
  const place = { id: entry.id, regionCode: entry.regionCode, organisationId: entry.organisationId };
  if (places.some((code) => conflictsOf({ ...expert, regionCode: code }, place, facts.conflicts).length > 0))
    fault(typed ? 'expertRegion' : 'expert', 'conflict-of-interest');
  if (known && facts.assigned.has(pairKey(known.id, entry.id))) fault('expert', 'duplicate');
  return { row, entry, expertKey, regionCode, scores: {} };
}
