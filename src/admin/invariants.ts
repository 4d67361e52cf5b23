import type { EntityManager } from 'typeorm';
import { hashInvariants } from './hash-invariants.js';
import type { Invariant } from './invariant.js';
import { judgingInvariants } from './invariant-lists/judging-invariants.js';
import { machineryInvariants } from './invariant-lists/machinery-invariants.js';
import { resultsInvariants } from './invariant-lists/results-invariants.js';
import { submissionsInvariants } from './invariant-lists/submissions-invariants.js';

export const invariants: readonly Invariant[] = [
  ...submissionsInvariants,
  ...judgingInvariants,
  ...resultsInvariants,
  ...machineryInvariants,
  ...hashInvariants,
];

/** How many of the offending rows are named. */
const named = 20;

export interface InvariantResult {
  name: string;
  why: string;
  ok: boolean;
  total: number;
  offenders: string[];
  /** How long it took to look. */
  ms: number;
}

export interface InvariantReport {
  checkedAt: string;
  ok: boolean;
  results: InvariantResult[];
}

/** Looks at the whole database, one rule after another; changes nothing. */
export async function checkInvariants(em: EntityManager, now: Date): Promise<InvariantReport> {
  const results: InvariantResult[] = [];
  for (const invariant of invariants) {
    const startedAt = performance.now();
    const ids = await offendersOf(em, invariant, now);
    const ms = Math.round(performance.now() - startedAt);
    const { name, why } = invariant;
    results.push({ name, why, ok: ids.length === 0, total: ids.length, offenders: ids.slice(0, named), ms });
  }
  return { checkedAt: now.toISOString(), ok: results.every(({ ok }) => ok), results };
}

async function offendersOf(em: EntityManager, invariant: Invariant, now: Date): Promise<string[]> {
  if (invariant.find) return invariant.find(em, now);
  const rows: { id: string }[] = await em.query(invariant.sql!, invariant.usesNow ? [now] : []);
  return rows.map(({ id }) => id);
}
