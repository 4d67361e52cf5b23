import type { EntityManager } from 'typeorm';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { balancedQueues } from '../domain/judging/queue-order.js';
import { AssignmentPlan } from '../judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../judging/assignment/assignment.entity.js';
import { Expert } from '../judging/experts/expert.entity.js';
import { newId } from '../platform/ids.js';
import { addUser, grantRole } from './demo/people.js';

const queueLength = 200;
const day = 24 * 3600 * 1000;

/** Experts who each have the same 200 admitted entries to judge in a review that is open, for measurements of the desk. */
export async function loadBenchJury(tx: EntityManager, cycleId: string, count: number, now: Date) {
  await tx.query(`UPDATE stage SET opens_at = $2, closes_at = $3 WHERE cycle_id = $1 AND kind = 'review'`, [
    cycleId,
    new Date(now.getTime() - day),
    new Date(now.getTime() + 30 * day),
  ]);
  const experts: Expert[] = [];
  for (let index = 0; index < count; index += 1) {
    const facts = {
      email: `bench-${now.getTime()}-${index}@laureat.test`,
      name: `Эксперт ${index + 1}`,
      password: 'laureat-demo',
    };
    const user = await addUser(tx, facts, now);
    await grantRole(tx, user, { role: 'expert', regionCode: null }, now);
    const expert = {
      id: newId(),
      cycleId,
      userId: user.id,
      state: 'accepted' as const,
      capacity: queueLength,
      employer: '',
    };
    experts.push(
      Object.assign(new Expert(), { ...expert, invitedAt: now, answeredAt: now, conflictsDeclaredAt: now, user }),
    );
  }
  await tx.insert(Expert, experts);
  const entries: { id: string }[] = await tx
    .query(
      `UPDATE submission SET state = 'admitted', screened_at = $2, screened_by_id = $3
      WHERE id IN (SELECT id FROM submission WHERE cycle_id = $1 AND state IN ('submitted', 'admitted') ORDER BY id DESC LIMIT $4)
      RETURNING id`,
      [cycleId, now, experts[0]!.userId, queueLength],
    )
    .then(([rows]: [{ id: string }[], number]) => rows);
  const plan = {
    id: newId(),
    cycleId,
    state: 'proposed' as const,
    seed: 7,
    reviewsPerEntry: count,
    pairs: [],
    createdAt: now,
  };
  const summary = {
    entries: entries.length,
    experts: count,
    pairs: entries.length * count,
    minLoad: 0,
    maxLoad: 0,
    conflicts: 0,
  };
  await tx.insert(AssignmentPlan, { ...plan, summary });
  const pairs = experts.flatMap(({ id: expertId }) => entries.map(({ id: entryId }) => ({ entryId, expertId })));
  const rows = balancedQueues(pairs, 7).map(({ entryId, expertId, position }) => ({
    id: newId(),
    planId: plan.id,
    submissionId: entryId,
    expertId,
    position,
    state: 'active' as const,
    reason: '',
    createdAt: now,
  }));
  for (let from = 0; from < rows.length; from += 1000) await tx.insert(Assignment, rows.slice(from, from + 1000));
  return {
    criteria: (await listCriteria(tx, cycleId)).map(({ id }) => id),
    experts: experts.map(({ id, user }) => ({
      id,
      email: user.email,
      password: 'laureat-demo',
      assignments: rows.filter(({ expertId }) => expertId === id).map((row) => row.id),
    })),
  };
}
