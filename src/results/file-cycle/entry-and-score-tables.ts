import { belongTogether } from '../../domain/judging/conflicts-of-pair.js';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { isOnScale } from '../../domain/judging/score-sheet.js';
import { homeZone } from '../../domain/kernel/local-day.js';
import { instantFromTyped } from '../../domain/kernel/typed-time.js';
import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import { type PickedEntry, pickProblems } from '../../domain/judging/picks.js';
import { type FullRankingRule, ruleFrom } from '../../domain/ranking/ranking-rule.js';
import type { RankedEntry, RankedSheet } from '../../domain/ranking/rank-entries.js';
import { Refusal, type RowProblem } from '../../domain/kernel/refusal.js';
import { compareText } from '../../domain/kernel/seeded.js';
import type { CsvTable } from '../../platform/tables/csv-table.js';
import type { RulesFile } from './rules-file.js';
import { hasPoints } from '../../domain/ranking/criterion-kind.js';

export const entryColumns = ['entry', 'nomination', 'region', 'organisation', 'title', 'submittedAt'] as const;

export interface FileEntry extends RankedEntry {
  nomination: string;
  card: EntryCard;
  /** The groups of the entry by kind, as quotas name them: columns `group:KIND`. */
  groups: Record<string, string>;
}

export interface FileData {
  entries: FileEntry[];
  sheets: RankedSheet[];
}

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
    const instant = instantFromTyped(at, homeZone);
    if (at && !instant) fault('submittedAt', 'not-an-instant');
    return {
      id,
      regionCode: cells['region']!,
      registerNumber: id,
      submittedAt: instant?.toISOString() ?? '',
      nomination: cells['nomination']!,
      ...optionalFacts(cells, fault),
      groups: prefixed(cells, 'group:'),
      card: {
        title: cells['title']!,
        organisation: cells['organisation']!,
        region: cells['regionName'] || cells['region']!,
      },
    };
  });
}

/** The cells of columns that begin so, by the rest of their headings; empty cells are not there. */
function prefixed(cells: Record<string, string>, prefix: string): Record<string, string> {
  const columns = Object.entries(cells).filter(([column, cell]) => column.startsWith(prefix) && cell);
  return Object.fromEntries(columns.map(([column, cell]) => [column.slice(prefix.length), cell]));
}

const yes = ['1', '+', 'yes', 'да'];
const no = ['', '0', '-', 'no', 'нет'];

function isYes(cell: string | undefined): boolean | null {
  const word = (cell ?? '').toLowerCase();
  return yes.includes(word) ? true : no.includes(word) ? false : null;
}

type Fault = (column: string, rule: string) => unknown;

/** `amount`, `fact:NAME` and `bonus:ID`, where the table has them. */
function optionalFacts(cells: Record<string, string>, fault: Fault): Pick<RankedEntry, 'amount' | 'facts' | 'bonuses'> {
  const number = (column: string, cell: string) => {
    const value = decimalFrom(cell);
    if (value === null) fault(column, 'not-a-number');
    return value ?? '0';
  };
  const facts = Object.entries(prefixed(cells, 'fact:')).map(([name, cell]) => [name, number(`fact:${name}`, cell)]);
  const bonuses = Object.entries(prefixed(cells, 'bonus:')).flatMap(([id, cell]) => {
    const has = isYes(cell);
    if (has === null) fault(`bonus:${id}`, 'not-offered');
    return has ? [id] : [];
  });
  return {
    ...(cells['amount'] && { amount: number('amount', cells['amount']) }),
    ...(facts.length && { facts: Object.fromEntries(facts) }),
    ...(bonuses.length && { bonuses: bonuses.sort(compareText) }),
  };
}

function readSheets(table: CsvTable, entries: readonly FileEntry[], rules: RulesFile): RankedSheet[] {
  const byId = new Map([...entries].reverse().map((entry) => [entry.id, entry]));
  const seen = new Set<string>();
  const kinds = ruleFrom(rules.ranking).kinds;
  const criteria = rules.criteria.map(({ id }) => ({ id, kind: kinds[id] }));
  const picked = new Map<string, PickedEntry[]>();
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
    const extra = isYes(cells['extra']);
    if (extra === null) fault('extra', 'not-offered');
    const sheet = readScores(cells, rules, fault);
    const of = JSON.stringify([expertId, entry?.nomination]);
    const others = picked.get(of) ?? [];
    for (const { code, criterion } of pickProblems(sheet.scores, others, criteria)) fault(criterion, code);
    picked.set(of, [...others, { registerNumber: entryId, scores: sheet.scores }]);
    return { entryId, expertId, ...sheet, ...(extra && { extra }) };
  });
}

/** A dash stands for a criterion that the expert cannot judge, where the rule foresees that. */
function readScores(
  cells: Record<string, string>,
  rules: RulesFile,
  fault: (column: string, rule: string, values?: RowProblem['values']) => unknown,
): Pick<RankedSheet, 'scores' | 'cannotJudge'> {
  const rule: FullRankingRule = ruleFrom(rules.ranking);
  const scores: Record<string, string> = {};
  const cannotJudge: string[] = [];
  for (const criterion of rules.criteria) {
    const { id, scaleMin: min, scaleMax: max, scaleStep: step } = criterion;
    const kind = Object.hasOwn(rule.kinds, id) ? rule.kinds[id] : undefined;
    const typed = cells[id]!;
    const score = decimalFrom(typed) ?? typed;
    if (!typed && !hasPoints(kind)) continue;
    if (rule.cannotJudge !== 'refuse' && /^[-\u2013\u2014]$/.test(typed)) {
      cannotJudge.push(id);
      continue;
    }
    if (!typed) fault(id, 'required');
    else if (decimalFrom(typed) === null) fault(id, 'not-a-number');
    else if (!isOnScale(score, { ...criterion, kind })) fault(id, 'score-off-scale', { min, max, step });
    scores[id] = score;
  }
  return { scores, ...(cannotJudge.length && { cannotJudge }) };
}

function isOwnRegion(regionCode: string, entry: FileEntry): boolean {
  const place = { organisationId: null };
  return belongTogether({ id: '', regionCode, ...place }, { id: entry.id, regionCode: entry.regionCode, ...place });
}
