import type { Person } from '../../src/domain/kernel/actor.js';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { RegulationEdition } from '../../src/cycles/editions/regulation-edition.entity.js';
import { AssignmentPlan } from '../../src/judging/assignment/assignment-plan.entity.js';
import { ExpertProfile } from '../../src/judging/experts/expert-profile.entity.js';
import { Expert } from '../../src/judging/experts/expert.entity.js';
import { PlansService } from '../../src/judging/plans/plans.service.js';
import { PlanTasks } from '../../src/judging/plans/plan-tasks.service.js';
import { newId } from '../../src/platform/ids.js';
import { Task } from '../../src/platform/jobs/task.entity.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { Submission } from '../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from './app.js';
import { given, type GivenCycle } from './given.js';
import { personOf, review } from './jury.js';

/** What the specs share in which a jury gets its plans; `useJury` starts the program for them. */
export let app: TestApp;

/** Starts the program during a review for a spec and stops it after. */
export function useJury(): void {
  beforeAll(async () => {
    app = await startApp({ now: '2026-06-10T09:00:00Z' });
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));
}

export interface Jury extends GivenCycle {
  organizer: Person;
  browser: Browser;
  experts: Expert[];
  entries: Submission[];
}

interface JuryFacts {
  experts?: number;
  entries?: number;
  edition?: Partial<RegulationEdition>;
  nominations?: { code: string; spheres?: string[] }[];
}

/** Experts and entries that nobody has been given yet, and their organizer. */
export async function jury({
  experts: many = 4,
  entries: much = 3,
  edition,
  nominations,
}: JuryFacts = {}): Promise<Jury> {
  const made = await given.cycle(app.em, {
    stages: { review },
    ...(edition && { edition }),
    ...(nominations && { nominations }),
  });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const experts: Expert[] = [];
  for (let index = 0; index < many; index += 1) experts.push(await given.expert(app.em, made));
  const entries: Submission[] = [];
  for (let index = 0; index < much; index += 1) entries.push(await given.submittedEntry(app.em, made));
  const organizer = await actorFor(user.id);
  return { ...made, organizer, browser: await app.signIn(user.email), experts, entries };
}

/** The person as the one who acts. */
export const actorFor = (userId: string) => personOf(app, userId);

export const plans = () => app.nest.get(PlansService);
export const tasks = () => app.nest.get(PlanTasks);
export const propose = (made: Jury, seed = 7) => plans().propose(made.organizer, made.cycle.id, { seed });

export async function published(made: Jury): Promise<AssignmentPlan> {
  return plans().publish(made.organizer, (await propose(made)).id);
}

/** Runs what was asked for as the worker does, and returns what came of it. */
export async function worked(task: { id: string }): Promise<Task> {
  await tasks().compute(task.id);
  return app.em.findOneByOrFail(Task, { id: task.id });
}

/** Says what an expert is at home in. */
export async function knows(expert: Expert, spheres: string[]): Promise<void> {
  await app.em.insert(ExpertProfile, {
    id: newId(),
    userId: expert.userId,
    spheres,
    languages: [],
    regionCode: null,
    employers: [],
    capacity: 30,
    about: '',
    updatedAt: new Date(),
    version: 1,
  });
}

export const expertsOf = (plan: AssignmentPlan, entry: Submission) =>
  plan.pairs.filter(([id]) => id === entry.id).map(([, id]) => id);
export const newsOf = async (type: string, planId: string) =>
  (await app.em.findBy(OutboxMessage, { type })).filter(({ payload }) => payload['planId'] === planId);
