import { Injectable } from '@nestjs/common';
import { getCycle, getEdition } from '../cycles/cycles.queries.js';
import { mustHaveRole, type Actor } from '../domain/actor.js';
import { assignExperts } from '../domain/assignment/assign-experts.js';
import { belongTogether } from '../domain/conflict.js';
import { Refusal } from '../domain/refusal.js';
import { shuffled } from '../domain/seeded.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, record, save, tell } from '../platform/database/save.js';
import { newId } from '../platform/ids.js';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { recomputeConflicts } from './conflicts.service.js';
import type { Expert } from './expert.entity.js';
import { listAdmitted, listAssignments, listConflicts, listExperts, lockPlan } from './judging.queries.js';

/** Distributing entries over experts: a plan is computed and seen before it is published. */
@Injectable()
export class AssignmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Computes a plan for all admitted entries; published pairs stay. Refuses with `experts-short` when it cannot be done. */
  propose(actor: Actor, cycleId: string, seed: number): Promise<AssignmentPlan> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await getCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
      const entries = await listAdmitted(tx, cycleId);
      if (entries.length === 0) throw new Refusal({ code: 'nothing-to-rank' });
      await recomputeConflicts(tx, cycleId, { actor, action: 'compute-conflicts', now });
      const experts = (await listExperts(tx, cycleId)).filter(
        ({ state, place }) => state === 'accepted' && place === 'main',
      );
      const ended = (await listAssignments(tx, cycleId)).filter((assignment) => assignment.state !== 'active');
      const conflicts = [
        ...(await listConflicts(tx, cycleId)).filter(({ state }) => state !== 'dismissed'),
        ...ended.map(({ expertId, submissionId }) => ({ expertId, submissionId, source: 'organizer' as const })),
      ];
      const existing = (await listAssignments(tx, cycleId)).filter((assignment) => assignment.state === 'active');
      const { reviewsPerEntry } = await getEdition(tx, cycleId);
      const pairs = assignExperts({
        entries,
        experts,
        conflicts,
        reviewsPerEntry,
        existing: existing.map(({ submissionId, expertId }) => ({ entryId: submissionId, expertId })),
        seed,
      }).map(({ entryId, expertId }): [string, string] => [entryId, expertId]);
      const values = {
        id: newId(),
        cycleId,
        state: 'proposed' as const,
        seed,
        reviewsPerEntry,
        pairs,
        summary: summaryOf({ entries, experts, pairs, conflicts: conflicts.length }),
        createdById: actor.userId,
        createdAt: now,
        publishedAt: null,
        publishedById: null,
      };
      return create(tx, AssignmentPlan, values, { actor, action: 'plan', now });
    });
  }

  /** Makes the plan's pairs assignments, once; each expert is told. SQL refuses a pair that has become a conflict. */
  publish(actor: Actor & { userId: string }, planId: string): Promise<AssignmentPlan> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const plan = await lockPlan(tx, planId);
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId: plan.cycleId });
      if (plan.state !== 'proposed')
        throw new Refusal({ code: 'action-not-allowed', action: 'publish', state: plan.state });
      const known = new Set(
        (await listAssignments(tx, plan.cycleId)).map(({ submissionId, expertId }) => `${submissionId} ${expertId}`),
      );
      const fresh = plan.pairs.filter(([submissionId, expertId]) => !known.has(`${submissionId} ${expertId}`));
      const rows = queuesOf(fresh, plan.seed).map((row) => ({
        id: newId(),
        planId,
        ...row,
        state: 'active' as const,
        reason: '',
        createdAt: now,
        endedAt: null,
      }));
      for (let from = 0; from < rows.length; from += 1000) await tx.insert(Assignment, rows.slice(from, from + 1000));
      const deed = { actor, action: 'publish', now };
      await record(tx, deed, { subjectType: 'assignment', subjectId: planId, before: null, after: { pairs: fresh } });
      const changes = { state: 'published' as const, publishedAt: now, publishedById: actor.userId };
      await tell(
        tx,
        [...new Set(rows.map((row) => row.expertId))].map((expertId) => ({
          type: 'assignment.published',
          planId,
          expertId,
        })),
        now,
      );
      return save(tx, plan, { changes, events: [] }, deed);
    });
  }
}

/** Every expert's own queue in a seeded random order, so that no entry gains by its place in the alphabet. */
function queuesOf(
  pairs: readonly (readonly [string, string])[],
  seed: number,
): { submissionId: string; expertId: string; position: number }[] {
  const byExpert = new Map<string, { id: string }[]>();
  for (const [submissionId, expertId] of pairs)
    byExpert.set(expertId, [...(byExpert.get(expertId) ?? []), { id: submissionId }]);
  return [...byExpert].flatMap(([expertId, entries]) =>
    shuffled(entries, seed + hashOf(expertId)).map(({ id }, index) => ({
      submissionId: id,
      expertId,
      position: index + 1,
    })),
  );
}

function hashOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-7), 16);
}

function summaryOf(facts: {
  entries: readonly { id: string; regionCode: string; organisationId: string }[];
  experts: readonly Expert[];
  pairs: readonly [string, string][];
  conflicts: number;
}): AssignmentPlan['summary'] {
  const loads = new Map(facts.experts.map(({ id }) => [id, 0]));
  for (const [, expertId] of facts.pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  const avoided = facts.experts.reduce(
    (sum, expert) => sum + facts.entries.filter((entry) => belongTogether(expert, entry)).length,
    0,
  );
  return {
    entries: facts.entries.length,
    experts: facts.experts.length,
    pairs: facts.pairs.length,
    minLoad: Math.min(...loads.values()),
    maxLoad: Math.max(...loads.values()),
    conflicts: avoided + facts.conflicts,
  };
}
