import type { ProtocolTwin, TwinNomination } from '../../domain/results/protocols/protocol.js';
import { csvText, type Delimiter } from '../../platform/tables/csv-writer.js';

/**
 * The rankings as a table, a row for each entry. Texts that a spreadsheet would take for formulas are made harmless. The
 * delimiter and the byte order mark are those of the table of entries, so that both open the same way.
 */
export function rankingCsv(twin: ProtocolTwin, like: { delimiter: Delimiter; bom: boolean }): string {
  const criteria = twin.criteria.map(({ id }) => id);
  const headings = [
    'nomination',
    'placeFrom',
    'placeTo',
    'entry',
    'region',
    'organisation',
    'title',
    'total',
    'totalExact',
    'sheets',
  ];
  const means = criteria.map((id) => `mean:${id}`);
  const rows = twin.nominations.flatMap((nomination) => [
    ...rankedRows(nomination),
    ...unrankedRows(nomination, criteria.length),
  ]);
  return csvText([[...headings, ...means, 'tieRule', 'outcome', 'reason'], ...rows], like);
}

function rankedRows(nomination: TwinNomination): string[][] {
  return nomination.ranking.rows.map((row) => [
    nomination.code,
    String(row.place.from),
    String(row.place.to),
    row.registerNumber,
    row.regionCode,
    ...cardOf(nomination, row.entryId),
    row.totalShown,
    row.total,
    String(row.sheets),
    ...row.explanation.criteria.map((step) => step.rounded ?? step.mean),
    row.tie ? ruleName(row.tie.below ?? row.tie.above) : '',
    outcomesOf(nomination, row.entryId).join(' '),
    '',
  ]);
}

function unrankedRows(nomination: TwinNomination, criteria: number): string[][] {
  return nomination.ranking.unranked.map((row) => [
    nomination.code,
    '',
    '',
    row.registerNumber,
    row.regionCode,
    ...cardOf(nomination, row.entryId),
    '',
    '',
    String(row.sheets),
    ...Array<string>(criteria).fill(''),
    '',
    outcomesOf(nomination, row.entryId).join(' '),
    row.reason.code,
  ]);
}

function cardOf({ cards }: TwinNomination, entryId: string): [string, string] {
  return [cards[entryId]?.organisation ?? '', cards[entryId]?.title ?? ''];
}

function ruleName(rule: { kind: string; id?: string } | null): string {
  return rule ? [rule.kind, rule.id].filter(Boolean).join(':') : '';
}

/** What was decided of the entry, in the order of the decisions. */
export function outcomesOf(nomination: TwinNomination, entryId: string): string[] {
  return nomination.decisions.filter((decision) => decision.entryId === entryId).map(({ outcome }) => outcome);
}
