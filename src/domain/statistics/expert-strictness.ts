import { crossed, dot, equations, laidOut } from './crossed.js';
import { fitCrossed, type Variance } from './reml.js';
import {
  loads,
  partsOf,
  rawMeans,
  sheetTable,
  total,
  type ComparedPart,
  type ScoredSheet,
  type SheetTable,
} from './sheet-table.js';
import { solverOf } from './solver.js';

/** Experts' leniency as drawn from one population and shrunk, or as free numbers found by least squares. */
export type LeniencyModel = 'random' | 'fixed';

/** Why leniency cannot be told from quality: the sheets fall into parts, or there is nothing to compare. */
export interface NotIdentified {
  identified: false;
  reason: 'parts' | 'too-few';
  parts: ComparedPart[];
}

export interface AdjustedEntry {
  entryId: string;
  sheets: number;
  /** The plain mean of the sheets. */
  raw: number;
  adjusted: number;
  /** Standard error of the adjusted score; null where nothing is left to estimate it from. */
  se: number | null;
}

export interface ExpertLeniency {
  expertId: string;
  sheets: number;
  /** Above zero: this expert gives more than the others for the same entries. */
  leniency: number;
  se: number | null;
}

export interface AdjustedScores {
  identified: true;
  model: LeniencyModel;
  mu: number;
  /** With fixed experts only the residual variance is estimated; the others are null. */
  variance: Variance | { entry: null; expert: null; residual: number | null };
  /** In the order of the ids. */
  entries: AdjustedEntry[];
  experts: ExpertLeniency[];
}

/**
 * Rules §14. Scores as they would be if every expert were equally strict: `total ~ entry + expert`. With `random` experts
 * (the default) both are random effects fitted by REML: leniency is shrunk, the more the fewer sheets an expert has, and
 * so are entries. With `fixed` experts it is least squares: nothing is shrunk, and adding a constant to all sheets of
 * an expert moves all adjusted scores equally, so that their order stays exactly as it was. With random experts that
 * holds only in the limit of many sheets. Floats: shown beside the exact ranking, deciding no place. The order of the
 * input changes nothing.
 *
 * Not identified, with the parts named, where some entries are compared with others by no chain of experts, or where
 * there are fewer than two entries or two experts. Refuses: `already-exists`, `malformed` as `sheetTable`.
 */
export function adjustScores(input: {
  sheets: readonly ScoredSheet[];
  experts?: LeniencyModel;
}): AdjustedScores | NotIdentified {
  const table = sheetTable(input.sheets);
  const parts = partsOf(table);
  if (parts.length > 1) return { identified: false, reason: 'parts', parts };
  if (table.entries.length < 2 || table.experts.length < 2) return { identified: false, reason: 'too-few', parts };
  const model = input.experts ?? 'random';
  return { identified: true, model, ...(model === 'random' ? withRandomExperts(table) : withFixedExperts(table)) };
}

type Adjusted = Omit<AdjustedScores, 'identified' | 'model'>;

function withRandomExperts(table: SheetTable): Adjusted {
  const { mu, variance, entries, experts } = fitCrossed(table)!;
  return {
    mu,
    variance,
    entries: entriesOf(table, (at) => ({ adjusted: mu + entries[at]!.effect, se: entries[at]!.se })),
    experts: expertsOf(table, (at) => ({ leniency: experts[at]!.effect, se: experts[at]!.se })),
  };
}

function entriesOf(table: SheetTable, at: (index: number) => Pick<AdjustedEntry, 'adjusted' | 'se'>): AdjustedEntry[] {
  const raw = rawMeans(table);
  const sheets = loads(table.entryOf, table.entries.length);
  return table.entries.map((entryId, index) => ({
    entryId,
    sheets: sheets[index]!,
    raw: raw[index]!,
    ...at(index),
  }));
}

function expertsOf(
  table: SheetTable,
  at: (index: number) => Pick<ExpertLeniency, 'leniency' | 'se'>,
): ExpertLeniency[] {
  const sheets = loads(table.expertOf, table.experts.length);
  return table.experts.map((expertId, index) => ({ expertId, sheets: sheets[index]!, ...at(index) }));
}

/** Least squares; leniencies sum to zero, so that an adjusted score is one by an expert of average strictness. */
function withFixedExperts(table: SheetTable): Adjusted {
  const layout = crossed(table, { entriesOutside: true });
  const centre = total(table.scores) / table.scores.length;
  const y = laidOut(layout, table.scores).map((score) => score - centre);
  const solver = solverOf(equations(layout, 'free'));
  const { outer, inner, rest } = solver.effects(y);
  const degrees = layout.size - layout.outer - layout.inner + 1;
  const residual = degrees > 0 ? dot(rest, rest) / degrees : null;
  const parts = solver.inverseParts();
  const se = (share: number) => (residual === null ? null : Math.sqrt(Math.max(0, residual * share)));
  const mean = total(outer) / outer.length;
  return {
    mu: centre + mean,
    variance: { entry: null, expert: null, residual },
    entries: entriesOf(table, (at) => {
      const load = layout.outerLoad[at]!;
      const share = 1 / load + parts.quadratic[at]! / load ** 2 - 1 / layout.inner;
      return { adjusted: centre + outer[at]!, se: se(share) };
    }),
    experts: expertsOf(table, (at) => ({
      leniency: inner[at]!,
      se: se(parts.diagonal[at]! - 1 / layout.inner),
    })),
  };
}
