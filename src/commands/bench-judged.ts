import type { EntityManager } from 'typeorm';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { AssignmentPlan } from '../judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../judging/assignment/assignment.entity.js';
import { Evaluation } from '../judging/sheets/evaluation.entity.js';
import { Expert } from '../judging/experts/expert.entity.js';
import { newId } from '../platform/ids.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { Dice } from './demo/dice.js';
import { addUser } from './demo/people.js';

const batch = 500;
const experts = 36;
const sheetsEach = 3;

interface JudgedFacts {
  cycleId: string;
  nominationId: string;
  screenedById: string;
  dice: Dice;
  now: Date;
}

/** Admits what was submitted to a nomination and gives every entry three submitted sheets, for measurements. */
export async function judgeEverything(tx: EntityManager, facts: JudgedFacts): Promise<void> {
  const { cycleId, nominationId, screenedById, dice, now } = facts;
  const of = { cycleId, nominationId, state: 'submitted' as const };
  await tx.update(Submission, of, { state: 'admitted', screenedAt: now, screenedById });
  const entries = await tx.find(Submission, {
    select: { id: true, revisionId: true },
    where: { nominationId, state: 'admitted' },
    order: { registerNumber: 'ASC' },
  });
  const criteria = await listCriteria(tx, cycleId);
  const jury = await addJury(tx, facts);
  const planId = await addPlan(tx, facts);
  const assignments: Assignment[] = [];
  const sheets: object[] = [];
  for (const [index, entry] of entries.entries()) {
    const quality = dice.between(4, 9);
    for (let sheet = 0; sheet < sheetsEach; sheet += 1) {
      const id = newId();
      // Steps of 7 and of 1 among 36 experts: all entries are compared through some chain of them.
      const expertId = jury[(index + 7 * sheet) % jury.length]!;
      const made = { planId, expertId, submissionId: entry.id, state: 'active', reason: '', createdAt: now };
      assignments.push(Object.assign(new Assignment(), { ...made, id, position: sheet, endedAt: null }));
      const points = () => String(Math.min(10, Math.max(0, quality + dice.between(-2, 2))));
      sheets.push({
        id: newId(),
        assignmentId: id,
        revisionId: entry.revisionId,
        state: 'submitted',
        scores: Object.fromEntries(criteria.map((criterion) => [criterion.id, points()])),
        remarks: {},
        note: '',
        reason: '',
        createdAt: now,
        savedAt: now,
        submittedAt: now,
        version: 1,
      });
    }
  }
  for (let from = 0; from < sheets.length; from += batch) {
    await tx.insert(Assignment, assignments.slice(from, from + batch));
    await tx.insert(Evaluation, sheets.slice(from, from + batch));
  }
}

async function addJury(tx: EntityManager, { cycleId, now }: JudgedFacts): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < experts; index += 1) {
    const person = { email: `bench-expert-${now.getTime()}-${index}@laureat.test`, name: `Эксперт ${index + 1}` };
    const user = await addUser(tx, { ...person, password: 'laureat-demo' }, now);
    const id = newId();
    const answered = { invitedAt: now, answeredAt: now, conflictsDeclaredAt: now };
    await tx.insert(Expert, { id, cycleId, userId: user.id, state: 'accepted', capacity: 1000, ...answered });
    ids.push(id);
  }
  return ids;
}

async function addPlan(tx: EntityManager, { cycleId, now }: JudgedFacts): Promise<string> {
  const id = newId();
  const summary = { entries: 0, experts, pairs: 0, minLoad: 0, maxLoad: 0, conflicts: 0 };
  const plan = { id, cycleId, state: 'dropped' as const, seed: 1, reviewsPerEntry: sheetsEach, pairs: [], summary };
  await tx.insert(AssignmentPlan, { ...plan, createdAt: now });
  return id;
}
