import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { app, expertsOf, jury, propose, tasks, useJury, worked } from '../../../support/planning.js';

useJury();

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
});
