import type { Contender, Standing } from './award.js';
import type { Outcome } from '../../cycles/outcome.js';
import { Refusal } from '../../kernel/refusal.js';
import { mustGiveReason } from '../../kernel/reason.js';
import { defineWorkflow, next } from '../../kernel/workflow.js';

/** Rules §12. Decisions in bulk wait until another person applies them whole, or they are cancelled with a reason. */
export const batchWorkflow = defineWorkflow({
  initial: 'pending',
  actions: {
    apply: { from: ['pending'], to: 'applied' },
    cancel: { from: ['pending'], to: 'cancelled' },
  },
});
export type BatchState = 'pending' | 'applied' | 'cancelled';

/** One prepared decision; the hash is that of the inputs of the ranking on which it rests, none for a regional one. */
export interface BatchItem {
  nominationId: string;
  nomination: string;
  outcome: Outcome;
  submissionId: string;
  registerNumber: string;
  reason: string;
  rankingHash: string | null;
  /** The region whose laureate it is. */
  regionCode?: string;
}

export interface BatchFacts {
  cycleId: string;
  meetingId: string;
  ground: string;
  despite: string;
  items: readonly BatchItem[];
  /** Decisions that give way to it, by id in their order. */
  replaces: readonly string[];
}

export interface SkippedNomination {
  nomination: string;
  why: 'unranked' | 'conflict' | Extract<BulkProposal, { none: unknown }>['none'];
}

/**
 * Rules §12. What is hashed and shown before it is applied: the sitting, the ground and every decision in its order with
 * the ranking that it rests on, and what gives way, so that another list, order or ranking has another hash.
 */
export function batchContent({ cycleId, meetingId, ground, despite, items, replaces }: BatchFacts) {
  return { format: 'laureat-decisions/1', cycleId, meetingId, ground, despite, items, replaces };
}

interface WaitingBatch {
  state: BatchState;
  hash: string;
  preparedById: string;
}

/**
 * Rules §12. A second person applies what was shown. Refuses: `action-not-allowed` for what is applied or cancelled,
 * `second-person-needed` for who prepared it, `list-changed` when another list was shown.
 */
export function applyBatch(
  batch: WaitingBatch,
  facts: { userId: string; userName: string; hashShown: string; now: Date },
) {
  const state = next(batchWorkflow, batch.state, 'apply');
  if (batch.preparedById === facts.userId) throw new Refusal({ code: 'second-person-needed' });
  if (batch.hash !== facts.hashShown) throw new Refusal({ code: 'list-changed' });
  return { state, appliedById: facts.userId, appliedByName: facts.userName, appliedAt: facts.now };
}

/** Rules §12. Nothing of a cancelled list is applied. Refuses: `action-not-allowed`, `reason-required`. */
export function cancelBatch(batch: WaitingBatch, facts: { userId: string; reason: string; now: Date }) {
  const state = next(batchWorkflow, batch.state, 'cancel');
  return { state, cancelledById: facts.userId, cancelledAt: facts.now, reason: mustGiveReason(facts.reason) };
}

/** Decisions that are named together: one outcome of one nomination, in the order of the list. */
export interface BatchGroup {
  nominationId: string;
  nomination: string;
  outcome: Outcome;
  items: BatchItem[];
}

/** The groups of a list, nominations by their first line, outcomes as `order` has them. */
export function groupsOfBatch(items: readonly BatchItem[], order: readonly Outcome[]): BatchGroup[] {
  const groups = new Map<string, BatchGroup>();
  for (const item of items) {
    const { nominationId, nomination, outcome } = item;
    const key = `${nominationId} ${outcome}`;
    const group = groups.get(key) ?? { nominationId, nomination, outcome, items: [] };
    groups.set(key, { ...group, items: [...group.items, item] });
  }
  const places = [...new Set(items.map(({ nominationId }) => nominationId))];
  return [...groups.values()].sort(
    (a, b) =>
      places.indexOf(a.nominationId) - places.indexOf(b.nominationId) ||
      order.indexOf(a.outcome) - order.indexOf(b.outcome),
  );
}

/** Kinds that follow from a ranking; mentions and recommendations have reasons of their own. */
export const proposableKinds = ['winner', 'laureate', 'runner-up', 'finalist', 'reserve'] as const;
export type ProposableKind = (typeof proposableKinds)[number];

/** Outcomes by which an entry is out of the question for another. */
const above: Record<ProposableKind, readonly Outcome[]> = {
  winner: [],
  laureate: ['winner'],
  'runner-up': ['winner', 'laureate'],
  finalist: [],
  reserve: ['winner', 'laureate', 'runner-up', 'finalist'],
};

/** Whom the rules propose, or why they propose nobody and the body decides. */
export type BulkProposal = { entryIds: string[] } | { none: 'void' | 'tie-at-border' | 'nobody-left' | 'no-number' };

/**
 * Rules §12. Whom the rules propose for a kind. Finalists are those whom the rule of selection takes. For winners,
 * laureates and runners-up it is the first so many of them that hold nothing higher, for the reserve the first so many of
 * all with a place who were not chosen; `pool` is in the order of places. Equal places across the border are left to the body.
 */
export function proposeKind(
  outcome: ProposableKind,
  facts: {
    pool: readonly Contender[];
    /** Those whom the rule of selection takes, `null` where the nomination is void. */
    selected: readonly string[] | null;
    foreseen: number | null;
    standing: readonly Standing[];
  },
): BulkProposal {
  const { selected, standing } = facts;
  if (selected === null) return { none: 'void' };
  if (outcome === 'finalist') return selected.length > 0 ? { entryIds: [...selected] } : { none: 'nobody-left' };
  const out = new Set(standing.filter((each) => above[outcome].includes(each.outcome)).map(({ entryId }) => entryId));
  const isFree = ({ entryId, place }: Contender) =>
    place !== null && !out.has(entryId) && (outcome === 'reserve' || selected.includes(entryId));
  const free = facts.pool.filter(isFree);
  if (facts.foreseen === null) return { none: 'no-number' };
  const [first, after] = [free.slice(0, facts.foreseen), free[facts.foreseen]];
  if (first.length === 0) return { none: 'nobody-left' };
  if (after && after.place!.from === first.at(-1)!.place!.from) return { none: 'tie-at-border' };
  return { entryIds: first.map(({ entryId }) => entryId) };
}
