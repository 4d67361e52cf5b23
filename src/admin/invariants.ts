import type { EntityManager } from 'typeorm';
import { hashInvariants } from './hash-invariants.js';
import { sqlInvariants, type Invariant } from './invariant-list.js';

export const invariants: readonly Invariant[] = [...sqlInvariants, ...hashInvariants];

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
  if (invariant.find) return invariant.find(em);
  const rows: { id: string }[] = await em.query(invariant.sql!, invariant.usesNow ? [now] : []);
  return rows.map(({ id }) => id);
}
