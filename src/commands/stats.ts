import { readFile } from 'node:fs/promises';
import { decimalFrom } from '../domain/kernel/decimal.js';
import type { RowProblem } from '../domain/kernel/refusal.js';
import type { ComparedPart, ScoredSheet } from '../domain/statistics/sheet-table.js';
import { sheetStatistics, type SheetStatistics } from '../domain/statistics/sheet-statistics.js';
import { readTable, type CsvTable } from '../platform/tables/csv-table.js';
import type { Command } from './command.js';

const columns = ['entry', 'expert', 'score'] as const;
const problemsShown = 20;

/** `stats SHEETS.csv` says what a table of scores is worth. Exit code 3 where experts and entries fall into parts. */
export const statsCommand: Command = {
  summary: 'what scores are worth (variance components, agreement, adjusted means): stats SHEETS.csv',
  async run({ positionals, print }) {
    const [path] = positionals;
    if (!path) throw new Error('Which table? laureat stats SHEETS.csv, with the columns entry, expert and score');
    const statistics = sheetStatistics(sheetsOf(readTable(await readFile(path), path, columns)));
    print(statistics, wordsOf(statistics));
    if (statistics.connected) return 0;
    process.stderr.write(`laureat: ${partsWords(statistics.parts!)}\n`);
    return 3;
  },
};

/** The sheets of the table, or an error that names each fault by row and column. */
function sheetsOf(table: CsvTable): ScoredSheet[] {
  const firstRows = new Map<string, number>();
  const sheets = table.rows.map(({ row, cells }): ScoredSheet => {
    const { entry = '', expert = '', score = '' } = cells;
    const fault = (column: string, rule: string, values?: RowProblem['values']) =>
      table.problems.push({ row, column, rule, ...(values && { values }) });
    for (const column of columns) if (!cells[column]) fault(column, 'is empty');
    const decimal = decimalFrom(score);
    if (score && decimal === null) fault('score', 'is not a number of at most 60 signs');
    const pair = JSON.stringify([entry, expert]);
    const first = firstRows.get(pair);
    if (first !== undefined && entry && expert) fault('expert', `scored this entry in row ${first} already`);
    else firstRows.set(pair, row);
    return { entryId: entry, expertId: expert, total: Number(decimal) };
  });
  if (!table.problems.length && !sheets.length) table.problems.push({ row: 1, column: '', rule: 'no rows follow' });
  if (table.problems.length) throw new Error(faultsOf(table));
  return sheets;
}

function faultsOf({ name, problems }: CsvTable): string {
  const lines = problems
    .slice(0, problemsShown)
    .map(({ row, column, rule, values }) =>
      [`${name}, row ${row}:`, column, rule, values ? JSON.stringify(values) : ''].filter(Boolean).join(' '),
    );
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function wordsOf({ n, mu, variance, icc21, icc2k, alpha, kendallW, entries }: SheetStatistics): string {
  const shown = (value: number | null) => (value === null ? '–' : value.toFixed(4));
  return [
    `${n} sheets of ${entries.length} entries, mean ${shown(mu)}`,
    `variance of entries ${shown(variance?.entry ?? null)}, of experts ${shown(variance?.expert ?? null)}, residual ${shown(variance?.residual ?? null)}`,
    `ICC(2,1) ${shown(icc21)}, ICC(2,k) ${shown(icc2k)}, alpha ${shown(alpha)}, Kendall's W ${shown(kendallW)}`,
    ...[...entries]
      .sort((a, b) => (b.adjusted ?? b.raw) - (a.adjusted ?? a.raw))
      .map(({ entry, raw, adjusted, se }) => `${entry}: raw ${shown(raw)}, adjusted ${shown(adjusted)} ± ${shown(se)}`),
  ].join('\n');
}

function partsWords(parts: readonly ComparedPart[]): string {
  const lines = parts.map(
    ({ entries, experts }, index) =>
      `part ${index + 1}: ${entries.length} entries (${named(entries)}), ${experts.length} experts (${named(experts)})`,
  );
  return ['no expert compares these parts, so nothing was adjusted', ...lines].join('\n');
}

function named(ids: readonly string[]): string {
  return ids.length > 10 ? `${ids.slice(0, 10).join(', ')} …` : ids.join(', ');
}
