import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { codeOf } from '../../../support/jury.js';
import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { app, expertsOf, jury, plans, propose, tasks, useJury, worked } from '../../../support/planning.js';

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

  it('leaves locked-out pairs out of every later plan, until somebody frees them in one', async () => {
    const made = await jury({ experts: 3, entries: 1, edition: { reviewsPerEntry: 1 } });
    const first = await propose(made);
    const entry = made.entries[0]!;
    const [goes] = expertsOf(first, entry) as [string];
    const mark = (planId: string, as: string) =>
      made.browser.post(`/cycles/${made.cycle.id}/assignment/${planId}/mark`, { do: `${as} ${entry.id} ${goes}` });
    await mark(first.id, 'forbidden');
    const done = await worked(await tasks().again(made.organizer, first.id));
    const second = await app.em.findOneByOrFail(AssignmentPlan, { id: String(done.result?.['planId']) });
    await plans().publish(made.organizer, second.id);
    // Everybody but the one locked out leaves: a later plan would have nobody else.
    const [stays] = expertsOf(second, entry) as [string];
    for (const { id } of made.experts)
      if (id !== goes) await app.em.update(Expert, { id }, { state: id === stays ? 'accepted' : 'declined' });
    const later = await propose(made);
    expect([expertsOf(later, entry), later.forbidden]).toEqual([[stays], [[entry.id, goes]]]);
    await app.em.query(
      "UPDATE assignment SET state = 'replaced', reason = 'plan', ended_at = now() WHERE expert_id = $1",
      [stays],
    );
    await app.em.update(Expert, { id: stays }, { state: 'declined' });
    expect(await codeOf(propose(made))).toBe('experts-short');
    await mark(later.id, 'free');
    const freed = await app.em.findOneByOrFail(AssignmentPlan, { id: later.id });
    expect(freed.forbidden).toEqual([]);
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
