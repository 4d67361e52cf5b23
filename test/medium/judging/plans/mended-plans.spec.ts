import { AssignmentPlan } from '../../../../src/judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { codeOf } from '../../../support/jury.js';
import {
  actorFor,
  app,
  jury,
  newsOf,
  plans,
  published,
  tasks,
  useJury,
  worked,
  type Jury,
} from '../../../support/planning.js';

useJury();

describe('a plan in force that is mended', () => {
  const sheet = (made: Jury, version = 0) => ({
    version,
    scores: Object.fromEntries(made.criteria.map(({ id }) => [id, '7'])),
    remarks: {},
    note: '',
  });
  const handIn = async (made: Jury, expertId: string, entry: Submission) => {
    const assigned = await app.em.findOneByOrFail(Assignment, { expertId, submissionId: entry.id });
    const person = await actorFor(made.experts.find(({ id }) => id === expertId)!.userId);
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
    await plans().publish(made.organizer, next.id);
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
    const person = await actorFor(made.experts.find(({ id }) => id === expertId)!.userId);
    await app.nest.get(EvaluationsService).recuse(person, assigned.id, 'работали вместе');
    expect(await app.em.countBy(Assignment, { submissionId: entryId, state: 'active' })).toBe(1);
    expect((await made.browser.get(`/cycles/${made.cycle.id}/assignment`)).body).toContain('Дополнить после отказов');
    const done = await worked(await tasks().ask(made.organizer, made.cycle.id, { seed: 3, origin: 'top-up' }));
    const next = await plans().publish(made.organizer, String(done.result?.['planId']));
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
    expect(await codeOf(plans().publish(made.organizer, String(done.result?.['planId'])))).toBe('plan-outdated');
  });
});
