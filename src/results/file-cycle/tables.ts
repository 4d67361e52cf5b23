import { conflictsOf } from '../../domain/conflict.js';
import { decimalFrom } from '../../domain/decimal.js';
import { isOnScale } from '../../domain/evaluation.js';
import type { EntryCard } from '../../domain/protocol.js';
import type { RankedEntry, RankedSheet } from '../../domain/ranking.js';
import { Refusal, type RowProblem } from '../../domain/refusal.js';
import type { CsvTable } from '../../platform/tables/csv-table.js';
import type { RulesFile } from './rules-file.js';

export const entryColumns = ['entry', 'nomination', 'region', 'organisation', 'title', 'submittedAt'] as const;

export interface FileEntry extends RankedEntry {
  nomination: string;
  card: EntryCard;
}

export interface FileData {
  entries: FileEntry[];
  sheets: RankedSheet[];
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const problemsShown = 1000;

/**
 * Entries and sheets of the two tables, or nothing: refuses with `import-faulty`, naming every fault by file, row and
 * column. A sheet must name an entry that exists, lie on the scale in every criterion, come once from an expert, and not
 * from the entry's own region where `expertRegion` is given.
 */
export function readTables(entriesTable: CsvTable, scoresTable: CsvTable, rules: RulesFile): FileData {
  const entries = readEntries(entriesTable, rules);
  const sheets = readSheets(scoresTable, entries, rules);
  const inFile = (table: CsvTable) => (problem: RowProblem) => ({
    ...problem,
    values: { file: table.name, ...problem.values },
  });
  const problems = [
    ...entriesTable.problems.map(inFile(entriesTable)),
    ...scoresTable.problems.map(inFile(scoresTable)),
  ];
  if (problems.length)
    throw new Refusal({ code: 'import-faulty', problems: problems.slice(0, problemsShown), total: problems.length });
  return { entries, sheets };
}

function readEntries(table: CsvTable, rules: RulesFile): FileEntry[] {
  const seen = new Set<string>();
  const nominations = new Set(rules.nominations.map(({ code }) => code));
  return table.rows.map(({ row, cells }) => {
    const fault = (column: string, rule: string) => table.problems.push({ row, column, rule });
    for (const column of entryColumns) if (!cells[column]) fault(column, 'required');
    const id = cells['entry']!;
    if (id && seen.has(id)) fault('entry', 'duplicate');
    seen.add(id);
    if (cells['nomination'] && !nominations.has(cells['nomination'])) fault('nomination', 'not-offered');
    const at = cells['submittedAt']!;
    const isInstant = zoned.test(at) && !Number.isNaN(Date.parse(at));
    if (at && !isInstant) fault('submittedAt', 'not-an-instant');
    return {
      id,
      regionCode: cells['region']!,
      registerNumber: id,
      submittedAt: isInstant ? new Date(at).toISOString() : '',
      nomination: cells['nomination']!,
      card: {
        title: cells['title']!,
        organisation: cells['organisation']!,
        region: cells['regionName'] || cells['region']!,
      },
    };
  });
}

function readSheets(table: CsvTable, entries: readonly FileEntry[], rules: RulesFile): RankedSheet[] {
  const byId = new Map([...entries].reverse().map((entry) => [entry.id, entry]));
  const seen = new Set<string>();
  return table.rows.map(({ row, cells }) => {
    const fault = (column: string, rule: string, values?: RowProblem['values']) =>
      table.problems.push({ row, column, rule, ...(values && { values }) });
    const { entry: entryId = '', expert: expertId = '' } = cells;
    const entry = byId.get(entryId);
    if (!entryId) fault('entry', 'required');
    else if (!entry && entries.length) fault('entry', 'not-offered');
    if (!expertId) fault('expert', 'required');
    if (entry && cells['expertRegion'] && isOwnRegion(cells['expertRegion'], entry))
      fault('expertRegion', 'conflict-of-interest');
    const pair = JSON.stringify([entryId, expertId]);
    if (entryId && expertId && seen.has(pair)) fault('expert', 'duplicate');
    seen.add(pair);
    const scores: Record<string, string> = {};
    for (const criterion of rules.criteria) {
      const typed = cells[criterion.id]!;
      const score = decimalFrom(typed) ?? typed;
      const { scaleMin: min, scaleMax: max, scaleStep: step } = criterion;
      if (!typed) fault(criterion.id, 'required');
      else if (decimalFrom(typed) === null) fault(criterion.id, 'not-a-number');
      else if (!isOnScale(score, criterion)) fault(criterion.id, 'score-off-scale', { min, max, step });
      scores[criterion.id] = score;
    }
    return { entryId, expertId, scores };
  });
}

function isOwnRegion(regionCode: string, entry: FileEntry): boolean {
  const place = { organisationId: null };
  return (
    conflictsOf({ id: '', regionCode, ...place }, { id: entry.id, regionCode: entry.regionCode, ...place }).length > 0
  );
}
