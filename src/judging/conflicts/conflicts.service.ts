import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { systemActor, type Actor, type Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { conflictFinder, type ComputedConflict, type ConflictExpert } from '../../domain/judging/computed-conflicts.js';
import type { ConflictPair, ConflictSource } from '../../domain/judging/conflict-sources.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save, type Deed } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import type { Watch } from '../../platform/jobs/tasks.js';
import { endConflictingPairs, endPair } from '../assignment/recusal.js';
import { Conflict } from './conflict.entity.js';
import {
  insertComputed,
  listConflictEntries,
  listConflictExperts,
  listConflictsBySource,
  listConflictsOfStrangers,
} from './conflicts.queries.js';
import { lockManyPairs } from '../assignment/many-pairs.queries.js';
import { ExpertPreference } from './expert-preference.entity.js';
import type { Expert } from '../experts/expert.entity.js';
import { listAdmitted } from '../reading/admitted.queries.js';
import { lockExpert } from '../experts/experts.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';

/** Sources that follow from facts, and come and go with them. */
const computed: readonly ConflictSource[] = [
  'same-region',
  'same-organisation',
  'former-organisation',
  'same-employer',
  'declared-by-entrant',
  'related',
];

/** What a recomputation changed. */
export interface ConflictChange {
  added: number;
  removed: number;
  /** Assignments that ended because of it. */
  ended: number;
}

/** Conflicts of interest as data: computed from facts, declared by people, settled by the organizer. */
@Injectable()
export class ConflictsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Computes anew what follows from profiles and entries; what people said or settled stays. */
  recompute(actor: Actor, cycleId: string): Promise<ConflictChange> {
    return this.db.transaction((tx) => {
      mustRunJudging(actor, cycleId);
      return recomputeConflicts(tx, cycleId, { actor, action: 'compute-conflicts', now: this.clock.now() });
    });
  }

  /** Does the same for every cycle that is running; profiles and entries change all the time. */
  async recomputeAll(): Promise<void> {
    const rows: { id: string }[] = await this.db.reader.query(
      `SELECT DISTINCT c.id FROM cycle c JOIN expert e ON e.cycle_id = c.id WHERE c.state = 'announced'`,
    );
    for (const { id } of rows) await this.recompute(systemActor, id);
  }

  /** The organizer says that the two do not go together, with a reason. */
  set(actor: Person, cycleId: string, input: { expertId: string; submissionId: string; reason: string }) {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustRunJudging(actor, cycleId);
      const expert = await lockExpert(tx, input.expertId);
      const entry = (await listAdmitted(tx, cycleId)).find(({ id }) => id === input.submissionId);
      if (expert.cycleId !== cycleId || !entry) throw new Refusal({ code: 'not-found' });
      await mustMeet(tx, actor.userId, entry.id);
      const reason = mustGiveReason(input.reason);
      await addConflict(tx, { actor, expert, submissionId: entry.id, source: 'organizer', reason, now });
    });
  }

  /** Confirms what was suspected, or dismisses it; both are said with a reason and stay. */
  settle(actor: Person, conflictId: string, input: { verdict: 'confirmed' | 'dismissed'; reason: string }) {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const where = { id: conflictId };
      const conflict = isId(conflictId) ? await tx.findOne(Conflict, { where, relations: { expert: true } }) : null;
      if (!conflict) throw new Refusal({ code: 'not-found' });
      mustRunJudging(actor, conflict.expert.cycleId);
      await mustMeet(tx, actor.userId, conflict.submissionId);
      if (conflict.state !== 'suspected')
        throw new Refusal({ code: 'action-not-allowed', action: 'settle', state: conflict.state });
      const changes = {
        state: input.verdict,
        reason: mustGiveReason(input.reason),
        settledById: actor.userId,
        settledAt: now,
      };
      return save(tx, conflict, { changes, events: [] }, { actor, action: 'settle', now });
    });
  }

  /**
   * The expert names the entries that are a conflict of interest, from titles and organisations alone, before anything
   * opens. Naming none is a declaration too.
   */
  declare(
    actor: Person,
    expertId: string,
    declared: {
      submissionIds: string[];
      reason: string;
      /** Entries that the expert would like to judge (1) or would rather not (-1); they replace earlier ones. */
      wishes?: { submissionId: string; preference: 1 | -1 }[];
    },
  ): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await lockExpert(tx, expertId);
      if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
      if (expert.state !== 'accepted')
        throw new Refusal({ code: 'action-not-allowed', action: 'declare', state: expert.state });
      const admitted = new Set((await listAdmitted(tx, expert.cycleId)).map(({ id }) => id));
      for (const submissionId of declared.submissionIds) {
        if (!admitted.has(submissionId)) throw new Refusal({ code: 'not-found' });
        await addConflict(tx, { actor, expert, submissionId, source: 'declared', reason: declared.reason, now });
      }
      await tx.delete(ExpertPreference, { expertId });
      const wishes = (declared.wishes ?? []).filter(
        ({ submissionId }) => admitted.has(submissionId) && !declared.submissionIds.includes(submissionId),
      );
      if (wishes.length > 0)
        await tx.insert(
          ExpertPreference,
          wishes.map((wish) => ({ ...wish, id: newId(), expertId })),
        );
      return save(tx, expert, { changes: { conflictsDeclaredAt: now }, events: [] }, { actor, action: 'declare', now });
    });
  }
}

/** So many experts are compared with what stands at a time, and so many conflicts written: there may be a million. */
const comparedAtOnce = 100;
const writtenAtOnce = 20_000;

/**
 * Computes a cycle's conflicts within a transaction, before pairs are made of its experts and entries. In a large cycle that
 * takes its time: who watches is told how far it is, and may stop it.
 */
export async function recomputeConflicts(
  tx: EntityManager,
  cycleId: string,
  deed: Deed,
  watch: Watch | null = null,
): Promise<ConflictChange> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [cycleId]);
  const experts = await listConflictExperts(tx, cycleId);
  const conflictsOf = await finderFor(tx, cycleId, deed.now);
  let gone = await listConflictsOfStrangers(tx, cycleId, { sources: computed, known: experts.map(({ id }) => id) });
  const change = { added: 0, removed: 0, ended: 0 };
  let fresh: ComputedConflict[] = [];
  const write = async () => {
    await lockManyPairs(tx, fresh.length);
    change.ended += await endConflictingPairs(tx, fresh, deed);
    await insertComputed(tx, fresh, deed.now);
    change.added += fresh.length;
    fresh = [];
  };
  for (let from = 0; from < experts.length; from += comparedAtOnce) {
    await watch?.progress(from, experts.length);
    const part = experts.slice(from, from + comparedAtOnce);
    const changed = await changesOf(tx, part, conflictsOf);
    fresh = fresh.concat(changed.fresh);
    gone = gone.concat(changed.gone);
    if (fresh.length > writtenAtOnce) await write();
  }
  await write();
  for (let from = 0; from < gone.length; from += 2000) await tx.delete(Conflict, gone.slice(from, from + 2000));
  change.removed = gone.length;
  if (change.added + change.removed > 0)
    await record(tx, deed, { subjectType: 'conflict', subjectId: cycleId, before: null, after: change });
  return change;
}

async function finderFor(tx: EntityManager, cycleId: string, now: Date) {
  const { conflicts: rules } = judgingRulesFrom((await getEdition(tx, cycleId)).judgingRules);
  const { timeZone } = await getCycle(tx, cycleId);
  const month = dayOf(now, timeZone).slice(0, 7);
  return conflictFinder(await listConflictEntries(tx, cycleId), { rules, month });
}

async function changesOf(
  tx: EntityManager,
  experts: readonly ConflictExpert[],
  conflictsOf: (expert: ConflictExpert) => ComputedConflict[],
) {
  const ids = experts.map(({ id }) => id);
  const standing = await listConflictsBySource(tx, ids, computed);
  const found = experts.flatMap(conflictsOf);
  const known = new Set(standing.map(keyOf));
  const wanted = new Set(found.map(keyOf));
  return {
    fresh: found.filter((conflict) => !known.has(keyOf(conflict))),
    gone: standing.filter((one) => !wanted.has(keyOf(one)) && !one.isSettled).map(({ id }) => id),
  };
}

const keyOf = ({ expertId, submissionId, source }: ConflictPair) => `${expertId} ${submissionId} ${source}`;

interface NewConflict {
  actor: Actor;
  expert: Expert;
  submissionId: string;
  source: ConflictSource;
  reason: string;
  now: Date;
}

/** Ends an active assignment of the pair first, because SQL refuses a conflict of an assigned pair. */
export async function addConflict(
  tx: EntityManager,
  { actor, expert, submissionId, source, reason, now }: NewConflict,
): Promise<void> {
  const known = await tx.existsBy(Conflict, { expertId: expert.id, submissionId, source });
  if (known) return;
  const pair = { expertId: expert.id, submissionId, reason: reason.trim() || source };
  await endPair(tx, pair, { actor, action: 'recuse', now });
  const values = {
    expertId: expert.id,
    submissionId,
    source,
    state: 'confirmed' as const,
    reason: reason.trim(),
    createdAt: now,
    declaredById: actor.userId,
    settledById: null,
    settledAt: null,
  };
  await create(tx, Conflict, values, { actor, action: 'declare-conflict', now });
}
