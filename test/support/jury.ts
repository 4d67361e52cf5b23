import { actorOfUser } from '../../src/accounts/sign-in/identities.service.js';
import { RegulationEdition } from '../../src/cycles/editions/regulation-edition.entity.js';
import type { Person } from '../../src/domain/kernel/actor.js';
import type { JudgingRules } from '../../src/domain/cycles/judging-rules.js';
import { plainRankingRule, type RankingRule } from '../../src/domain/ranking/ranking-rule.js';
import { Refusal } from '../../src/domain/kernel/refusal.js';
import type { Assignment } from '../../src/judging/assignment/assignment.entity.js';
import { Evaluation } from '../../src/judging/sheets/evaluation.entity.js';
import type { Expert } from '../../src/judging/experts/expert.entity.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import type { TestApp } from './app.js';
import { given } from './given.js';

/** The review of the jury's cycle. */
export const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];

export const personOf = async (app: TestApp, userId: string) => (await actorOfUser(app.db, userId)) as Person;

/** The code of the refusal, or `done`. */
export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

/** A sheet as an expert sends it. */
export const input = (scores: Record<string, string>, rest: object = {}) => ({
  version: 0,
  scores,
  remarks: {},
  note: '',
  ...rest,
});

export const sheetOf = (app: TestApp, assignment: Assignment) =>
  app.em.findOneByOrFail(Evaluation, { assignmentId: assignment.id });

interface JuryFacts {
  experts?: number;
  entries?: number;
  criteria?: { title: string; weight?: string }[];
  judging?: Partial<JudgingRules>;
  rule?: (ids: string[]) => Partial<RankingRule>;
}

/** A jury at work: experts with one assignment of each entry, and two organizers. */
export async function jury(
  app: TestApp,
  { experts: count = 2, entries: many = 1, criteria, judging = {}, rule }: JuryFacts = {},
) {
  const made = await given.cycle(app.em, {
    stages: { review },
    ...(criteria && { criteria }),
    edition: { judgingRules: judging },
  });
  if (rule) {
    const rankingRule = { ...plainRankingRule, ...rule(made.criteria.map(({ id }) => id)) };
    await app.em.update(RegulationEdition, { id: made.edition.id }, { rankingRule });
  }
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  const organizer = await given.user(app.em, { roles });
  const second = await given.user(app.em, { roles });
  const experts: Expert[] = [];
  for (let index = 0; index < count; index += 1) experts.push(await given.expert(app.em, made));
  const entries: Submission[] = [];
  for (let index = 0; index < many; index += 1) entries.push(await given.submittedEntry(app.em, made));
  const assignments: Assignment[][] = [];
  for (const expert of experts) {
    const own: Assignment[] = [];
    for (const entry of entries) own.push(await given.assignment(app.em, expert, entry));
    assignments.push(own);
  }
  const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '8']));
  return {
    ...made,
    organizer: await personOf(app, organizer.id),
    second: await personOf(app, second.id),
    organizerMail: organizer.email,
    experts,
    entries,
    assignments,
    actors: await Promise.all(experts.map(({ userId }) => personOf(app, userId))),
    scores,
    first: assignments[0]![0]!,
  };
}
