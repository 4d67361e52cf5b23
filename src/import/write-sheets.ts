import type { EntityManager } from 'typeorm';
import { User } from '../accounts/users/user.entity.js';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { getEdition } from '../cycles/editions/editions.queries.js';
import { AssignmentPlan } from '../judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../judging/assignment/assignment.entity.js';
import { Evaluation } from '../judging/sheets/evaluation.entity.js';
import { Expert } from '../judging/experts/expert.entity.js';
import { createMany, type Deed } from '../platform/database/save.js';
import type { Watch } from '../platform/jobs/tasks.js';
import { newId } from '../platform/ids.js';
import { addressOf } from './import.queries.js';
import type { PlannedSheet, ScoreFacts } from './score-table.js';

/** Submitted sheets with the assignments that they belong to. SQL refuses a pair that is a conflict of interest. */
export async function writeSheets(
  tx: EntityManager,
  cycle: Cycle,
  { sheets, facts }: { sheets: PlannedSheet[]; facts: ScoreFacts },
  { deed, watch }: { deed: Deed; watch: Watch },
): Promise<void> {
  const experts = await expertsOf(tx, cycle, { sheets, facts }, deed);
  const idOf = (sheet: PlannedSheet) => experts.get(sheet.expertKey)!;
  const planId = await publishedPlan(
    tx,
    cycle,
    sheets.map((sheet) => [sheet.entry.id, idOf(sheet)]),
    deed,
  );
  const positions = new Map<string, number>();
  const assignments: (Partial<Assignment> & { id: string })[] = [];
  const evaluations: (Partial<Evaluation> & { id: string })[] = [];
  for (const sheet of sheets) {
    const expertId = idOf(sheet);
    const position = (positions.get(expertId) ?? 0) + 1;
    positions.set(expertId, position);
    const { now } = deed;
    const assignment = { id: newId(), planId, expertId, submissionId: sheet.entry.id, position, createdAt: now };
    assignments.push({ ...assignment, state: 'active', reason: '', endedAt: null });
    evaluations.push({
      id: newId(),
      assignmentId: assignment.id,
      revisionId: sheet.entry.revisionId,
      state: 'submitted',
      scores: sheet.scores,
      cannotJudge: sheet.cannotJudge,
      remarks: sheet.remarks,
      note: '',
      reason: '',
      createdAt: now,
      savedAt: now,
      submittedAt: now,
    });
  }
  for (let from = 0; from < assignments.length; from += batch) {
    await createMany(tx, Assignment, assignments.slice(from, from + batch), deed);
    await createMany(tx, Evaluation, evaluations.slice(from, from + batch), deed);
    await watch.progress(from, assignments.length);
  }
}

/** So many rows go between two looks at whether to go on. */
const batch = 1000;

/** The experts of the sheets by key. Those known by a code alone become people who cannot sign in. */
async function expertsOf(
  tx: EntityManager,
  cycle: Cycle,
  { sheets, facts }: { sheets: PlannedSheet[]; facts: ScoreFacts },
  deed: Deed,
): Promise<Map<string, string>> {
  const ids = new Map([...facts.experts].map(([key, { id }]) => [key, id]));
  const users: (Partial<User> & { id: string })[] = [];
  const experts: (Partial<Expert> & { id: string })[] = [];
  for (const { expertKey, regionCode } of sheets) {
    if (ids.has(expertKey)) continue;
    const { now } = deed;
    const user = { id: newId(), email: addressOf(expertKey, cycle.year), name: `Эксперт ${expertKey.toUpperCase()}` };
    users.push({ ...user, passwordHash: null, locale: 'ru', timeZone: cycle.timeZone, createdAt: now });
    const expert = { id: newId(), cycleId: cycle.id, userId: user.id, regionCode, organisationId: null };
    experts.push({ ...expert, state: 'accepted', invitedAt: now, answeredAt: now, conflictsDeclaredAt: now });
    ids.set(expertKey, expert.id);
  }
  await createMany(tx, User, users, deed);
  await createMany(tx, Expert, experts, deed);
  return ids;
}

async function publishedPlan(tx: EntityManager, cycle: Cycle, pairs: [string, string][], deed: Deed): Promise<string> {
  const loads = new Map<string, number>();
  for (const [, expert] of pairs) loads.set(expert, (loads.get(expert) ?? 0) + 1);
  const id = newId();
  await createMany(
    tx,
    AssignmentPlan,
    [
      {
        id,
        cycleId: cycle.id,
        state: 'published',
        seed: 0,
        reviewsPerEntry: (await getEdition(tx, cycle.id)).reviewsPerEntry,
        pairs,
        summary: {
          entries: new Set(pairs.map(([entry]) => entry)).size,
          experts: loads.size,
          pairs: pairs.length,
          minLoad: Math.min(...loads.values()),
          maxLoad: Math.max(...loads.values()),
          conflicts: 0,
        },
        createdById: deed.actor.userId,
        createdAt: deed.now,
        publishedAt: deed.now,
        publishedById: deed.actor.userId,
      },
    ],
    deed,
  );
  return id;
}
