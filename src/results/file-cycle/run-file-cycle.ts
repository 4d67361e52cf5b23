import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { buildProtocol, type ProtocolNomination, type ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { rankEntries, type RankedEntry, type RankingInput } from '../../domain/ranking/rank-entries.js';
import { selectBy } from '../../domain/selection/select.js';
import type { SelectionFacts } from '../../domain/selection/selection.js';
import { protocolPdf } from '../protocol-paper/protocol-pdf.js';
import { type CsvTable, readTable } from '../../platform/tables/csv-table.js';
import { attendanceOf, decideNomination } from './decide-nomination.js';
import type { CycleProgress } from './cycle-progress.js';
import { rankingCsv } from './ranking-csv.js';
import { readRules, type RulesFile } from './rules-file.js';
import { entryColumns, type FileData, type FileEntry, readTables } from './entry-and-score-tables.js';

export interface FileCycle {
  /** Paths of `entries.csv`, `scores.csv` and `rules.json`, and of the directory to write to. */
  entries: string;
  scores: string;
  rules: string;
  out: string;
  onProgress?: (progress: CycleProgress) => void;
}

export interface FileCycleResult {
  /** The paths written: `ranking.csv`, `ranking.json`, `protocol.json`, `protocol.pdf`. */
  written: string[];
  nominations: { code: string; ranked: number; unranked: number; decisions: number }[];
  sha256: string;
}

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/**
 * A whole cycle from files: reads entries, scores and rules, ranks every nomination, decides, draws up the protocol and
 * writes it with its machine-readable twin. Nothing is written unless everything went well, and equal inputs give equal
 * bytes. Refuses: `file-encoding`, `malformed`, `invalid-input`, `import-faulty`, `nothing-to-rank`, and what the rules
 * of naming refuse.
 */
export async function runFileCycle(cycle: FileCycle): Promise<FileCycleResult> {
  const report = cycle.onProgress ?? (() => undefined);
  const paths = [cycle.entries, cycle.scores, cycle.rules];
  const files = await Promise.all(paths.map((path) => readFile(path)));
  const rules = readRules(files[2]!, cycle.rules);
  const criteria = rules.criteria.map(({ id }) => id);
  const entriesTable = readTable(files[0]!, cycle.entries, entryColumns);
  const data = readTables(entriesTable, readTable(files[1]!, cycle.scores, ['entry', 'expert', ...criteria]), rules);
  report({
    phase: 'read',
    done: data.entries.length + data.sheets.length,
    total: data.entries.length + data.sheets.length,
  });

  const inputs = files.map((bytes, index) => ({
    name: basename(paths[index]!),
    bytes: bytes.length,
    sha256: sha256(bytes),
  }));
  const twin = twinOf(rules, data, inputs, report);
  report({ phase: 'protocol', done: 0, total: 1 });
  const pdf = await protocolPdf(twin);
  report({ phase: 'protocol', done: 1, total: 1 });
  const written = await writeAll(cycle.out, outputsOf(twin, pdf, entriesTable));
  report({ phase: 'write', done: written.length, total: written.length });
  return { written, nominations: twin.nominations.map(summaryOf), sha256: twin.sha256 };
}

function twinOf(
  rules: RulesFile,
  data: FileData,
  inputs: ProtocolTwin['inputs'],
  report: (progress: CycleProgress) => void,
): ProtocolTwin {
  const entered = new Set(data.entries.map(({ nomination }) => nomination));
  const open = rules.nominations.filter(({ code }) => entered.has(code));
  const nominations = open.map((nomination, index) => {
    const built = nominationOf(nomination, rules, data);
    report({ phase: 'rank', done: index + 1, total: open.length });
    return built;
  });
  const empty = rules.nominations.filter(({ code }) => !entered.has(code));
  const { on, number, place, form, body, chair, secretary, attendees, quorum } = rules.meeting;
  return buildProtocol(
    {
      competition: rules.competition,
      year: rules.year,
      number,
      on,
      place,
      form,
      body,
      chair,
      secretary,
      attendees,
      quorum,
      attendance: attendanceOf(rules),
      regulation: rules.regulation,
      criteria: rules.criteria,
      inputs,
      nominations,
      notes: [...rules.notes, ...empty.map(({ title }) => `В номинации «${title}» заявок нет.`)],
    },
    sha256,
  );
}

function nominationOf(
  { code, title }: RulesFile['nominations'][number],
  rules: RulesFile,
  data: FileData,
): ProtocolNomination {
  const entries = data.entries.filter(({ nomination }) => nomination === code);
  const ids = new Set(entries.map(({ id }) => id));
  const input: RankingInput = {
    criteria: rules.criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax })),
    entries: entries.map((entry) => rankedOf(entry, rules)),
    sheets: data.sheets.filter(({ entryId }) => ids.has(entryId)),
    rule: rules.ranking,
    decimals: rules.decimals,
    ...(rules.openVote && { openVote: rules.openVote }),
    ...(rules.ballots && { ballots: rules.ballots }),
  };
  const ranking = rankEntries(input);
  const selection = rules.selection && { rule: rules.selection, facts: selectionFacts(entries) };
  const selected = selection ? selectBy(ranking, selection.rule, selection.facts) : null;
  return {
    id: code,
    code,
    title,
    input,
    cards: Object.fromEntries(entries.map(({ id, card }) => [id, card])),
    ...(selection && { selection }),
    decisions: decideNomination(code, ranking, rules, selected),
  };
}

/** As much of an entry as the ranking looks at; the nomination only where weights differ by it. */
function rankedOf({ card: _card, groups: _groups, nomination, ...entry }: FileEntry, rules: RulesFile): RankedEntry {
  const byNomination = rules.ranking.weightSets?.some((set) => set.nomination !== undefined);
  return { ...entry, ...(byNomination && { nomination }) };
}

/** What thresholds and quotas ask for: the amounts, and the groups by kind. */
function selectionFacts(entries: readonly FileEntry[]): SelectionFacts {
  const amounts = entries.flatMap(({ id, amount }) => (amount === undefined ? [] : [[id, amount]]));
  const kinds = new Set(entries.flatMap(({ groups }) => Object.keys(groups)));
  const groupsOf = (kind: string) =>
    entries.flatMap(({ id, groups }) => (Object.hasOwn(groups, kind) ? [[id, groups[kind]!]] : []));
  return {
    ...(amounts.length && { amounts: Object.fromEntries(amounts) }),
    ...(kinds.size && {
      groups: Object.fromEntries([...kinds].map((kind) => [kind, Object.fromEntries(groupsOf(kind))])),
    }),
  };
}

function outputsOf(twin: ProtocolTwin, pdf: Uint8Array, like: CsvTable): Record<string, string | Uint8Array> {
  const rankings = twin.nominations.map(({ code, title, inputSha256, ranking }) => ({
    code,
    title,
    inputSha256,
    ...ranking,
  }));
  const ranking = {
    format: 'laureat-ranking/1',
    competition: twin.competition,
    year: twin.year,
    inputs: twin.inputs,
    nominations: rankings,
  };
  return {
    'ranking.csv': rankingCsv(twin, like),
    'ranking.json': canonicalJson(ranking),
    'protocol.json': canonicalJson(twin),
    'protocol.pdf': pdf,
  };
}

/** Writes beside the old files first and swaps at the end, so that a full disk leaves the old ones whole. */
async function writeAll(out: string, outputs: Record<string, string | Uint8Array>): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const paths = Object.keys(outputs).map((name) => join(out, name));
  await Promise.all(Object.values(outputs).map((content, index) => writeFile(`${paths[index]}.part`, content)));
  for (const path of paths) await rename(`${path}.part`, path);
  return paths;
}

function summaryOf({ code, ranking, decisions }: ProtocolTwin['nominations'][number]) {
  return { code, ranked: ranking.rows.length, unranked: ranking.unranked.length, decisions: decisions.length };
}
