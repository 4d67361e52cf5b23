import { beforeEach, describe, expect, it } from '@jest/globals';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Evaluation } from '../../../../src/judging/sheets/evaluation.entity.js';
import { loadPlanFacts } from '../../../../src/judging/plans/plan-facts.queries.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import type { Browser } from '../../../support/app.js';
import { announce } from '../../../support/letters.js';
import { countQueries } from '../../../support/count-queries.js';
import {
  allot,
  app,
  closesAt,
  during,
  duties,
  entries,
  handIn,
  organizer,
  organizerBrowser,
  owner,
  scene,
  useCrossReviews,
  year,
} from '../../../support/cross-review.js';
import { given } from '../../../support/given.js';

useCrossReviews();

let expert: Awaited<ReturnType<typeof given.expert>>;
let expertBrowser: Browser;
/** The expert's assignments in the order of the entries. */
let held: Assignment[];

/** One expert has all six entries: of the first, which drops out, a draft; of the second, which does too, a submitted sheet. */
beforeEach(async () => {
  await scene();
  await app.em.query(`UPDATE stage SET opens_at = $2, closes_at = $3 WHERE cycle_id = $1 AND kind = 'review'`, [
    year.cycle.id,
    '2026-03-01T00:00:00Z',
    '2026-05-01T00:00:00Z',
  ]);
  await allot();
  for (const index of [2, 3, 4, 5]) await handIn(index);
  expert = await given.expert(app.em, year, { regionCode: 'RU-SPE' });
  expertBrowser = await app.signIn(expert.user.email);
  held = [];
  for (const [index, entry] of entries.entries()) {
    if (index === 1) await given.sheet(app.em, year, { expert, entry, points: [7, 7] });
    else await given.assignment(app.em, expert, entry);
    held.push(await app.em.findOneByOrFail(Assignment, { expertId: expert.id, submissionId: entry.id }));
  }
  const draft = { state: 'draft' as const, scores: { [year.criteria[0]!.id]: '7' }, submittedAt: null, version: 3 };
  await app.em.insert(Evaluation, {
    id: newId(),
    assignmentId: held[0]!.id,
    revisionId: entries[0]!.revisionId!,
    createdAt: app.clock.now(),
    savedAt: app.clock.now(),
    ...draft,
  });
});

const path = (index: number) => `/judging/desk/${held[index]!.id}`;
const queueOf = async () =>
  (await expertBrowser.api('GET', 'evaluations'))
    .json<{ items: { registerNumber: string; state: string }[] }>()
    .items.map(({ registerNumber, state }) => [registerNumber, state]);
const all = () => entries.map(({ registerNumber }) => registerNumber);
const board = async (view: string) =>
  (await organizerBrowser.get(`/cycles/${year.cycle.id}/evaluation?view=${view}`)).body;
const progress = async () =>
  (await organizerBrowser.api('GET', `cycles/${year.cycle.id}/evaluation-board`)).json().items[0] as object;

describe('sheets of an entry that dropped out', () => {
  it('leave the queue, the numbers and the way onwards at the closing instant, and no earlier', async () => {
    app.clock.moveTo('2026-03-20T06:59:59Z');
    expect((await queueOf()).map(([number]) => number)).toEqual(all());
    expect(await progress()).toMatchObject({ assigned: 6, submitted: 1, started: 1 });
    expect(await board('entries')).not.toContain('Выбыла');
    app.clock.moveTo(closesAt);
    expect((await queueOf()).map(([number]) => number)).toEqual(all().slice(2));
    expect(await progress()).toMatchObject({ assigned: 4, submitted: 0, started: 0 });
    const own = (await expertBrowser.get(`/judging/${expert.id}`)).body;
    for (const [index, { title }] of entries.entries()) expect(own.includes(title)).toBe(index > 1);
    expect(own).toContain('0 из 4');
    expect((await expertBrowser.get(`/judging/${expert.id}/finish`)).body).not.toContain(entries[0]!.title);
    const page = (await organizerBrowser.get(`/cycles/${year.cycle.id}/experts`)).body;
    expect(page).toContain('data-th="Назначено">4<');
  });

  it('are told of on the board, where nothing of them is owed', async () => {
    app.clock.moveTo(closesAt);
    const page = await board('entries');
    const rowOf = (index: number) => page.split('<tr>').find((row) => row.includes(entries[index]!.title))!;
    expect([rowOf(0).includes('Выбыла'), rowOf(0).includes('листы не нужны')]).toEqual([true, true]);
    expect([rowOf(1).includes('Выбыла'), rowOf(1).includes('1 сданный лист не считается')]).toEqual([true, true]);
    expect([rowOf(2).includes('Выбыла'), rowOf(2).includes('0 из 1')]).toEqual([false, true]);
    // What is missing comes first, so that who dropped out stands last.
    expect(page.indexOf(entries[0]!.title)).toBeGreaterThan(page.indexOf(entries[5]!.title));
  });

  it('open no more: page, form and program are told why, and the draft stays as it was', async () => {
    app.clock.moveTo(closesAt);
    const refused = await expertBrowser.get(path(0));
    expect([refused.statusCode, refused.body.includes('Заявка выбыла из конкурса')]).toEqual([409, true]);
    const [criterion] = year.criteria;
    const saved = await expertBrowser.post(path(0), { version: '3', [`score-${criterion!.id}`]: '9', verb: 'save' });
    expect([saved.statusCode, saved.body.includes('выбыла из конкурса')]).toEqual([409, true]);
    for (const [method, address] of [
      ['GET', `evaluations/${held[0]!.id}`],
      ['POST', `evaluations/${held[0]!.id}/submit`],
      ['POST', `evaluations/${held[0]!.id}/take-newer`],
    ] as const) {
      const answer = await expertBrowser.api(method, address);
      expect([answer.statusCode, answer.json().code]).toEqual([409, 'entry-dropped-out']);
    }
    const recused = await expertBrowser.api('POST', `evaluations/${held[0]!.id}/recuse`, { reason: 'Знаком' });
    expect(recused.json().code).toBe('entry-dropped-out');
    expect(await app.em.findOneByOrFail(Evaluation, { assignmentId: held[0]!.id })).toMatchObject({
      state: 'draft',
      scores: { [criterion!.id]: '7' },
      version: 3,
    });
    expect(await app.em.countBy(Assignment, { expertId: expert.id, state: 'active' })).toBe(6);
  });

  it('come back as they were when the entry is excused', async () => {
    app.clock.moveTo(closesAt);
    for (const index of [0, 1]) await duties.excuse(organizer, year.cycle.id, entries[index]!.id, 'Пожар');
    expect(await queueOf()).toEqual(
      all().map((number, index) => [number, index === 0 ? 'started' : index === 1 ? 'submitted' : 'open']),
    );
    expect(await progress()).toMatchObject({ assigned: 6, submitted: 1, started: 1 });
    expect((await expertBrowser.get(path(0))).statusCode).toBe(200);
    expect(await board('entries')).not.toContain('Выбыла');
  });

  it('are in no reminder and no nudge, and their expert is done without them', async () => {
    app.clock.moveTo(closesAt);
    for (const { id } of held.slice(2))
      await app.em.query(
        `INSERT INTO evaluation (id, assignment_id, revision_id, state, scores, remarks, created_at, saved_at, submitted_at)
         SELECT gen_random_uuid(), a.id, s.revision_id, 'submitted', $3, '{}', $2, $2, $2
           FROM assignment a JOIN submission s ON s.id = a.submission_id WHERE a.id = $1`,
        [id, app.clock.now(), Object.fromEntries(year.criteria.map((criterion) => [criterion.id, '7']))],
      );
    const nudge = () =>
      organizerBrowser.api('POST', `cycles/${year.cycle.id}/evaluation-board/experts/${expert.id}/nudge`);
    expect((await nudge()).statusCode).toBe(409);
    expect(await remind()).toEqual([]);
    await duties.excuse(organizer, year.cycle.id, entries[0]!.id, 'Пожар');
    expect(await remind()).toEqual([expert.user.email]);
    expect((await nudge()).statusCode).toBe(204);
  });

  it('ask for no extra expert, and no plan gives them to another', async () => {
    app.clock.moveTo(closesAt);
    const facts = await loadPlanFacts(app.em, year.cycle.id, app.clock.now());
    const left = entries.slice(2).map(({ id }) => id);
    expect(facts.entries.map(({ id }) => id).sort()).toEqual([...left].sort());
    expect([...new Set(facts.standing.map(({ entryId }) => entryId))].sort()).toEqual([...left].sort());
    await app.em.query(
      `INSERT INTO divergence (id, submission_id, state, difference, above, found_at) VALUES ($1, $2, 'waiting', '5', '3', now())`,
      [newId(), entries[1]!.id],
    );
    expect(await board('divergence')).not.toContain(entries[1]!.title);
    const asked = await organizerBrowser.post(`/cycles/${year.cycle.id}/evaluation/divergence/${entries[1]!.id}`);
    expect(asked.statusCode).toBe(404);
    await duties.excuse(organizer, year.cycle.id, entries[1]!.id, 'Пожар');
    expect(await board('divergence')).toContain(entries[1]!.title);
  });

  it('cost no more questions to the database, however many dropped out', async () => {
    const pages = [
      () => expertBrowser.get(`/judging/${expert.id}`),
      () => expertBrowser.get(path(5)),
      () => board('entries'),
      () => board('experts'),
    ];
    const count = async () => {
      const counts: number[] = [];
      for (const page of pages) counts.push(await countQueries(app.em.connection, async () => void (await page())));
      return counts;
    };
    await count();
    const before = await count();
    app.clock.moveTo(closesAt);
    await count();
    expect(await count()).toEqual(before);
  });
});

describe('SQL', () => {
  it('finds entry by entry the same as for the whole cycle', async () => {
    await duties.excuse(organizer, year.cycle.id, entries[0]!.id, 'Пожар');
    for (const at of [during, closesAt]) {
      const { rows: each } = await owner.query<{ id: string; out: boolean }>(
        'SELECT id, is_dropped_out(id, $2) AS out FROM submission WHERE cycle_id = $1',
        [year.cycle.id, at],
      );
      const { rows: whole } = await owner.query<{ id: string }>('SELECT entries_dropped_out($1, $2) AS id', [
        year.cycle.id,
        at,
      ]);
      const out = each.filter((row) => row.out).map(({ id }) => id);
      expect(out).toEqual(whole.map(({ id }) => id));
      expect(out).toEqual(at === closesAt ? [entries[1]!.id] : []);
    }
  });
});

/** Who gets the letter that the review closes in three days. */
async function remind(): Promise<string[]> {
  const [stage] = await app.em.query(`SELECT id FROM stage WHERE cycle_id = $1 AND kind = 'review'`, [year.cycle.id]);
  const payload = { stageId: stage.id, noticeKind: 'closes-in-3-days' };
  const at = app.clock.now();
  const id = newId();
  await app.em.insert(OutboxMessage, { id, type: 'stage.reminder', payload, createdAt: at, dispatchedAt: at });
  await announce(app, id);
  return (await app.em.findBy(Delivery, { messageId: id })).map(({ recipient }) => recipient);
}
