import { User } from '../../../../src/accounts/users/user.entity.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { PlanTasks } from '../../../../src/judging/plans/plan-tasks.service.js';
import { newId } from '../../../../src/platform/ids.js';
import { countQueries } from '../../../support/count-queries.js';
import { app, jury, propose, tasks, useJury } from '../../../support/planning.js';

useJury();

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

  it('invites, plans and publishes for the organizer, and shows the jury without a single score', async () => {
    const { cycle, organizer, entries, experts } = await jury({ experts: 3, entries: 2 });
    const { email } = await app.em.findOneByOrFail(User, { id: organizer.userId });
    const browser = await app.signIn(email);
    const invited = await browser.api('POST', `cycles/${cycle.id}/experts`, {
      name: 'Седова Анна',
      email: `sedova${cycle.year}@example.org`,
    });
    expect([invited.statusCode, invited.json()]).toMatchObject([201, { state: 'invited', capacity: 30 }]);
    const again = await browser.api('POST', `cycles/${cycle.id}/experts`, {
      name: 'Седова Анна',
      email: `sedova${cycle.year}@example.org`,
    });
    expect([again.statusCode, again.json().code]).toEqual([409, 'already-exists']);
    const home = `cycles/${cycle.id}/assignment-plans`;
    const computed = async () => {
      const asked = await browser.api('POST', home, { seed: 7 });
      expect(asked.statusCode).toBe(202);
      await app.nest.get(PlanTasks).compute(asked.json().id);
      const { planId } = (await browser.api('GET', `${home}/tasks/${asked.json().id}`)).json() as { planId: string };
      return (await browser.api('GET', `${home}/${planId}`)).json() as { id: string; pairs: object[] };
    };
    const first = await computed();
    expect((await computed()).pairs).toEqual(first.pairs);
    const published = await browser.api('POST', `${home}/${first.id}/publish`);
    expect([published.statusCode, published.json().state]).toEqual([200, 'published']);
    const twice = await browser.api('POST', `${home}/${first.id}/publish`);
    expect([twice.statusCode, twice.json().code]).toEqual([409, 'action-not-allowed']);
    expect((await browser.api('GET', home)).json().items).toHaveLength(2);
    expect(await app.em.countBy(Assignment, { planId: first.id })).toBe(2 * entries.length);
    const list = (await browser.api('GET', `cycles/${cycle.id}/experts`)).json() as { items: { assigned: number }[] };
    expect(list.items.map(({ assigned }) => assigned).reduce((sum, one) => sum + one, 0)).toBe(2 * entries.length);
    expect(JSON.stringify(list)).not.toContain('score');
    const expert = await app.signIn(experts[0]!.user.email);
    for (const address of ['experts', 'assignment-plans'])
      expect((await expert.api('GET', `cycles/${cycle.id}/${address}`)).statusCode).toBe(403);
  });
});
