import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { RoleGrant } from '../../../../src/accounts/grants/role-grant.entity.js';
import type { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import type { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { DeparturesService } from '../../../../src/judging/vacancies/departures.service.js';
import { VacanciesService } from '../../../../src/judging/vacancies/vacancies.service.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];
let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

interface Scene extends GivenCycle {
  organizer: Person;
  entries: Submission[];
  leaving: Expert;
  others: Expert[];
}

/** One expert with so many entries, and others who have none yet; one expert for an entry is enough. */
async function scene(
  facts: { edition?: Partial<RegulationEdition>; entries?: number; others?: number } = {},
): Promise<Scene> {
  const made = await given.cycle(app.em, { stages: { review }, edition: { reviewsPerEntry: 1, ...facts.edition } });
  const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const leaving = await given.expert(app.em, made);
  const others: Expert[] = [];
  for (let index = 0; index < (facts.others ?? 2); index += 1) others.push(await given.expert(app.em, made));
  const entries: Submission[] = [];
  for (let index = 0; index < (facts.entries ?? 3); index += 1) {
    entries.push(await given.submittedEntry(app.em, made));
    await given.assignment(app.em, leaving, entries[index]!);
  }
  return { ...made, organizer: (await actorOfUser(app.db, user.id)) as Person, entries, leaving, others };
}

const person = async (expert: Expert) => (await actorOfUser(app.db, expert.userId)) as Person;
const assignmentOf = (expert: Expert, entry: Submission) =>
  app.em.findOneByOrFail(Assignment, { expertId: expert.id, submissionId: entry.id });
const active = async (entry: Submission) =>
  (await app.em.findBy(Assignment, { submissionId: entry.id, state: 'active' })).map(({ expertId }) => expertId);
const newsOf = async (type: string, expertId: string) =>
  (await app.em.findBy(OutboxMessage, { type })).filter(({ payload }) => payload['expertId'] === expertId);
const follow = async (type: string, expertId: string) => {
  for (const message of await newsOf(type, expertId)) await app.nest.get(VacanciesService).follow(message.id);
};
const recuse = async ({ leaving, entries }: Scene, index = 0) =>
  app.nest
    .get(EvaluationsService)
    .recuse(await person(leaving), (await assignmentOf(leaving, entries[index]!)).id, 'Работал с авторами');
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

describe('an expert who steps back', () => {
  it('is followed by one other, who is told once, however often the job runs', async () => {
    const made = await scene();
    await recuse(made);
    await Promise.all([1, 2, 3].map(() => follow('assignment.recused', made.leaving.id)));
    const [taker, ...more] = await active(made.entries[0]!);
    expect(more).toEqual([]);
    expect(made.others.map(({ id }) => id)).toContain(taker);
    expect(await newsOf('assignment.published', taker!)).toHaveLength(1);
    expect(await active(made.entries[1]!)).toEqual([made.leaving.id]);
  });

  it('waits for the next plan where the rules say so, where the review is over and where nobody is left', async () => {
    const byPlan = await scene({ edition: { judgingRules: { vacancies: 'by-plan' } } });
    await recuse(byPlan);
    await follow('assignment.recused', byPlan.leaving.id);
    expect(await active(byPlan.entries[0]!)).toEqual([]);

    const alone = await scene({ others: 0 });
    await recuse(alone);
    await follow('assignment.recused', alone.leaving.id);
    expect(await active(alone.entries[0]!)).toEqual([]);

    const late = await scene();
    await recuse(late);
    app.clock.moveTo('2026-06-20T00:00:00Z');
    await follow('assignment.recused', late.leaving.id);
    expect(await active(late.entries[0]!)).toEqual([]);
  });

  it('is never followed by one who has a conflict of interest', async () => {
    const made = await scene({ others: 1 });
    await app.em.query('UPDATE expert SET region_code = $1 WHERE id = $2', [
      made.entries[0]!.regionCode,
      made.others[0]!.id,
    ]);
    await recuse(made);
    await follow('assignment.recused', made.leaving.id);
    expect(await active(made.entries[0]!)).toEqual([]);
  });
});

describe('an expert who is taken out of the jury', () => {
  it('keeps the sheets handed in, loses the others to those who stay, and the role with them', async () => {
    const made = await scene();
    const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '7']));
    const sheet = { version: 0, scores, remarks: {}, note: '' };
    const actor = await person(made.leaving);
    const evaluations = app.nest.get(EvaluationsService);
    await evaluations.submit(actor, (await assignmentOf(made.leaving, made.entries[0]!)).id, sheet);
    await evaluations.save(actor, (await assignmentOf(made.leaving, made.entries[1]!)).id, sheet);
    await app.nest.get(DeparturesService).remove(made.organizer, made.leaving.id, 'Сменил работу');
    await follow('expert.left', made.leaving.id);
    expect(await active(made.entries[0]!)).toEqual([made.leaving.id]);
    const takers = [...(await active(made.entries[1]!)), ...(await active(made.entries[2]!))];
    expect(takers).toHaveLength(2);
    expect(takers).not.toContain(made.leaving.id);
    // One letter for all that one person takes over.
    for (const id of new Set(takers)) expect(await newsOf('assignment.published', id)).toHaveLength(1);
    const [grant] = await app.em.findBy(RoleGrant, {
      userId: made.leaving.userId,
      cycleId: made.cycle.id,
      role: 'expert',
    });
    expect(grant!.revokedAt).toEqual(app.clock.now());
    expect(
      await codeOf(
        evaluations.save(actor, (await assignmentOf(made.leaving, made.entries[1]!)).id, { ...sheet, version: 1 }),
      ),
    ).toBe('not-found');
  });

  it('either hands a sheet in before or not at all: nothing is handed in for an assignment that has ended', async () => {
    for (let round = 0; round < 6; round += 1) {
      const made = await scene({ entries: 1 });
      const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '7']));
      const actor = await person(made.leaving);
      const evaluations = app.nest.get(EvaluationsService);
      const { id } = await assignmentOf(made.leaving, made.entries[0]!);
      if (round % 2) await evaluations.save(actor, id, { version: 0, scores, remarks: {}, note: '' });
      const [handedIn] = await Promise.all([
        codeOf(evaluations.submit(actor, id, { version: round % 2, scores, remarks: {}, note: '' })),
        app.nest.get(DeparturesService).remove(made.organizer, made.leaving.id, 'Сменил работу'),
      ]);
      const [{ wrong }] = await app.em.query(
        `SELECT count(*)::int AS wrong FROM evaluation v JOIN assignment a ON a.id = v.assignment_id
          WHERE a.id = $1 AND v.state = 'submitted' AND a.state <> 'active'`,
        [id],
      );
      expect(wrong).toBe(0);
      expect(await active(made.entries[0]!)).toEqual(handedIn === 'done' ? [made.leaving.id] : []);
    }
  });
});
