import { harmonicSheets, intraclass, kendallW, krippendorffAlpha } from './agreement.js';
import { fitCrossed, type Variance } from './reml.js';
import { partsOf, rawMeans, sheetTable, type ComparedPart, type ScoredSheet } from './sheet-table.js';

/** What a table of sheets is worth. Figures that the table does not give are null, never NaN. */
export interface SheetStatistics {
  /** The number of sheets. */
  n: number;
  connected: boolean;
  mu: number | null;
  variance: Variance | null;
  icc21: number | null;
  icc2k: number | null;
  alpha: number | null;
  kendallW: number | null;
  entries: { entry: string; raw: number; adjusted: number | null; se: number | null }[];
  /** Only where the graph of experts and entries is not connected. */
  parts?: ComparedPart[];
}

/**
 * Rules §14. The figures of `laureat stats`: variance components of `score ~ 1 + (1|entry) + (1|expert)` by REML, the
 * intraclass correlations that follow from them (`icc2k` with the harmonic mean of sheets per entry), Krippendorff's
 * alpha for interval data, Kendall's W on a complete table, and each entry's plain and adjusted mean. `se` is the
 * conditional standard deviation of the entry's effect (lme4's `condVar`). Floats.
 *
 * Where the sheets fall into parts, only what needs no comparison between them is given. With one entry or one expert
 * there are no components. Refuses: `already-exists`, `malformed` as `sheetTable`.
 */
export function sheetStatistics(sheets: readonly ScoredSheet[]): SheetStatistics {
  const table = sheetTable(sheets);
  const parts = partsOf(table);
  const connected = parts.length === 1;
  const fit = connected ? fitCrossed(table) : null;
  const correlations = fit && intraclass(fit.variance, harmonicSheets(table));
  const raw = rawMeans(table);
  return {
    n: sheets.length,
    connected,
    mu: fit?.mu ?? null,
    variance: fit?.variance ?? null,
    icc21: correlations?.icc21 ?? null,
    icc2k: correlations?.icc2k ?? null,
    alpha: krippendorffAlpha(table),
    kendallW: kendallW(table),
    entries: table.entries.map((entry, at) => ({
      entry,
      raw: raw[at]!,
      adjusted: fit ? fit.mu + fit.entries[at]!.effect : null,
      se: fit?.entries[at]!.se ?? null,
    })),
    ...(connected ? {} : { parts }),
  };
}
