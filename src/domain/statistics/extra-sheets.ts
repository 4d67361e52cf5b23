import { compareText } from '../kernel/seeded.js';
import type { NotIdentified } from './expert-strictness.js';
import { normalShare } from './distributions.js';
import { fitCrossed, type CrossedFit } from './reml.js';
import { partsOf, sheetTable, type ScoredSheet, type SheetTable } from './sheet-table.js';

export interface ExtraSheetsInput {
  sheets: readonly ScoredSheet[];
  /** Who may be asked, and for how many sheets more. */
  experts: readonly { expertId: string; capacity: number }[];
  /** Pairs that must not meet. Those who scored the entry already are left out by themselves. */
  conflicts: readonly { entryId: string; expertId: string }[];
  /** The boundary lies after so many entries. */
  boundary: number;
  /** At most so many sheets. */
  budget: number;
}

export interface ExtraSheet {
  entryId: string;
  expertId: string;
  /** By how much the expected number of entries on the wrong side falls. */
  gain: number;
}

export interface ExtraSheets {
  identified: true;
  /** In the order of their worth: the first few are the ones to ask for when not all can be had. */
  extra: ExtraSheet[];
  /** The expected number of entries on the wrong side of the boundary, now and afterwards. */
  riskBefore: number;
  riskAfter: number;
}

/**
 * Rules §14. "One more expert here": which further sheets would settle the boundary at the least cost. An entry stands on
 * the wrong side with the probability that its quality, as uncertain as the model says, lies across the boundary (the
 * middle between the two scores beside it); a further sheet narrows that uncertainty by what the expert's own leniency
 * and the residual let through. Sheets are chosen one by one for the greatest expected fall, an expert with a better
 * known leniency first. Advice, in floats: nobody is assigned by it.
 *
 * Not identified where `adjustScores` is not. Nothing is advised where all entries are above or below the boundary.
 */
export function adviseExtraSheets(input: ExtraSheetsInput): ExtraSheets | NotIdentified {
  const table = sheetTable(input.sheets);
  const parts = partsOf(table);
  if (parts.length > 1) return { identified: false, reason: 'parts', parts };
  const fit = fitCrossed(table);
  if (!fit) return { identified: false, reason: 'too-few', parts };
  const standings = standingsOf(table, fit, input.boundary);
  const risk = () => standings.reduce((sum, standing) => sum + riskOf(standing), 0);
  const riskBefore = risk();
  const extra = chooseSheets(standings, candidatesOf(table, fit, input), fit.variance.residual, input.budget);
  return { identified: true, extra, riskBefore, riskAfter: risk() };
}

/** An entry by its distance from the boundary and how uncertain that is. */
interface Standing {
  entryId: string;
  distance: number;
  variance: number;
}

function standingsOf(table: SheetTable, fit: CrossedFit, boundary: number): Standing[] {
  const sorted = fit.entries.map(({ effect }) => effect).sort((a, b) => b - a);
  if (boundary < 1 || boundary >= sorted.length) return [];
  const line = (sorted[boundary - 1]! + sorted[boundary]!) / 2;
  return table.entries.map((entryId, at) => ({
    entryId,
    distance: Math.abs(fit.entries[at]!.effect - line),
    variance: fit.entries[at]!.se ** 2,
  }));
}

function riskOf({ distance, variance }: Standing): number {
  return variance > 0 ? normalShare(-distance / Math.sqrt(variance)) : 0;
}

interface Candidate {
  expertId: string;
  capacity: number;
  variance: number;
  closedTo: Set<string>;
}

function candidatesOf(
  table: SheetTable,
  fit: CrossedFit,
  { experts, conflicts, sheets }: ExtraSheetsInput,
): Candidate[] {
  const known = new Map(table.experts.map((id, at) => [id, fit.experts[at]!.se ** 2]));
  const closed = new Map(experts.map(({ expertId }) => [expertId, new Set<string>()]));
  for (const { entryId, expertId } of [...conflicts, ...sheets]) closed.get(expertId)?.add(entryId);
  return experts
    .map(({ expertId, capacity }) => ({
      expertId,
      capacity,
      variance: known.get(expertId) ?? fit.variance.expert,
      closedTo: closed.get(expertId)!,
    }))
    .sort((a, b) => a.variance - b.variance || compareText(a.expertId, b.expertId));
}

interface Offer {
  standing: Standing;
  candidate: Candidate;
  variance: number;
  gain: number;
}

function chooseSheets(standings: Standing[], candidates: Candidate[], residual: number, budget: number): ExtraSheet[] {
  const offers = standings.flatMap((standing) => offerFor(standing, candidates, residual) ?? []);
  const chosen: ExtraSheet[] = [];
  while (chosen.length < budget && offers.length) {
    let best = 0;
    offers.forEach(({ gain }, at) => (best = gain > offers[best]!.gain ? at : best));
    const { standing, candidate, variance, gain } = offers[best]!;
    if (candidate.capacity > 0) {
      if (!(gain > 0)) break;
      chosen.push({ entryId: standing.entryId, expertId: candidate.expertId, gain });
      candidate.capacity -= 1;
      candidate.closedTo.add(standing.entryId);
      standing.variance = variance;
    }
    const next = offerFor(standing, candidates, residual);
    if (next) offers[best] = next;
    else offers.splice(best, 1);
  }
  return chosen;
}

function offerFor(standing: Standing, candidates: readonly Candidate[], residual: number): Offer | null {
  const candidate = candidates.find(({ capacity, closedTo }) => capacity > 0 && !closedTo.has(standing.entryId));
  if (!candidate) return null;
  const noise = candidate.variance + residual;
  const variance = (standing.variance * noise) / (standing.variance + noise);
  return { standing, candidate, variance, gain: riskOf(standing) - riskAfter(standing, variance) };
}

const halves = 40;

/** The expected risk once the score has moved as far as the narrower uncertainty lets it. */
function riskAfter({ distance, variance }: Standing, narrower: number): number {
  const shift = Math.sqrt(Math.max(0, variance - narrower));
  let risk = 0;
  let whole = 0;
  for (let at = -halves; at <= halves; at += 1) {
    const z = (4 * at) / halves;
    const weight = Math.exp((-z * z) / 2);
    risk += weight * riskOf({ entryId: '', distance: Math.abs(distance + shift * z), variance: narrower });
    whole += weight;
  }
  return risk / whole;
}
