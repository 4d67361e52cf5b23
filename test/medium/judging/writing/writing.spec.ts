import { ConflictsService } from '../../../../src/judging/conflicts/conflicts.service.js';
import { DeskReader } from '../../../../src/judging/desk/desk.reader.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { given } from '../../../support/given.js';
import { codeOf, review } from '../../../support/jury.js';
import { actorFor, app, jury, useJury } from '../../../support/planning.js';

useJury();

describe('a score sheet', () => {
  async function desk() {
    const made = await jury({ experts: 2, entries: 1 });
    const expert = made.experts[0]!;
    const assignment = await given.assignment(app.em, expert, made.entries[0]!);
    const scores = Object.fromEntries(made.criteria.map(({ id }) => [id, '8']));
    return {
      ...made,
      expert,
      assignment,
      scores,
      actor: await actorFor(expert.userId),
      service: app.nest.get(EvaluationsService),
      reader: app.nest.get(DeskReader),
    };
  }
  const sheet = (scores: Record<string, string>, version = 0) => ({ version, scores, remarks: {}, note: '' });

  it('is saved, submitted, and then frozen for everybody, SQL included', async () => {
    const { service, actor, assignment, scores } = await desk();
    const saved = await service.save(actor, assignment.id, sheet(scores));
    const submitted = await service.submit(actor, assignment.id, sheet(scores, saved.version));
    expect(submitted.state).toBe('submitted');
    expect(await codeOf(service.save(actor, assignment.id, sheet({}, submitted.version)))).toBe('sheet-frozen');
    await expect(app.em.update(Evaluation, { id: submitted.id }, { scores: {} })).rejects.toThrow();
    await expect(app.em.delete(Evaluation, { id: submitted.id })).rejects.toThrow();
  });

  it('refuses a score off the scale, missing criteria, another window, and the time after the close', async () => {
    const { service, actor, assignment, scores, criteria } = await desk();
    const first = criteria[0]!.id;
    expect(await codeOf(service.save(actor, assignment.id, sheet({ [first]: '11' })))).toBe('score-off-scale');
    const saved = await service.save(actor, assignment.id, sheet({ [first]: '7' }));
    expect(await codeOf(service.submit(actor, assignment.id, sheet({ [first]: '7' }, saved.version)))).toBe(
      'sheet-incomplete',
    );
    expect(await codeOf(service.save(actor, assignment.id, sheet(scores, saved.version - 1)))).toBe('stale-edit');
    app.clock.moveTo(review[1]);
    expect(await codeOf(service.submit(actor, assignment.id, sheet(scores, saved.version)))).toBe('stage-closed');
  });

  it('begun twice at once is one sheet', async () => {
    const { service, actor, assignment, scores } = await desk();
    await Promise.allSettled([
      service.save(actor, assignment.id, sheet(scores)),
      service.save(actor, assignment.id, sheet(scores)),
    ]);
    expect(await app.em.countBy(Evaluation, { assignmentId: assignment.id })).toBe(1);
  });

  it('does not open, nor the entry, before conflicts of interest are declared', async () => {
    const { service, reader, actor, assignment, expert, scores } = await desk();
    await app.em.update(Expert, { id: expert.id }, { conflictsDeclaredAt: null });
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('conflicts-undeclared');
    expect(await codeOf(service.save(actor, assignment.id, sheet(scores)))).toBe('conflicts-undeclared');
    await app.nest.get(ConflictsService).declare(actor, expert.id, { submissionIds: [], reason: '' });
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('done');
  });

  it('of another expert does not exist, nor do the others’ scores', async () => {
    const { service, reader, assignment, actor, experts, entries, scores, criteria } = await desk();
    const other = await actorFor(experts[1]!.userId);
    expect(await codeOf(reader.desk(other, assignment.id))).toBe('not-found');
    await given.sheet(
      app.em,
      { criteria },
      {
        expert: experts[1]!,
        entry: entries[0]!,
        points: [3, 3],
        remarks: { [criteria[0]!.id]: 'тайное замечание 5519' },
      },
    );
    await service.save(actor, assignment.id, sheet(scores));
    const { email } = await app.em
      .query('SELECT email FROM user_account WHERE id = $1', [actor.userId])
      .then(([row]: { email: string }[]) => row!);
    const browser = await app.signIn(email);
    for (const address of ['/judging', `/judging/${assignment.expertId}`, `/judging/desk/${assignment.id}`])
      expect((await browser.get(address)).body).not.toContain('5519');
  });

  it('vanishes at once when the expert steps back, and the pair is a conflict from then on', async () => {
    const { service, reader, actor, assignment, scores, entries, expert } = await desk();
    await service.save(actor, assignment.id, sheet(scores));
    await service.recuse(actor, assignment.id, 'Рецензировал эту практику');
    expect(await reader.queue(actor, expert.id)).toEqual([]);
    expect(await codeOf(reader.desk(actor, assignment.id))).toBe('not-found');
    await expect(given.assignment(app.em, expert, entries[0]!)).rejects.toThrow();
  });
});
