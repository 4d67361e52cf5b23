import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { PublicAnswer } from '../../../../src/submissions/questions/public-answer.entity.js';
import { Question } from '../../../../src/submissions/questions/question.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let entrant: Browser;
let organizer: Browser;
let asker: { name: string; email: string };

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  made = await given.cycle(app.em);
  organisation = await given.organisation(app.em, { regionCode: 'RU-BA' });
  asker = await given.user(app.em, { name: 'Ветрова Ольга Петровна', memberOf: [organisation] });
  entrant = await app.signIn(asker.email);
  organizer = await staff();
});

async function staff(memberOf: Organisation[] = []): Promise<Browser> {
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  return app.signIn((await given.user(app.em, { roles, memberOf })).email);
}
const queue = () => `/cycles/${made.cycle.id}/questions`;
const answers = () => `/contest/${made.cycle.year}/answers`;
const asks = (text: string, about = `cycle:${made.cycle.id}`, by = entrant) => by.post('/questions', { about, text });
const questionId = async (text: string) =>
  (await app.em.findOneByOrFail(Question, { text, cycleId: made.cycle.id })).id;
async function lettersAbout(id: string): Promise<Delivery[]> {
  const found = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = 'question.answered' AND payload->>'questionId' = $1`,
    [id],
  );
  for (const message of found) await announce(app, message.id);
  return app.em.findBy(Delivery, { event: 'question.answered', messageId: found[0]?.id ?? id });
}

describe('A question', () => {
  const text = 'Можно ли приложить видео?';

  test('asked twice at once is one; it stands in the queue, in “needs you” and with who asked', async () => {
    const pressed = await Promise.all([asks(text), asks(text), asks(text)]);
    expect(pressed.map(({ statusCode }) => statusCode)).toEqual([303, 303, 303]);
    expect(await app.em.countBy(Question, { cycleId: made.cycle.id })).toBe(1);
    const list = (await organizer.get(queue())).body;
    for (const told of [text, asker.name, organisation.name]) expect([told, list.includes(told)]).toEqual([told, true]);
    expect((await organizer.get(`/cycles/${made.cycle.id}`)).body).toContain('вопрос ждёт ответа');
    expect((await entrant.get('/questions')).body).toContain('Ответ придёт письмом');
    expect((await entrant.get('/submissions')).body).toContain(text);
  });

  test('answered to the one is read by that one, in a letter and on the page, and by nobody else', async () => {
    await asks(text);
    const id = await questionId(text);
    const pressed = await Promise.all([
      organizer.post(`${queue()}/${id}`, { answer: 'Да, ссылкой.' }),
      organizer.post(`${queue()}/${id}`, { answer: 'Нет.' }),
    ]);
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
    const { answer } = await app.em.findOneByOrFail(Question, { id });
    expect((await entrant.get('/questions')).body).toContain(answer);
    expect(await lettersAbout(id)).toMatchObject([{ recipient: asker.email, subject: 'Ответ на ваш вопрос' }]);
    expect((await app.guest().get(answers())).body).not.toContain(answer);
    expect(await app.em.countBy(PublicAnswer, { cycleId: made.cycle.id })).toBe(0);
    const colleague = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    expect((await colleague.get('/questions')).body).not.toContain(answer);
  });

  test('is refused without words, in too many of them, and about what is not the asker’s; what was typed comes back', async () => {
    const short = await asks('Как?');
    expect([short.statusCode, short.body.includes('Как?')]).toEqual([422, true]);
    expect((await asks('а'.repeat(3001))).statusCode).toBe(422);
    const others = await given.submittedEntry(app.em, made);
    expect((await asks('Что с этой заявкой?', `entry:${others.id}`)).statusCode).toBe(404);
    const hidden = await given.cycle(app.em, { state: 'draft' });
    expect((await asks('Когда начнётся следующий?', `cycle:${hidden.cycle.id}`)).statusCode).toBe(404);
    const expert = await app.signIn((await given.expert(app.em, made)).user.email);
    expect((await asks('Когда оценивать?', undefined, expert)).statusCode).toBe(403);
    expect(await app.em.countBy(Question, { cycleId: made.cycle.id })).toBe(0);
  });

  test('is one of ten a day, however many are sent at once', async () => {
    const sent = Array.from({ length: 12 }, (_, at) => asks(`Вопрос по порядку, номер ${at}`));
    const codes = (await Promise.all(sent)).map(({ statusCode }) => statusCode);
    expect(codes.filter((code) => code === 303)).toHaveLength(10);
    expect(codes.filter((code) => code === 429)).toHaveLength(2);
    app.clock.moveTo('2026-06-11T09:00:01Z');
    const again = await app.signIn(asker.email);
    expect((await asks('Вопрос следующего дня', undefined, again)).statusCode).toBe(303);
  });

  test('about an entry is closed to who must not meet it, and tells no title of a draft', async () => {
    const begun = { nominationId: made.nomination.id, organisationId: organisation.id };
    app.clock.moveTo('2026-02-10T09:00:00Z');
    const answered = { ...begun, answers: { title: 'Тайное название' } };
    const { id: draft } = (await entrant.api('POST', 'submissions', answered)).json<{ id: string }>();
    await asks('Куда писать о смете?', `entry:${draft}`);
    const id = await questionId('Куда писать о смете?');
    for (const door of [queue(), `${queue()}/${id}`]) {
      const { body } = await organizer.get(door);
      expect([body.includes('Куда писать о смете?'), body.includes('Тайное название')]).toEqual([true, false]);
    }
    const conflicted = await staff([organisation]);
    expect((await conflicted.get(queue())).body).not.toContain('Куда писать о смете?');
    expect((await conflicted.get(`${queue()}/${id}`)).statusCode).toBe(404);
    expect((await conflicted.post(`${queue()}/${id}`, { answer: 'Себе' })).statusCode).toBe(404);
    await organizer.post(`${queue()}/${id}`, { answer: 'Ответ-только-вам' });
    await lettersAbout(id);
    expect((await conflicted.get('/admin/mail')).body).not.toContain('Ответ на ваш вопрос');
    const message = await app.em.findOneByOrFail(OutboxMessage, { type: 'question.answered' });
    expect(message.payload).not.toHaveProperty('answer');
  });

  test('is no business of those who do not answer', async () => {
    await asks(text);
    const id = await questionId(text);
    const others = [
      await given.user(app.em, { roles: [{ role: 'auditor', cycleId: made.cycle.id }] }),
      await given.user(app.em, { roles: [{ role: 'coordinator', regionCode: 'RU-BA' }] }),
      await given.user(app.em, { roles: [{ role: 'organizer', cycleId: (await given.cycle(app.em)).cycle.id }] }),
    ];
    for (const { email } of others) {
      const browser = await app.signIn(email);
      for (const door of [queue(), `${queue()}/${id}`]) expect((await browser.get(door)).statusCode).toBe(404);
    }
  });
});

describe('An answer for everybody', () => {
  const text = 'Нужна ли подпись? Ветрова, Врач едет в деревню';
  const published = {
    answer: 'Подпись не нужна.',
    publish: 'yes',
    asked: 'Нужна ли подпись руководителя?',
  };
  let id: string;

  beforeEach(async () => {
    const entry = await given.submittedEntry(app.em, made, { organisation, title: 'Врач едет в деревню' });
    await asks(text, `entry:${entry.id}`);
    id = await questionId(text);
  });

  test('is not published while it names who asked; then it names nobody, and the question stays as it was asked', async () => {
    const refused = await organizer.post(`${queue()}/${id}`, { ...published, asked: text });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('По этим словам узнают того, кто спросил: Ветрова; Врач едет в деревню');
    expect(refused.body).toContain('Подпись не нужна.');
    expect(await app.em.findOneByOrFail(Question, { id })).toMatchObject({ state: 'open' });
    expect((await organizer.post(`${queue()}/${id}`, published)).statusCode).toBe(303);
    for (const page of [answers(), `${answers()}/1`]) {
      const { body, statusCode } = await app.guest().get(page);
      expect([statusCode, body.includes(published.asked), body.includes(published.answer)]).toEqual([200, true, true]);
      const named = [asker.name, 'Ветрова', asker.email, organisation.name, 'Врач едет', id];
      expect(named.filter((told) => body.includes(told))).toEqual([]);
    }
    expect(await app.em.findOneByOrFail(Question, { id })).toMatchObject({ text, state: 'answered' });
    expect((await entrant.get('/questions')).body).toContain(`${answers()}/1`);
  });

  test('is found by its words, also inflected and with ё, and by nothing else', async () => {
    await organizer.post(`${queue()}/${id}`, { ...published, answer: 'Отчёт не нужен.' });
    const found = async (q: string) =>
      (await app.guest().get(`${answers()}?q=${encodeURIComponent(q)}`)).body.includes('подпись руководителя');
    expect([await found('руководителями'), await found('отчеты'), await found('видео')]).toEqual([true, true, false]);
  });

  test('changes under its address, and is taken down with a reason; its number is not given again', async () => {
    await organizer.post(`${queue()}/${id}`, published);
    app.clock.moveTo('2026-06-12T09:00:00Z');
    const amended = { asked: published.asked, answer: 'Нужна печать.' };
    expect((await organizer.post(`${queue()}/${id}/public`, amended)).statusCode).toBe(303);
    const { body } = await app.guest().get(`${answers()}/1`);
    expect([body.includes('Нужна печать.'), body.includes('исправлено 12 июня')]).toEqual([true, true]);
    expect((await organizer.post(`${queue()}/${id}/take-down`, { reason: ' ' })).statusCode).toBe(422);
    expect((await organizer.post(`${queue()}/${id}/take-down`, { reason: 'Ошибка' })).statusCode).toBe(303);
    expect((await app.guest().get(`${answers()}/1`)).statusCode).toBe(404);
    expect((await app.guest().get(answers())).body).not.toContain('Нужна печать.');
    await asks('Другой вопрос для всех');
    const other = await questionId('Другой вопрос для всех');
    await organizer.post(`${queue()}/${other}`, { ...published, asked: 'Другой вопрос для всех' });
    expect((await app.guest().get(`${answers()}/2`)).statusCode).toBe(200);
  });

  test('can follow an answer to one; numbers go up one by one also when two are published at once', async () => {
    await asks('Второй вопрос того же дня');
    const second = await questionId('Второй вопрос того же дня');
    for (const one of [id, second]) await organizer.post(`${queue()}/${one}`, { answer: 'Да.' });
    const pressed = await Promise.all(
      [id, second, second].map((one) =>
        organizer.post(`${queue()}/${one}/public`, { asked: 'Общий вопрос', answer: 'Да.' }),
      ),
    );
    expect(pressed.filter(({ statusCode }) => statusCode === 303).length).toBeGreaterThanOrEqual(2);
    const numbers = (await app.em.findBy(PublicAnswer, { cycleId: made.cycle.id })).map(({ number }) => number);
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2]);
  });

  test('of a contest that is not announced has no page', async () => {
    const hidden = await given.cycle(app.em, { state: 'draft' });
    expect((await app.guest().get(`/contest/${hidden.cycle.year}/answers`)).statusCode).toBe(404);
    expect((await app.guest().get(`${answers()}/0`)).statusCode).toBe(404);
    expect((await app.guest().get(`${answers()}/99999999`)).statusCode).toBe(404);
  });
});
