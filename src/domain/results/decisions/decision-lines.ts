import { type Outcome } from '../../cycles/outcome.js';
import type { RowProblem } from '../../kernel/refusal.js';
import { isNamed, placePassedOver, type Contender, type Standing } from './award.js';
import type { BatchItem } from './decision-batch.js';

/** A line of a table of decisions, by its number in the file. */
export interface DecisionLine {
  row: number;
  /** The register number of the entry. */
  number: string;
  /** The kind as it was typed, and what it was understood as; `null` where it is none. */
  kind: string;
  outcome: Outcome | null;
  reason: string;
}

/** An admitted entry as a table of decisions names it. */
export interface RegisteredEntry {
  id: string;
  nominationId: string;
  registerNumber: string;
  regionCode: string;
}

/** A line without a fault. */
export interface SoundLine extends DecisionLine {
  entry: RegisteredEntry;
  outcome: Outcome;
}

/**
 * Rules §12. Lines that name an admitted entry and a kind that the cycle awards, with a reason, once, and one laureate of a
 * region in a nomination; and everything that is wrong with the others, by row and column. `closed` are nominations with an
 * entry that the person must not meet.
 */
export function soundLines(
  lines: readonly DecisionLine[],
  facts: { kinds: readonly Outcome[]; entries: ReadonlyMap<string, RegisteredEntry>; closed: ReadonlySet<string> },
): { found: SoundLine[]; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const taken = new Set<string>();
  const found = lines.flatMap((line): SoundLine[] => {
    const entry = facts.entries.get(line.number);
    const { outcome } = line;
    const faults: [string, string][] = [];
    if (!line.number) faults.push(['number', 'required']);
    else if (!entry) faults.push(['number', 'entry-not-admitted']);
    else if (facts.closed.has(entry.nominationId)) faults.push(['number', 'conflict-of-interest']);
    if (!line.kind) faults.push(['kind', 'required']);
    else if (!outcome) faults.push(['kind', 'not-offered']);
    else if (!facts.kinds.includes(outcome)) faults.push(['kind', 'outcome-not-foreseen']);
    if (!line.reason.trim()) faults.push(['reason', 'required']);
    const key = `${line.number} ${outcome}`;
    if (entry && outcome && taken.has(key)) faults.push(['number', 'duplicate']);
    taken.add(key);
    const region = outcome === 'regional-laureate' && entry ? `${entry.nominationId} ${entry.regionCode}` : null;
    if (region && taken.has(region)) faults.push(['number', 'one-of-a-region']);
    if (region) taken.add(region);
    problems.push(...faults.map(([column, rule]) => ({ row: line.row, column, rule })));
    return entry && outcome && faults.length === 0 ? [{ ...line, entry, outcome }] : [];
  });
  return { found, problems };
}

/** Rules §12. Lines whose entry no ranking has, so that no decision of it can rest on one; a regional choice needs none. */
export function unrankedLines(
  found: readonly SoundLine[],
  /** By nomination. */
  contenders: ReadonlyMap<string, readonly Contender[]>,
): RowProblem[] {
  return found.flatMap(({ row, entry, outcome }) => {
    if (outcome === 'regional-laureate') return [];
    const known = contenders.get(entry.nominationId);
    return known?.some(({ entryId }) => entryId === entry.id) ? [] : [{ row, column: 'number', rule: 'unranked' }];
  });
}

/** A line as a prepared decision, with the ranking that it rests on. */
export function itemOfLine(
  { entry, outcome, reason }: SoundLine,
  facts: { nomination: { id: string; title: string }; rankingHash: string | null },
): BatchItem {
  return {
    nominationId: facts.nomination.id,
    nomination: facts.nomination.title,
    outcome,
    submissionId: entry.id,
    registerNumber: entry.registerNumber,
    reason: reason.trim(),
    ...(outcome === 'regional-laureate'
      ? { rankingHash: null, regionCode: entry.regionCode }
      : { rankingHash: facts.rankingHash }),
  };
}

/** Rules §12. Where the rules propose an entry before a better placed one, the rule is the reason; empty where they do not. */
export function departureReason(
  entryId: string,
  facts: {
    outcome: Outcome;
    contenders: readonly Contender[];
    /** What is decided in the nomination. */
    standing: readonly Standing[];
    chosen: readonly string[];
    rule: string;
  },
): string {
  const { outcome, contenders, chosen } = facts;
  if (!isNamed(outcome)) return '';
  const named = chosen.map((id, index) => ({
    entryId: id,
    outcome,
    ...(outcome === 'reserve' && { order: index + 1 }),
  }));
  const others = facts.standing.filter((award) => award.outcome !== outcome);
  const contender = contenders.find((each) => each.entryId === entryId);
  const decision = { ...named.find((each) => each.entryId === entryId)!, place: contender?.place?.from ?? null };
  return placePassedOver(decision, contenders, [...others, ...named]) === null ? '' : facts.rule;
}
