import type { Criterion } from '../cycles/criteria/criterion.entity.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { ConflictPair } from '../domain/judging/conflict-sources.js';
import { conflictsOf } from '../domain/judging/conflicts-of-pair.js';
import { decimalFrom } from '../domain/kernel/decimal.js';
import { endsOf, isOnScale } from '../domain/judging/score-sheet.js';
import { type PickedEntry, pickProblems } from '../domain/judging/picks.js';
import { type CriterionKind, hasPoints, stepOf } from '../domain/ranking/criterion-kind.js';
import type { FullRankingRule } from '../domain/ranking/ranking-rule.js';
import type { RowProblem } from '../domain/kernel/refusal.js';
import { regionCodeFrom } from '../domain/cycles/region-names.js';
import type { Table } from '../platform/tables/any-table.js';
import { withValue } from './entry-table.js';

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
  nominationId: string;
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
  /** Criteria with a dash, where the edition lets an expert say that something cannot be judged. */
  cannotJudge: string[];
  /** Answers to criteria of information, by criterion id. */
  remarks: Record<string, string>;
}

type JudgedCriterion = Criterion & { kind: CriterionKind };

export interface ScoreFacts {
  criteria: readonly JudgedCriterion[];
  cannotJudge: FullRankingRule['cannotJudge'];
  entries: ReadonlyMap<string, JudgedEntry>;
  experts: ReadonlyMap<string, KnownExpert>;
  conflicts: readonly ConflictPair[];
  /** Whether the edition lets a region's experts judge its entries. */
  judgesOwnRegion: boolean;
  regions: readonly Region[];
  /** Pairs of expert and entry that have an assignment already. */
  assigned: ReadonlySet<string>;
}

export const pairKey = (expertId: string, entryId: string) => `${expertId} ${entryId}`;
export const expertKeyOf = (typed: string) => typed.trim().toLowerCase();

/** The column of each criterion: its title, or K and its number (К in Cyrillic too). */
export function criterionColumns<C extends Pick<Criterion, 'title'>>(table: Table, criteria: readonly C[]) {
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
    .filter(({ criterion, column }) => column === null && hasPoints(criterion.kind))
    .map(({ criterion }) => ({ row: 1, column: criterion.title, rule: 'column-missing' }));
  if (problems.length > 0) return { sheets: [], problems };
  const seen = new Set<string>();
  const picked = new Map<string, PickedEntry[]>();
  const sheets = table.rows.flatMap(({ row, cells }) => {
    const found: RowProblem[] = [];
    const sheet = planSheet(row, cells, facts, found);
    for (const { criterion, column } of columns)
      if (column !== null) readCell({ row, column, typed: cells[column] ?? '' }, { criterion, facts, sheet, found });
    const pair = JSON.stringify([cells['entry'], expertKeyOf(cells['expert'] ?? '')]);
    if (sheet && seen.has(pair)) found.push({ row, column: 'expert', rule: 'duplicate' });
    seen.add(pair);
    if (sheet) {
      const of = JSON.stringify([sheet.expertKey, sheet.entry.nominationId]);
      const others = picked.get(of) ?? [];
      for (const { code, criterion } of pickProblems(sheet.scores, others, facts.criteria))
        found.push({ row, column: columns.find((each) => each.criterion.id === criterion)!.column!, rule: code });
      picked.set(of, [...others, { registerNumber: sheet.entry.registerNumber, scores: sheet.scores }]);
    }
    problems.push(...found.map((problem) => withValue(problem, cells)));
    return sheet && found.length === 0 ? [sheet] : [];
  });
  return { sheets, problems };
}

/** Points of the criterion's own kind; a dash where something cannot be judged; words where only words are asked. */
function readCell(
  { row, column, typed }: { row: number; column: string; typed: string },
  {
    criterion,
    facts,
    sheet,
    found,
  }: { criterion: JudgedCriterion; facts: ScoreFacts; sheet: PlannedSheet | null; found: RowProblem[] },
): void {
  const { id, kind } = criterion;
  if (!hasPoints(kind)) {
    if (typed && sheet) sheet.remarks[id] = typed;
    return;
  }
  if (facts.cannotJudge !== 'refuse' && /^[-\u2013\u2014]$/.test(typed)) {
    sheet?.cannotJudge.push(id);
    return;
  }
  const score = decimalFrom(typed);
  const { scaleMin: min, scaleMax: max } = endsOf(criterion);
  const step = stepOf(criterion);
  if (!typed) found.push({ row, column, rule: 'required' });
  else if (score === null) found.push({ row, column, rule: 'not-a-number' });
  else if (!isOnScale(score, criterion))
    found.push({ row, column, rule: 'score-off-scale', values: { min, max, step } });
  else if (sheet) sheet.scores[id] = score;
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
  const places = facts.judgesOwnRegion ? [null] : [known?.regionCode ?? null, regionCode];
  const place = { id: entry.id, regionCode: entry.regionCode, organisationId: entry.organisationId };
  if (places.some((code) => conflictsOf({ ...expert, regionCode: code }, place, facts.conflicts).length > 0))
    fault(typed ? 'expertRegion' : 'expert', 'conflict-of-interest');
  if (known && facts.assigned.has(pairKey(known.id, entry.id))) fault('expert', 'duplicate');
  return { row, entry, expertKey, regionCode, scores: {}, cannotJudge: [], remarks: {} };
}
