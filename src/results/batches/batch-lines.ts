import { isNamed, placePassedOver } from '../../domain/results/award.js';
import { type Outcome, outcomes } from '../../domain/cycles/outcome.js';
import type { BatchItem } from '../../domain/results/decision-batch.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import type { RowProblem } from '../../domain/kernel/refusal.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import { locales, translator } from '../../platform/web/i18n.js';
import type { RankedQuestion } from '../awarding/decision-scene.js';
import { standingOfAward } from '../../domain/results/contenders.js';
import type { RegisteredEntry } from './registered-entries.queries.js';

/** A line of a table of decisions, by its number in the file. */
export interface DecisionLine {
  row: number;
  number: string;
  kind: string;
  reason: string;
}

export const lineColumns = ['number', 'kind', 'reason'] as const;

interface Found extends DecisionLine {
  entry: RegisteredEntry;
  outcome: Outcome;
}

/** A kind by its code, or by its word in either language. */
function kindOf(typed: string): Outcome | null {
  const asked = typed.trim().toLowerCase();
  const names = (outcome: Outcome) => locales.map((locale) => translator(locale)(`results:outcome.${outcome}`));
  return outcomes.find((outcome) => [outcome, ...names(outcome)].some((name) => name.toLowerCase() === asked)) ?? null;
}

/** Lines that name an admitted entry and a kind that the cycle awards, with a reason, once; and what is wrong with the others. */
export function readLines(
  lines: readonly DecisionLine[],
  facts: { edition: RegulationEdition; entries: ReadonlyMap<string, RegisteredEntry>; closed: ReadonlySet<string> },
): { found: Found[]; problems: RowProblem[] } {
  const { kinds } = decisionRulesFrom(facts.edition.decisionRules);
  const problems: RowProblem[] = [];
  const seen = new Set<string>();
  const found = lines.flatMap((line): Found[] => {
    const entry = facts.entries.get(line.number);
    const outcome = kindOf(line.kind);
    const faults: [string, string][] = [];
    if (!line.number) faults.push(['number', 'required']);
    else if (!entry) faults.push(['number', 'entry-not-admitted']);
    else if (facts.closed.has(entry.nominationId)) faults.push(['number', 'conflict-of-interest']);
    if (!line.kind) faults.push(['kind', 'required']);
    else if (!outcome) faults.push(['kind', 'not-offered']);
    else if (!kinds.includes(outcome)) faults.push(['kind', 'outcome-not-foreseen']);
    if (!line.reason.trim()) faults.push(['reason', 'required']);
    const key = `${line.number} ${outcome}`;
    if (entry && outcome && seen.has(key)) faults.push(['number', 'duplicate']);
    seen.add(key);
    const region = outcome === 'regional-laureate' && entry ? `${entry.nominationId} ${entry.regionCode}` : null;
    if (region && seen.has(region)) faults.push(['number', 'one-of-a-region']);
    if (region) seen.add(region);
    problems.push(...faults.map(([column, rule]) => ({ row: line.row, column, rule })));
    return entry && outcome && faults.length === 0 ? [{ ...line, entry, outcome }] : [];
  });
  return { found, problems };
}

/** Lines whose entry no ranking has, so that no decision of it can rest on one. */
export function unrankedLines(found: readonly Found[], questions: ReadonlyMap<string, RankedQuestion>): RowProblem[] {
  return found.flatMap(({ row, entry, outcome }) => {
    if (outcome === 'regional-laureate') return [];
    const contenders = questions.get(entry.nominationId)?.contenders;
    return contenders?.some(({ entryId }) => entryId === entry.id) ? [] : [{ row, column: 'number', rule: 'unranked' }];
  });
}

/** A line as a prepared decision, with the ranking that it rests on. */
export function itemOfLine(
  { entry, outcome, reason }: Found,
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

/** Why the rules propose an entry before a better placed one; empty where they do not. */
export function departureReason(
  entryId: string,
  facts: { outcome: Outcome; question: RankedQuestion; chosen: readonly string[]; rule: string },
): string {
  const { outcome, question, chosen } = facts;
  if (!isNamed(outcome)) return '';
  const named = chosen.map((id, index) => ({
    entryId: id,
    outcome,
    ...(outcome === 'reserve' && { order: index + 1 }),
  }));
  const others = question.awards.filter((award) => award.outcome !== outcome).map(standingOfAward);
  const contender = question.contenders.find((each) => each.entryId === entryId);
  const own = { ...named.find((each) => each.entryId === entryId)!, place: contender?.place?.from ?? null };
  return placePassedOver(own, question.contenders, [...others, ...named]) === null ? '' : facts.rule;
}
