import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { app, expertsOf, jury, propose, useJury, worked } from '../../../support/planning.js';

useJury();

describe('a plan that is changed', () => {
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
