import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { Nomination } from '../../../../src/cycles/nominations/nomination.entity.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import type { Actor } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { AssignmentsService } from '../../../../src/judging/plans/assignments.service.js';
import { ConflictsService } from '../../../../src/judging/conflicts/conflicts.service.js';
import { Conflict } from '../../../../src/judging/conflicts/conflict.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { ExpertProfile } from '../../../../src/judging/experts/expert-profile.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { optimisePlan } from '../../../../src/judging/optimiser/optimise-plan.js';
import { readProblem } from '../../../../src/judging/optimiser/problem-file.js';
import { PlanTasks } from '../../../../src/judging/plans/plan-tasks.service.js';
import { sha256, newId } from '../../../../src/platform/ids.js';
import { Task } from '../../../../src/platform/jobs/task.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { countQueries } from '../../../support/count-queries.js';
import { given, type GivenCycle } from '../../../support/given.js';

type Person = Actor & { userId: string };
const review: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());

interface Jury extends GivenCycle {
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

async function jury({ experts: many = 4, entries: much = 3, edition, nominations }: JuryFacts = {}): Promise<Jury> {
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
  const organizer = (await actorOfUser(app.db, user.id)) as Person;
  return { ...made, organizer, browser: await app.signIn(user.email), experts, entries };
}

const service = () => app.nest.get(AssignmentsService);
const tasks = () => app.nest.get(PlanTasks);
const propose = (made: Jury, seed = 7) => service().propose(made.organizer, made.cycle.id, { seed });

async function published(made: Jury): Promise<AssignmentPlan> {
  return service().publish(made.organizer, (await propose(made)).id);
}

/** Runs what was asked for as the worker does, and returns what came of it. */
async function worked(task: { id: string }): Promise<Task> {
  await tasks().compute(task.id);
  return app.em.findOneByOrFail(Task, { id: task.id });
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

async function knows(expert: Expert, spheres: string[]): Promise<void> {
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

const expertsOf = (plan: AssignmentPlan, entry: Submission) =>
  plan.pairs.filter(([id]) => id === entry.id).map(([, id]) => id);
const newsOf = async (type: string, planId: string) =>
  (await app.em.findBy(OutboxMessage, { type })).filter(({ payload }) => payload['planId'] === planId);

describe('a plan that is computed', () => {
  it('gives entries to those who share their spheres and says so, and that there is none better', async () => {
    const made = await jury({ edition: { reviewsPerEntry: 1 }, entries: 2 });
    await app.em.update(Nomination, { id: made.nomination.id }, { spheres: ['лес', 'вода'] });
    await knows(made.experts[2]!, ['вода', 'лес']);
    const plan = await propose(made);
    expect(plan.pairs.map(([, expert]) => expert)).toEqual([made.experts[2]!.id, made.experts[2]!.id]);
    expect([plan.report?.objective, plan.report?.gap, plan.report?.isProven]).toEqual([4, 0, true]);
    const page = await made.browser.get(`/cycles/${made.cycle.id}/assignment/${plan.id}`);
    expect(page.body).toContain('Лучше не бывает.');
    const why = `/cycles/${made.cycle.id}/assignment/${plan.id}/why?entry=${made.entries[0]!.id}`;
    expect((await made.browser.get(`${why}&expert=${made.experts[2]!.id}`)).body).toContain('Общие сферы: лес, вода.');
    const other = await made.browser.get(`${why}&expert=${made.experts[0]!.id}`);
    expect(other.body).toContain('соответствие всего распределения упадёт на 2');
  });

  it('names the source of the conflict to who asks why not that one', async () => {
    const made = await jury({ edition: { reviewsPerEntry: 1 }, entries: 1 });
    await app.em.update(Expert, { id: made.experts[1]!.id }, { regionCode: made.entries[0]!.regionCode });
    const plan = await propose(made);
    const address = `/cycles/${made.cycle.id}/assignment/${plan.id}/why?entry=${made.entries[0]!.id}&expert=${made.experts[1]!.id}`;
    expect((await made.browser.get(address)).body).toContain('Конфликт интересов: Тот же регион.');
    expect(plan.report?.conflictsAvoided).toEqual({ 'same-region': 1 });
  });

  it('is asked for by form, computed once however often the job runs, and shown when it is there', async () => {
    const made = await jury();
    const home = `/cycles/${made.cycle.id}/assignment`;
    expect((await made.browser.post(home, { seed: '11' })).statusCode).toBe(303);
    const task = (await tasks().find(made.organizer, made.cycle.id))!;
    expect((await made.browser.get(home)).body).toContain('Считаем распределение');
    await Promise.all([tasks().compute(task.id), tasks().compute(task.id)]);
    await tasks().compute(task.id);
    expect(await app.em.countBy(AssignmentPlan, { cycleId: made.cycle.id })).toBe(1);
    expect((await made.browser.get(home)).body).toContain('Посмотреть распределение');
  });

  it('that cannot be made says the smallest reason in words and what would help', async () => {
    const made = await jury({ experts: 3, edition: { reviewsPerEntry: 4 }, entries: 1 });
    const done = await worked(await tasks().ask(made.organizer, made.cycle.id, { seed: 1 }));
    expect(done.state).toBe('done');
    const page = (await made.browser.get(`/cycles/${made.cycle.id}/assignment`)).body;
    expect(page).toContain('Социальное благополучие: экспертов без конфликта интересов 3, нужно 4.');
    expect(page).toContain('ещё 1 эксперт без конфликта с этими заявками');
    expect(page).toContain('3 листа на заявку');
    expect(await app.em.countBy(AssignmentPlan, { cycleId: made.cycle.id })).toBe(0);
  });

  it('stopped before it begins leaves nothing', async () => {
    const made = await jury();
    const task = await tasks().ask(made.organizer, made.cycle.id, { seed: 1 });
    await made.browser.post(`/cycles/${made.cycle.id}/assignment/stop`);
    expect((await worked(task)).state).toBe('stopped');
    expect(await app.em.countBy(AssignmentPlan, { cycleId: made.cycle.id })).toBe(0);
  });

  it('of chosen nominations leaves the others alone and counts what experts have there', async () => {
    const made = await jury({
      experts: 2,
      entries: 0,
      edition: { reviewsPerEntry: 1 },
      nominations: [{ code: 'А' }, { code: 'Б' }],
    });
    const [first, second] = made.nominations as [Nomination, Nomination];
    await app.em.update(Expert, { id: made.experts[0]!.id }, { capacity: 1 });
    const one = await given.submittedEntry(app.em, made, { nomination: first });
    const two = await given.submittedEntry(app.em, made, { nomination: second });
    await given.assignment(app.em, made.experts[0]!, two);
    const plan = await service().propose(made.organizer, made.cycle.id, { seed: 1, nominationIds: [first.id] });
    expect(plan.pairs).toEqual([[one.id, made.experts[1]!.id]]);
    await service().publish(made.organizer, plan.id);
    expect(await app.em.countBy(Assignment, { submissionId: two.id, state: 'active' })).toBe(1);
  });

  it('keeps experts to their nominations', async () => {
    const made = await jury({
      experts: 2,
      entries: 0,
      edition: { reviewsPerEntry: 1 },
      nominations: [{ code: 'А' }, { code: 'Б' }],
    });
    const [first, second] = made.nominations as [Nomination, Nomination];
    for (const nomination of [first, first, second]) await given.submittedEntry(app.em, made, { nomination });
    const page = `/cycles/${made.cycle.id}/experts/${made.experts[0]!.id}`;
    expect((await made.browser.post(`${page}/panels`, { panels: second.id })).statusCode).toBe(303);
    const plan = await propose(made);
    const own = plan.pairs.filter(([, expert]) => expert === made.experts[0]!.id);
    expect(own.length).toBeLessThanOrEqual(1);
    expect(plan.pairs).toHaveLength(3);
  });
});

describe('a plan that is changed', () => {
  it('keeps locked pairs, leaves locked-out ones, and stands beside the one before', async () => {
    const made = await jury({ experts: 5, entries: 3 });
    const plan = await propose(made);
    const entry = made.entries[0]!;
    const [stays, goes] = expertsOf(plan, entry) as [string, string];
    const home = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    await made.browser.post(`${home}/mark`, { do: `locked ${entry.id} ${stays}` });
    await made.browser.post(`${home}/mark`, { do: `forbidden ${entry.id} ${goes}` });
    const done = await worked(await tasks().again(made.organizer, plan.id));
    const next = await app.em.findOneByOrFail(AssignmentPlan, { id: String(done.result?.['planId']) });
    expect(expertsOf(next, entry)).toContain(stays);
    expect(expertsOf(next, entry)).not.toContain(goes);
    expect(next.baseId).toBe(plan.id);
    const page = await made.browser.get(`/cycles/${made.cycle.id}/assignment/${next.id}/compare?with=${plan.id}`);
    expect([page.statusCode, page.body.includes(entry.registerNumber!)]).toEqual([200, true]);
  });

  it('by moving an entry gives it to whom the organizer chose', async () => {
    const made = await jury({ experts: 5, entries: 2 });
    const plan = await propose(made);
    const entry = made.entries[1]!;
    const [from] = expertsOf(plan, entry) as [string];
    const to = made.experts.find(({ id }) => !expertsOf(plan, entry).includes(id))!.id;
    const moved = await made.browser.post(`/cycles/${made.cycle.id}/assignment/${plan.id}/move`, {
      entry: entry.id,
      from,
      to,
    });
    expect(moved.statusCode).toBe(303);
    const done = await worked(await tasks().again(made.organizer, plan.id));
    const next = await app.em.findOneByOrFail(AssignmentPlan, { id: String(done.result?.['planId']) });
    expect(expertsOf(next, entry)).toContain(to);
    expect(expertsOf(next, entry)).not.toContain(from);
  });

  it('as a table is looked through first: faults by row, then the difference, then a further plan', async () => {
    const made = await jury({ experts: 4, entries: 2, edition: { reviewsPerEntry: 1 } });
    const plan = await propose(made);
    const home = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    const table = (await made.browser.get(`${home}/plan.csv`)).body;
    const [entryId, expertId] = plan.pairs[0]!;
    const entry = made.entries.find(({ id }) => id === entryId)!;
    const free = made.experts.find(({ id }) => !plan.pairs.some(([, other]) => other === id))!;
    const faulty = await made.browser.upload(`${home}/table`, {
      name: 'plan.csv',
      text: `${table}НЕТ-1;;${free.user.email};\n`,
    });
    expect((await made.browser.get(faulty.headers.location!)).body).toContain('Такой допущенной заявки нет.');
    expect((await made.browser.post(faulty.headers.location!)).statusCode).toBe(422);
    const before = made.experts.find(({ id }) => id === expertId)!;
    const line = table.split('\n').find((each) => each.includes(entry.registerNumber!))!;
    const changed = table.replace(line, line.replace(before.user.email, free.user.email));
    const sent = await made.browser.upload(`${home}/table`, { name: 'plan.csv', text: changed });
    const report = (await made.browser.get(sent.headers.location!)).body;
    expect(report).toContain(free.user.name);
    expect(await app.em.countBy(AssignmentPlan, { cycleId: made.cycle.id })).toBe(1);
    await made.browser.post(sent.headers.location!);
    const done = await worked({ id: sent.headers.location!.split('/').at(-1)! });
    const next = await app.em.findOneByOrFail(AssignmentPlan, { id: String(done.result?.['planId']) });
    expect(expertsOf(next, entry)).toEqual([free.id]);
    expect([next.origin, next.baseId, next.state]).toEqual(['table', plan.id, 'proposed']);
  });
});

const alike = (one: AssignmentPlan, other: AssignmentPlan) => {
  const pairs = new Set(other.pairs.map((pair) => pair.join(' ')));
  return one.pairs.every((pair) => pairs.has(pair.join(' ')));
};

describe('a publication', () => {
  it('of two plans by two organizers at once happens once, with one piece of news an expert', async () => {
    for (let round = 0; round < 4; round += 1) {
      const made = await jury();
      const plans = [await propose(made, 1), await propose(made, 2)];
      // Lots may fall alike: the same pairs twice are no quarrel.
      for (let seed = 3; alike(plans[0]!, plans[1]!); seed += 1) plans[1] = await propose(made, seed);
      const outcomes = await Promise.all(plans.map(({ id }) => codeOf(service().publish(made.organizer, id))));
      expect(outcomes.sort()).toEqual(['done', 'plan-outdated']);
      const rows = await app.em.findBy(Assignment, { submissionId: made.entries[0]!.id });
      expect(rows).toHaveLength(2);
      const news = await Promise.all(plans.map(({ id }) => newsOf('assignment.published', id)));
      const told = news.flat().map(({ payload }) => payload['expertId']);
      expect(new Set(told).size).toBe(told.length);
    }
  });

  it('is asked for on the page, watched there, and happens once however many ask and however often its job runs', async () => {
    const made = await jury();
    const plan = await propose(made);
    const here = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    const second = await app.signIn(
      (await given.user(app.em, { roles: [{ role: 'secretary', cycleId: made.cycle.id }] })).email,
    );
    const asked = await Promise.all([made.browser, second].map((browser) => browser.post(`${here}/publish`)));
    expect(asked.map(({ statusCode }) => statusCode)).toEqual([303, 303]);
    const waiting = await app.em.findBy(Task, { kind: 'judging.publishPlan', state: 'waiting' });
    expect(waiting.length).toBeGreaterThan(0);
    const page = (await made.browser.get(here)).body;
    expect([page.includes('Публикуем назначения'), page.includes('Опубликовать назначения')]).toEqual([true, false]);
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(0);
    await Promise.all([...waiting, ...waiting].map(({ id }) => tasks().publish(id)));
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(plan.pairs.length);
    const told = (await newsOf('assignment.published', plan.id)).map(({ payload }) => payload['expertId']);
    expect(new Set(told).size).toBe(told.length);
    const ended = await app.em.findBy(Task, { kind: 'judging.publishPlan' });
    const own = ended.filter(({ id }) => waiting.some((task) => task.id === id));
    expect(own.filter(({ state }) => state === 'done')).toHaveLength(1);
    expect((await made.browser.get(here)).body).toContain('Опубликовано');
    expect((await made.browser.post(`${here}/publish`)).statusCode).toBe(409);
  });

  it('that is stopped leaves nothing, and may be asked for again', async () => {
    const made = await jury();
    const plan = await propose(made);
    const here = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    const task = async () => (await tasks().findPublish(made.organizer, made.cycle.id, plan.id))!;
    await made.browser.post(`${here}/publish`);
    // Somebody presses while it runs: its work meets that before it has committed.
    await app.em.update(Task, { id: (await task()).id }, { state: 'running' });
    expect((await made.browser.post(`${here}/stop`)).statusCode).toBe(303);
    await tasks().publish((await task()).id);
    expect((await task()).state).toBe('stopped');
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(0);
    expect(await newsOf('assignment.published', plan.id)).toEqual([]);
    expect((await made.browser.get(here)).body).toContain('Публикация остановлена');
    await made.browser.post(`${here}/publish`);
    await tasks().publish((await task()).id);
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(plan.pairs.length);
  });

  it('that turns out to be out of date says so on the page of its plan', async () => {
    const made = await jury();
    const plan = await propose(made);
    const here = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    await made.browser.post(`${here}/publish`);
    await app.em.update(Expert, { id: plan.pairs[0]![1] }, { state: 'removed' });
    const task = (await tasks().findPublish(made.organizer, made.cycle.id, plan.id))!;
    await tasks().publish(task.id);
    expect((await app.em.findOneByOrFail(Task, { id: task.id })).state).toBe('failed');
    expect((await made.browser.get(here)).body).toContain('Распределение устарело');
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(0);
  });

  it('of a plan whose expert has left is out of date', async () => {
    const made = await jury();
    const plan = await propose(made);
    const [, expertId] = plan.pairs[0]!;
    await app.em.update(Expert, { id: expertId }, { state: 'removed' });
    expect(await codeOf(service().publish(made.organizer, plan.id))).toBe('plan-outdated');
  });
});

describe('very many conflicts', () => {
  it('are written under one lock, and none of them ever stands beside an assignment made at that moment', async () => {
    const made = await jury({ experts: 0, entries: 1 });
    const [{ id: entryId }] = made.entries as [Submission];
    const experts: Expert[] = [];
    for (let index = 0; index < 34; index += 1) experts.push(await given.expert(app.em, made));
    const organisation = await given.organisation(app.em);
    for (let index = 0; index < 33; index += 1) await given.submittedEntry(app.em, made, { organisation });
    await app.em.update(Submission, { id: entryId }, { organisationId: organisation.id });
    const place = { name: organisation.name, organisationId: organisation.id, from: null, to: null };
    for (const expert of experts) {
      await knows(expert, []);
      await app.em.update(ExpertProfile, { userId: expert.userId }, { employers: [place] });
    }
    const entry = await app.em.findOneByOrFail(Submission, { id: entryId });
    const [found] = await Promise.allSettled([
      app.nest.get(ConflictsService).recompute(made.organizer, made.cycle.id),
      ...experts.slice(0, 5).map((expert) => given.assignment(app.em, expert, entry)),
    ]);
    expect(found).toMatchObject({ status: 'fulfilled', value: { added: 2 * 34 * 34 } });
    expect(await app.em.countBy(Assignment, { submissionId: entryId, state: 'active' })).toBe(0);
  });
});

describe('a plan in force that is mended', () => {
  const sheet = (made: Jury, version = 0) => ({
    version,
    scores: Object.fromEntries(made.criteria.map(({ id }) => [id, '7'])),
    remarks: {},
    note: '',
  });
  const handIn = async (made: Jury, expertId: string, entry: Submission) => {
    const assigned = await app.em.findOneByOrFail(Assignment, { expertId, submissionId: entry.id });
    const person = (await actorOfUser(app.db, made.experts.find(({ id }) => id === expertId)!.userId)) as Person;
    await app.nest.get(EvaluationsService).submit(person, assigned.id, sheet(made));
  };

  it('replaces an expert: sheets handed in stay, the others go to somebody else, and both hear of it', async () => {
    const made = await jury({ experts: 4, entries: 4 });
    const plan = await published(made);
    const who = plan.pairs[0]![1];
    const own = plan.pairs.filter(([, expert]) => expert === who).map(([entry]) => entry);
    const finished = made.entries.find(({ id }) => id === own[0])!;
    await handIn(made, who, finished);
    const done = await worked(await tasks().replace(made.organizer, made.cycle.id, who));
    const next = await app.em.findOneByOrFail(AssignmentPlan, { id: String(done.result?.['planId']) });
    expect(next.released).toHaveLength(own.length - 1);
    await service().publish(made.organizer, next.id);
    const active = await app.em.findBy(Assignment, { expertId: who, state: 'active' });
    expect(active.map(({ submissionId }) => submissionId)).toEqual([finished.id]);
    for (const { id } of made.entries)
      expect(await app.em.countBy(Assignment, { submissionId: id, state: 'active' })).toBe(2);
    expect((await newsOf('assignment.taken', next.id)).map(({ payload }) => payload['expertId'])).toEqual([who]);
  });

  it('is topped up after an expert stepped back; what was begun stays', async () => {
    const made = await jury({ experts: 4, entries: 3 });
    const plan = await published(made);
    const [entryId, expertId] = plan.pairs[0]!;
    const assigned = await app.em.findOneByOrFail(Assignment, { submissionId: entryId, expertId });
    const person = (await actorOfUser(app.db, made.experts.find(({ id }) => id === expertId)!.userId)) as Person;
    await app.nest.get(EvaluationsService).recuse(person, assigned.id, 'работали вместе');
    expect(await app.em.countBy(Assignment, { submissionId: entryId, state: 'active' })).toBe(1);
    expect((await made.browser.get(`/cycles/${made.cycle.id}/assignment`)).body).toContain('Дополнить после отказов');
    const done = await worked(await tasks().ask(made.organizer, made.cycle.id, { seed: 3, origin: 'top-up' }));
    const next = await service().publish(made.organizer, String(done.result?.['planId']));
    const now = await app.em.findBy(Assignment, { submissionId: entryId, state: 'active' });
    expect(now).toHaveLength(2);
    expect(now.map((each) => each.expertId)).not.toContain(expertId);
    expect(next.released).toEqual([]);
    expect(await newsOf('assignment.published', next.id)).toHaveLength(1);
  });

  it('is out of date when a sheet was begun that was to go to somebody else', async () => {
    const made = await jury({ experts: 4, entries: 2 });
    const plan = await published(made);
    const [entryId, expertId] = plan.pairs[0]!;
    const done = await worked(await tasks().replace(made.organizer, made.cycle.id, expertId));
    await handIn(
      made,
      expertId,
      made.entries.find(({ id }) => id === entryId)!,
    );
    expect(await codeOf(service().publish(made.organizer, String(done.result?.['planId'])))).toBe('plan-outdated');
  });
});

describe('a draw', () => {
  it('can be repeated by anybody from the published list and number', async () => {
    const made = await jury({
      experts: 6,
      entries: 5,
      edition: {
        judgingRules: {
          assignment: { mode: 'draw', minLoad: 0, perRegion: null, perOrganisation: null, connected: false },
        },
      },
    });
    const plan = await propose(made, 20_260_610);
    expect(plan.origin).toBe('draw');
    const home = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
    const file = (await made.browser.get(`${home}/problem.json`)).body;
    expect((await made.browser.get(`${home}/draw`)).body).toContain(sha256(file));
    const { plan: again } = await optimisePlan(readProblem(file));
    expect(again?.pairs.map(({ entryId, expertId }) => [entryId, expertId])).toEqual(plan.pairs);
    expect((await propose(made, 20_260_610)).pairs).toEqual(plan.pairs);
  });
});

describe('what people and programs see', () => {
  it('experts and entrants see no plan; a plan of another cycle does not exist', async () => {
    const made = await jury();
    const other = await jury();
    const plan = await propose(made);
    const expert = await app.signIn(made.experts[0]!.user.email);
    expect((await expert.get(`/cycles/${made.cycle.id}/assignment/${plan.id}`)).statusCode).toBe(403);
    expect((await other.browser.get(`/cycles/${other.cycle.id}/assignment/${plan.id}`)).statusCode).toBe(404);
    expect((await expert.api('GET', `cycles/${made.cycle.id}/assignment-plans/${plan.id}`)).statusCode).toBe(403);
  });

  it('a program computes, explains, marks, compares and publishes', async () => {
    const made = await jury();
    const base = `cycles/${made.cycle.id}/assignment-plans`;
    const asked = await made.browser.api('POST', base, { seed: 5 }, { headers: { 'idempotency-key': newId() } });
    expect(asked.statusCode).toBe(202);
    await tasks().compute(asked.json<{ id: string }>().id);
    const task = (await made.browser.api('GET', `${base}/tasks/${asked.json<{ id: string }>().id}`)).json<{
      planId: string;
    }>();
    const found = await made.browser.api('GET', `${base}/${task.planId}`);
    const plan = found.json<{ pairs: { submissionId: string; expertId: string }[] }>();
    const pair = plan.pairs[0]!;
    const why = await made.browser.api('GET', `${base}/${task.planId}/reasons?${new URLSearchParams(pair).toString()}`);
    expect(why.json<{ assigned: { load: number } }>().assigned.load).toBeGreaterThan(0);
    const marked = await made.browser.api(
      'PUT',
      `${base}/${task.planId}/marks`,
      { ...pair, as: 'locked' },
      { headers: { 'if-match': found.headers.etag! } },
    );
    expect(marked.json<{ locked: object[] }>().locked).toEqual([pair]);
    const stale = await made.browser.api(
      'PUT',
      `${base}/${task.planId}/marks`,
      { ...pair, as: 'free' },
      { headers: { 'if-match': found.headers.etag! } },
    );
    expect(stale.statusCode).toBe(409);
    const done = await made.browser.api('POST', `${base}/${task.planId}/publish`, undefined, {
      headers: { 'if-match': marked.headers.etag! },
    });
    expect([done.statusCode, done.json<{ state: string }>().state]).toEqual([200, 'published']);
  });

  it('the page of a plan asks the database as often with ten entries as with two', async () => {
    const counts: number[] = [];
    for (const entries of [2, 10]) {
      const made = await jury({ experts: 5, entries });
      const plan = await propose(made);
      const page = `/cycles/${made.cycle.id}/assignment/${plan.id}`;
      await made.browser.get(page);
      counts.push(await countQueries(app.db.source, async () => void (await made.browser.get(page))));
    }
    expect(counts[0]).toBe(counts[1]);
  });

  it('a conflict that appears after the computation is refused by the database', async () => {
    const made = await jury({ experts: 2, entries: 1 });
    const plan = await propose(made);
    await app.em.insert(Conflict, {
      id: newId(),
      expertId: made.experts[0]!.id,
      submissionId: made.entries[0]!.id,
      source: 'declared',
      reason: '',
      createdAt: new Date(),
      declaredById: null,
    });
    expect(await codeOf(service().publish(made.organizer, plan.id))).toBe('conflict-of-interest');
  });
});
