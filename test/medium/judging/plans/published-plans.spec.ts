import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Conflict } from '../../../../src/judging/conflicts/conflict.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { Task } from '../../../../src/platform/jobs/task.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { given } from '../../../support/given.js';
import { codeOf } from '../../../support/jury.js';
import { app, jury, newsOf, plans, propose, tasks, useJury } from '../../../support/planning.js';

useJury();

const alike = (one: AssignmentPlan, other: AssignmentPlan) => {
  const pairs = new Set(other.pairs.map((pair) => pair.join(' ')));
  return one.pairs.every((pair) => pairs.has(pair.join(' ')));
};

describe('a publication', () => {
  it('of two plans by two organizers at once happens once, with one piece of news an expert', async () => {
    for (let round = 0; round < 4; round += 1) {
      const made = await jury();
      const rivals = [await propose(made, 1), await propose(made, 2)];
      // Lots may fall alike: the same pairs twice are no quarrel.
      for (let seed = 3; alike(rivals[0]!, rivals[1]!); seed += 1) rivals[1] = await propose(made, seed);
      const outcomes = await Promise.all(rivals.map(({ id }) => codeOf(plans().publish(made.organizer, id))));
      expect(outcomes.sort()).toEqual(['done', 'plan-outdated']);
      const rows = await app.em.findBy(Assignment, { submissionId: made.entries[0]!.id });
      expect(rows).toHaveLength(2);
      const news = await Promise.all(rivals.map(({ id }) => newsOf('assignment.published', id)));
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
    expect(await codeOf(plans().publish(made.organizer, plan.id))).toBe('plan-outdated');
  });

  it('is proposed, seen, and published once: two presses make one set of assignments and one piece of news an expert', async () => {
    const { cycle, organizer, experts } = await jury({ experts: 4, entries: 3 });
    const plan = await plans().propose(organizer, cycle.id, { seed: 7 });
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(0);
    const outcomes = await Promise.all([
      codeOf(plans().publish(organizer, plan.id)),
      codeOf(plans().publish(organizer, plan.id)),
    ]);
    expect(outcomes.sort()).toEqual(['action-not-allowed', 'done']);
    expect(await app.em.countBy(Assignment, { planId: plan.id })).toBe(6);
    const news = (await app.em.findBy(OutboxMessage, { type: 'assignment.published' })).filter(
      ({ payload }) => payload['planId'] === plan.id,
    );
    expect(news).toHaveLength(new Set(plan.pairs.map(([, expert]) => expert)).size);
    expect(news.length).toBeLessThanOrEqual(experts.length);
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
    expect(await codeOf(plans().publish(made.organizer, plan.id))).toBe('conflict-of-interest');
  });
});
