import type { Person } from '../../../../src/domain/kernel/actor.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../src/platform/ids.js';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { DecisionBatch } from '../../../../src/results/awards/decision-batch.entity.js';
import { DecisionBatchesService } from '../../../../src/results/batches/decision-batches.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import type { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { countQueries } from '../../../support/count-queries.js';
import { codeOf, convene, judgedEntries, personOf, rankAll, ruleDecisions } from '../../../support/decisions.js';
import { given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let year: GivenCycle;
/** Six of the first nomination, four of the second. */
let entries: Submission[];
let organizer: Person;
let secretary: Person;
let chair: Person;
let first: Browser;
let second: Browser;
let meetingId: string;
let batches: DecisionBatchesService;

beforeAll(async () => {
  app = await startApp();
  batches = app.nest.get(DecisionBatchesService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em, { nominations: [{ code: 'А' }, { code: 'Б' }] });
  await ruleDecisions(app, year, { kinds: ['winner', 'finalist', 'reserve', 'regional-laureate', 'recommended'] });
  entries = [
    ...(await judgedEntries(app, year, { count: 6 })),
    ...(await judgedEntries(app, year, { count: 4, nomination: year.nominations[1]! })),
  ];
  const [one, other] = [await personOf(app, year, 'organizer'), await personOf(app, year, 'secretary')];
  [organizer, secretary] = [one.person, other.person];
  [first, second] = [await app.signIn(one.email), await app.signIn(other.email)];
  ({ person: chair } = await personOf(app, year, 'chair'));
  await rankAll(app, organizer, year);
  meetingId = (await convene(app, organizer, year)).id;
});

const home = () => `/cycles/${year.cycle.id}/batches`;
const propose = (outcome: 'finalist' | 'winner' | 'reserve' = 'finalist', ground = 'По рейтингу') =>
  batches.propose(organizer, year.cycle.id, { meetingId, outcome, ground, despite: '' });
const apply = (batch: DecisionBatch, actor = secretary, hash = batch.hash) =>
  batches.apply(actor, year.cycle.id, batch.id, hash);
const count = (where: object = {}) => app.em.countBy(Award, { cycleId: year.cycle.id, ...where });
const table = (lines: string[]) => ({ name: 'decisions.csv', text: ['number;kind;reason', ...lines].join('\n') });
const upload = async (lines: string[], by = first) => {
  // The address has a query already, so that the token is appended by hand.
  await by.get(home());
  const token = /name="_csrf" value="([^"]+)"/.exec((await by.get(home())).body)![1]!;
  const { name, text } = table(lines);
  return app.nest.inject({
    method: 'POST',
    url: `${home()}/table?_csrf=${encodeURIComponent(token)}&meeting=${meetingId}`,
    cookies: by.cookies,
    headers: { accept: 'text/html', 'accept-language': 'ru', 'content-type': 'multipart/form-data; boundary=edge' },
    payload: `--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n--edge--\r\n`,
  });
};
const number = (index: number) => entries[index]!.registerNumber;

describe('decisions in bulk', () => {
  it('are shown with count, list and hash, wait, and are applied whole by another person', async () => {
    const sent = { meeting: meetingId, outcome: 'finalist', ground: 'Первые места', despite: '' };
    const answer = await first.post(home(), sent);
    expect(answer.statusCode).toBe(303);
    const page = String(answer.headers.location);
    const [batch] = await app.em.findBy(DecisionBatch, { cycleId: year.cycle.id });
    const shown = (await first.get(page)).body;
    for (const text of ['6 решений', batch!.hash, `«${entries[0]!.title}»`, 'Ждёт другого человека'])
      expect(shown).toContain(text);
    expect([shown.includes('Применить список'), await count()]).toEqual([false, 0]);
    expect((await first.post(`${page}/apply`, { hash: batch!.hash })).statusCode).toBe(409);
    expect((await second.get(page)).body).toContain('Применить список');
    expect((await second.post(`${page}/apply`, { hash: 'f'.repeat(64) })).statusCode).toBe(409);
    expect(await count()).toBe(0);
    expect((await second.post(`${page}/apply`, { hash: batch!.hash })).statusCode).toBe(303);
    expect(await count({ outcome: 'finalist', batchId: batch!.id, decidedById: secretary.userId })).toBe(6);
    expect((await second.get(page)).body).toContain('Применён:');
    expect((await first.get(home())).body).toContain('Применён');
    const { twin } = await app.nest.get(ProtocolsService).drawUp(organizer, meetingId);
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
  });

  it('follow each other: winners of those selected, and the reserve of those who were not', async () => {
    await apply(await propose('winner'));
    await apply(await propose('finalist'));
    const reserve = await propose('reserve');
    expect(reserve.items.map(({ submissionId }) => entries.findIndex(({ id }) => id === submissionId))).toEqual([
      3, 4, 9,
    ]);
    await apply(reserve);
    expect([await count({ outcome: 'winner' }), await count({ outcome: 'reserve' })]).toEqual([2, 3]);
  });

  it('leave out nominations for which the rules propose nobody, and say why', async () => {
    await app.em.query('UPDATE nomination SET position = position WHERE cycle_id = $1', [year.cycle.id]);
    await app.em.query(
      `UPDATE regulation_edition SET selection_rule = '{"first": 3, "minEntries": 5}' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    const batch = await propose();
    expect([batch.items.length, batch.skipped]).toEqual([3, [{ nomination: 'Номинация Б', why: 'void' }]]);
    expect((await first.get(`${home()}/${batch.id}`)).body).toContain('номинация не состоялась');
    await app.em.query(`UPDATE regulation_edition SET selection_rule = '{"minEntries": 50}' WHERE cycle_id = $1`, [
      year.cycle.id,
    ]);
    expect(await codeOf(propose())).toBe('invalid-input');
  });

  it.each([
    ['no-quorum', () => app.em.query('UPDATE meeting SET present = 4 WHERE id = $1', [meetingId])],
    ['reason-required', () => Promise.resolve()],
    ['outcome-not-foreseen', () => ruleDecisions(app, year, { kinds: ['winner'] })],
  ])('are refused when they are prepared, as the single verb would: %s', async (code, arrange) => {
    await arrange();
    expect(await codeOf(propose('finalist', code === 'reason-required' ? '' : 'По рейтингу'))).toBe(code);
    expect(await app.em.countBy(DecisionBatch, { cycleId: year.cycle.id })).toBe(0);
  });

  it('are asked again when they are applied, and then all or nothing', async () => {
    const batch = await propose();
    await app.em.query('UPDATE meeting SET present = 4 WHERE id = $1', [meetingId]);
    expect([await codeOf(apply(batch)), await count()]).toEqual(['no-quorum', 0]);
    await app.em.query('UPDATE meeting SET present = 6 WHERE id = $1', [meetingId]);
    await app.em.query(
      `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
         (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
      [entries[9]!.id],
    );
    expect([await codeOf(apply(batch)), await count()]).toEqual(['ranking-changed', 0]);
    await rankAll(app, organizer, year);
    expect([await codeOf(apply(batch)), await count()]).toEqual(['ranking-changed', 0]);
  });

  it('are refused when somebody has decided since, and cancelled with a reason', async () => {
    const batch = await propose();
    await app.nest.get(AwardsService).name(chair, {
      meetingId,
      nominationId: year.nomination.id,
      outcome: 'finalist',
      chosen: [{ submissionId: entries[0]!.id, reason: '' }],
      ground: 'Один',
    });
    expect([await codeOf(apply(batch)), await count()]).toEqual(['list-changed', 1]);
    const page = `${home()}/${batch.id}/cancel`;
    expect((await first.post(page, { reason: '' })).statusCode).toBe(422);
    expect((await first.post(page, { reason: 'Готовим заново' })).statusCode).toBe(303);
    expect((await first.get(`${home()}/${batch.id}`)).body).toContain('Готовим заново');
    expect(await codeOf(apply(batch))).toBe('action-not-allowed');
    const anew = await propose();
    expect(anew.replaces).toHaveLength(1);
    expect([await codeOf(apply(anew)), await count()]).toEqual(['done', 6]);
  });

  it('by two at once are applied once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const batch = await propose();
      const answers = await Promise.all([codeOf(apply(batch)), codeOf(apply(batch, chair))]);
      expect(answers.sort()).toEqual(['action-not-allowed', 'done']);
      expect(await count()).toBe(6);
    }
  });

  it('and a single naming at once leave the one or the other, and no mixture', async () => {
    for (let round = 0; round < 4; round += 1) {
      await app.em.query('DELETE FROM award WHERE cycle_id = $1', [year.cycle.id]);
      const batch = await propose();
      const single = app.nest.get(AwardsService).name(chair, {
        meetingId,
        nominationId: year.nominations[1]!.id,
        outcome: 'finalist',
        chosen: [{ submissionId: entries[6]!.id, reason: '' }],
        ground: 'Один',
      });
      const [applied] = await Promise.all([codeOf(apply(batch)), single]);
      // The single one is written in either order; a list that comes second finds that somebody has decided since.
      expect([applied, await count()]).toEqual(applied === 'done' ? ['done', 4] : ['list-changed', 1]);
    }
  });
});

describe('a table of decisions', () => {
  it('is a dry run: every fault by its line, and nothing is kept', async () => {
    const answer = await upload([
      `${number(0)};winner;Первая`,
      `нет-такой;winner;Причина`,
      `${number(1)};чемпион;Причина`,
      `${number(2)};laureate;Причина`,
      `${number(3)};recommended;`,
      `${number(0)};Победитель;Дважды`,
    ]);
    expect(answer.statusCode).toBe(422);
    for (const text of [
      'В таблице 5 ошибок',
      'Такой допущенной заявки нет',
      'такого звания не присуждает',
      'Такое уже есть выше',
    ])
      expect(answer.body).toContain(text);
    expect(await app.em.countBy(DecisionBatch, { cycleId: year.cycle.id })).toBe(0);
    expect((await upload([`${number(0)};winner`])).body).toContain('Ячеек 2, а колонок 3');
  });

  it('becomes a list of several kinds, words in either language, applied by another', async () => {
    const answer = await upload([
      `${number(0)};Победитель;Лучшая`,
      `${number(6)};winner;Лучшая`,
      `${number(5)};Recommended for replication;Готова к внедрению`,
    ]);
    expect(answer.statusCode).toBe(303);
    const page = String(answer.headers.location);
    const { body } = await second.get(page);
    expect([body.includes('decisions.csv'), body.includes('3 решения')]).toEqual([true, true]);
    const [batch] = await app.em.findBy(DecisionBatch, { cycleId: year.cycle.id });
    expect((await second.post(`${page}/apply`, { hash: batch!.hash })).statusCode).toBe(303);
    expect([await count({ outcome: 'winner' }), await count({ outcome: 'recommended' })]).toEqual([2, 1]);
  });

  it('is sent by programs as lines, and applied by the hash', async () => {
    const api = `cycles/${year.cycle.id}/batches`;
    const faulty = await first.api('POST', `${api}/lines`, {
      meetingId,
      lines: [{ number: 'x', kind: 'winner', reason: 'x' }],
    });
    expect([faulty.statusCode, faulty.json().rows]).toMatchObject([
      422,
      [{ row: 1, column: 'number', rule: 'entry-not-admitted' }],
    ]);
    const lines = [{ number: number(1), kind: 'winner', reason: 'Шире охват' }];
    const batch = (await first.api('POST', `${api}/lines`, { meetingId, lines })).json<{ id: string; hash: string }>();
    expect((await second.api('GET', `${api}/${batch.id}`)).json()).toMatchObject({
      count: 1,
      hidden: 0,
      items: [{ registerNumber: number(1) }],
    });
    expect((await second.api('POST', `${api}/${batch.id}/apply`, { hash: batch.hash })).json()).toMatchObject({
      state: 'applied',
    });
    expect((await first.api('GET', api)).json().items).toHaveLength(1);
    expect(await count({ outcome: 'winner', departure: true })).toBe(1);
    const proposed = (await first.api('POST', api, { meetingId, outcome: 'reserve', ground: 'Запас' })).json<{
      id: string;
    }>();
    const cancelled = await first.api('POST', `${api}/${proposed.id}/cancel`, { reason: 'Рано' });
    expect(cancelled.json()).toMatchObject({ state: 'cancelled', reason: 'Рано' });
  });

  it('that names more than foreseen needs a ground for the whole', async () => {
    const lines = [0, 1].map((index) => ({ number: number(index), kind: 'winner', reason: 'Обе проверены' }));
    const send = (ground: string) =>
      first.api('POST', `cycles/${year.cycle.id}/batches/lines`, { meetingId, ground, lines });
    expect((await send('')).json()).toMatchObject({ code: 'reason-required' });
    expect((await send('Совет увеличил число победителей')).statusCode).toBe(201);
  });

  it('of regional laureates has one of a region in a nomination', async () => {
    const answer = await upload([`${number(0)};regional-laureate;Лучшая`, `${number(1)};regional-laureate;Тоже`]);
    expect([answer.statusCode, answer.body.includes('один лауреат')]).toEqual([422, true]);
    expect((await upload([`${number(1)};regional-laureate;Лучшая`])).statusCode).toBe(303);
    const [batch] = await app.em.findBy(DecisionBatch, { cycleId: year.cycle.id });
    await apply(batch!);
    expect(await count({ outcome: 'regional-laureate', regionCode: 'RU-BA' })).toBe(1);
    const { twin } = await app.nest.get(ProtocolsService).drawUp(organizer, meetingId);
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
  });
});

describe('a conflict of interest', () => {
  const conflicted = async (userId: string) =>
    app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), userId, entries[0]!.id],
    );

  it('hides the entry in a list, and another applies it', async () => {
    const batch = await propose();
    await conflicted(secretary.userId);
    const page = (await second.get(`${home()}/${batch.id}`)).body;
    expect([page.includes(entries[0]!.title), page.includes(number(0)!)]).toEqual([false, false]);
    expect([page.includes('Ещё 1 решение скрыто от вас'), page.includes('Применить список')]).toEqual([true, false]);
    const answer = await second.api('GET', `cycles/${year.cycle.id}/batches/${batch.id}`);
    expect([answer.body.includes(entries[0]!.id), answer.json().hidden]).toEqual([false, 1]);
    expect([await codeOf(apply(batch)), await count()]).toEqual(['conflict-of-interest', 0]);
    expect(await codeOf(apply(batch, chair))).toBe('done');
  });

  it('leaves the nomination out of proposals, and its lines out of a table', async () => {
    await conflicted(organizer.userId);
    const batch = await propose();
    expect([batch.items.length, batch.skipped]).toEqual([3, [{ nomination: 'Номинация А', why: 'conflict' }]]);
    const answer = await upload([`${number(1)};winner;Лучшая`]);
    expect([answer.statusCode, answer.body.includes('Конфликт интересов')]).toEqual([422, true]);
  });
});

describe('SQL', () => {
  it('refuses a list that its preparer applies, and one that is changed', async () => {
    const { id } = await propose();
    const update = (set: string) =>
      app.em.query(`UPDATE decision_batch SET ${set} WHERE id = $1`, [id]).then(
        () => 'done',
        (error: { driverError: { constraint: string } }) => error.driverError.constraint,
      );
    const applied = `state = 'applied', applied_at = now()`;
    expect(await update(`${applied}, applied_by_id = prepared_by_id`)).toBe('decision_batch_second_person');
    expect(await update(applied)).toBe('decision_batch_applied_has_facts');
    expect(await update(`state = 'cancelled', cancelled_by_id = prepared_by_id, cancelled_at = now()`)).toBe(
      'decision_batch_cancelled_has_facts',
    );
    for (const set of [`items = items - 0`, `hash = repeat('a', 64)`, `ground = 'x'`, `replaces = '["x"]'`])
      expect(await update(set)).toBe('decision_batch_stands');
  });

  it('is asked as often for many decisions as for few', async () => {
    const small = await propose('winner');
    const few = await countQueries(app.db.source, async () => void (await apply(small)));
    await ruleDecisions(app, year, { kinds: ['winner', 'recommended'] });
    await app.em.query('UPDATE regulation_edition SET winners_foreseen = 4 WHERE cycle_id = $1', [year.cycle.id]);
    await app.em.query(`UPDATE regulation_edition SET selection_rule = '{"first": 4}' WHERE cycle_id = $1`, [
      year.cycle.id,
    ]);
    await app.em.query('DELETE FROM award WHERE cycle_id = $1', [year.cycle.id]);
    const large = await propose('winner');
    expect([small.items.length, large.items.length]).toEqual([2, 8]);
    expect(await countQueries(app.db.source, async () => void (await apply(large)))).toBe(few);
  });
});
