import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { SheetHistoryService } from '../../../../src/judging/history/sheet-history.service.js';
import { TrainingService } from '../../../../src/judging/training/training.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { jury as juryOf, sheetOf as ownSheet, codeOf, input, review } from '../../../support/jury.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const jury = (facts: Parameters<typeof juryOf>[1] = {}) => juryOf(app, facts);
const evaluations = () => app.nest.get(EvaluationsService);
const history = () => app.nest.get(SheetHistoryService);
const sheetOf = (assignment: Assignment) => ownSheet(app, assignment);

describe('the finish', () => {
  it('shows the own points, compares two entries, and submits exactly the drafts that are complete', async () => {
    const { experts, assignments, actors, scores, criteria } = await jury({ entries: 3 });
    const [one, two, three] = assignments[0] as [Assignment, Assignment, Assignment];
    await evaluations().save(actors[0]!, one.id, input(scores));
    await evaluations().save(actors[0]!, two.id, input({ ...scores, [criteria[0]!.id]: '9' }));
    await evaluations().save(actors[0]!, three.id, input({ [criteria[0]!.id]: '7' }));
    const theirs = Object.fromEntries(criteria.map(({ id }) => [id, '1']));
    await evaluations().submit(actors[1]!, assignments[1]![0]!.id, input(theirs));
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/${experts[0]!.id}/finish`;
    const page = await browser.get(`${address}?a=${one.id}&b=${two.id}`);
    expect(page.body).toContain('Вы ставили только 7–9');
    expect(page.body).toContain('Сдать 2 готовых листа');
    expect(page.body).toMatch(/data-th="Вторая">\s*<b>9</);
    expect((await browser.post(address)).statusCode).toBe(303);
    expect(await Promise.all([one, two, three].map(async (own) => (await sheetOf(own)).state))).toEqual([
      'submitted',
      'submitted',
      'draft',
    ]);
    const stranger = await app.signIn(experts[1]!.user.email);
    expect((await stranger.get(address)).statusCode).toBe(404);
    expect(await codeOf(evaluations().submitComplete(actors[1]!, experts[0]!.id))).toBe('not-found');
  });

  it('submits each sheet once when pressed twice, and nothing after the close', async () => {
    const { experts, assignments, actors, scores } = await jury({ entries: 2 });
    for (const { id } of assignments[0]!) await evaluations().save(actors[0]!, id, input(scores));
    const counts = await Promise.all([1, 2].map(() => evaluations().submitComplete(actors[0]!, experts[0]!.id)));
    expect(counts.sort((a, b) => a - b)).toEqual([0, 2]);
    app.clock.moveTo(review[1]);
    expect(await codeOf(evaluations().submitComplete(actors[0]!, experts[0]!.id))).toBe('stage-closed');
  });
});

describe('the training entry', () => {
  const sheet = { remarks: 'optional' as const, remarkLength: 1, training: true };

  it('is written by the organizer, comes before the first real one, and shows the panel only after the own sheet', async () => {
    const { cycle, experts, first, criteria, organizerMail, scores, actors } = await jury({ judging: { sheet } });
    const organizer = await app.signIn(organizerMail);
    const browser = await app.signIn(experts[0]!.user.email);
    expect((await browser.get(`/judging/desk/${first.id}`)).statusCode).toBe(200);
    const page = `/cycles/${cycle.id}/evaluation/training`;
    expect((await organizer.post(page, { title: '', text: 'Без названия' })).statusCode).toBe(422);
    expect((await organizer.post(page, { title: 'Учебная практика', text: 'Что сделали' })).statusCode).toBe(303);
    const training = `/judging/${experts[0]!.id}/training`;
    const sent = await browser.get(`/judging/desk/${first.id}`);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, training]);
    expect(await codeOf(evaluations().save(actors[0]!, first.id, input(scores)))).toBe('training-due');
    expect((await browser.get(`/judging/${experts[0]!.id}`)).body).toContain('Начните с учебной заявки');
    const other = await app.signIn(experts[1]!.user.email);
    const fields = (points: string) => Object.fromEntries(criteria.map(({ id }) => [`score-${id}`, points]));
    expect((await other.post(`/judging/${experts[1]!.id}/training`, fields('2'))).statusCode).toBe(303);
    expect((await browser.get(training)).body).not.toContain('2–2');
    expect((await browser.post(training, { [`score-${criteria[0]!.id}`]: '7' })).statusCode).toBe(422);
    expect((await browser.post(training, fields('8'))).statusCode).toBe(303);
    const after = (await browser.get(training)).body;
    for (const words of ['2–8', '>5<', 'Оценили 2 эксперта']) expect(after).toContain(words);
    expect(after).not.toContain(experts[1]!.user.name);
    expect((await browser.get(`/judging/desk/${first.id}`)).statusCode).toBe(200);
    expect((await organizer.post(page, { title: 'Другая', text: 'Поздно' })).statusCode).toBe(409);
    expect((await other.get(training)).statusCode).toBe(404);
  });

  it('is submitted once by two presses, and stands in no sheet, ranking or count', async () => {
    const { cycle, experts, criteria, organizer, actors } = await jury({ judging: { sheet } });
    const service = app.nest.get(TrainingService);
    await service.write(organizer, cycle.id, { title: 'Учебная', text: 'Текст' });
    const scores = Object.fromEntries(criteria.map(({ id }) => [id, '8']));
    const outcomes = await Promise.all(
      [1, 2].map(() => codeOf(service.submit(actors[0]!, experts[0]!.id, { scores, cannotJudge: [], remarks: {} }))),
    );
    expect(outcomes.sort()).toEqual(['done', 'sheet-frozen']);
    expect(await app.em.countBy(Evaluation, { assignment: { expertId: experts[0]!.id } })).toBe(0);
    const { sheets } = await history().asOf(organizer, cycle.id, () => null);
    expect(sheets.map(({ state }) => state)).toEqual(['none', 'none']);
  });

  it('takes its text from an entry of another cycle alone', async () => {
    const { cycle, entries, organizer } = await jury();
    const service = app.nest.get(TrainingService);
    const earlier = await jury();
    const both = { ...organizer, grants: [...organizer.grants, ...earlier.organizer.grants] };
    const number = earlier.entries[0]!.registerNumber!;
    expect((await service.earlierEntry(both, cycle.id, number)).revision.title).toBe(earlier.entries[0]!.title);
    expect(await codeOf(service.earlierEntry(organizer, cycle.id, number))).toBe('forbidden');
    expect(await codeOf(service.earlierEntry(both, cycle.id, entries[0]!.registerNumber!))).toBe('not-found');
  });
});
