import { Nomination } from '../../../../src/cycles/nominations/nomination.entity.js';
import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { optimisePlan } from '../../../../src/judging/optimiser/optimise-plan.js';
import { readProblem } from '../../../../src/judging/optimiser/problem-file.js';
import { sha256 } from '../../../../src/platform/ids.js';
import { given } from '../../../support/given.js';
import { codeOf } from '../../../support/jury.js';
import { app, jury, knows, plans, propose, tasks, useJury, worked } from '../../../support/planning.js';

useJury();

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
    const plan = await plans().propose(made.organizer, made.cycle.id, { seed: 1, nominationIds: [first.id] });
    expect(plan.pairs).toEqual([[one.id, made.experts[1]!.id]]);
    await plans().publish(made.organizer, plan.id);
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

  it('says how many are missing when conflicts leave too few', async () => {
    const { cycle, organizer } = await jury({ experts: 1, entries: 1 });
    expect(await codeOf(plans().propose(organizer, cycle.id, { seed: 1 }))).toBe('experts-short');
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
