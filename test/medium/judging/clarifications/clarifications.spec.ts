import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import type { JudgingRules } from '../../../../src/domain/cycles/judging-rules.js';
import type { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Clarification } from '../../../../src/judging/clarifications/clarification.entity.js';
import type { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

/** By these an expert and an entrant would be known. */
const expertName = 'Экспертова Инга';
const entrantName = 'Заявителева Анна';
const organisationName = 'Дом культуры «Пламя»';

let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let entry: Submission;
let experts: Expert[];
let assignments: Assignment[];
let asking: Browser;
let other: Browser;
let entrant: Browser;
let organizer: Browser;

beforeAll(async () => {
  app = await startApp({ now: '2026-04-08T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.moveTo('2026-04-08T09:00:00Z');
  made = await given.cycle(app.em);
  await rules({ clarificationDays: 3, blind: ['organisation', 'people'] });
  organisation = await given.organisation(app.em, { name: `${organisationName} ${made.cycle.year}` });
  entry = await given.submittedEntry(app.em, made, { organisation });
  const user = await given.user(app.em, { name: expertName, roles: [{ role: 'expert', cycleId: made.cycle.id }] });
  experts = [await given.expert(app.em, made, { user, userId: user.id }), await given.expert(app.em, made)];
  assignments = [
    await given.assignment(app.em, experts[0]!, entry),
    await given.assignment(app.em, experts[1]!, entry),
  ];
  asking = await app.signIn(experts[0]!.user.email);
  other = await app.signIn(experts[1]!.user.email);
  entrant = await app.signIn((await given.user(app.em, { name: entrantName, memberOf: [organisation] })).email);
  organizer = await staff();
});

const rules = (judgingRules: Partial<JudgingRules>) =>
  app.em.update(RegulationEdition, { cycleId: made.cycle.id }, { judgingRules });

async function staff(memberOf: Organisation[] = []): Promise<Browser> {
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  return app.signIn((await given.user(app.em, { roles, memberOf })).email);
}
const desk = (at = 0) => `/judging/desk/${assignments[at]!.id}`;
const asks = (text = 'Сколько семей участвовало?') => asking.post(`${desk()}/clarifications`, { text });
const queue = () => `/cycles/${made.cycle.id}/clarifications`;
const own = () => `/submissions/${entry.id}/clarifications`;
const theOne = () => app.em.findOneByOrFail(Clarification, { submissionId: entry.id });
const passes = async (question = 'Сколько семей было в практике?') =>
  organizer.post(`${queue()}/${(await theOne()).id}`, { verb: 'pass', question });

async function lettersOf(type: string): Promise<Delivery[]> {
  const found = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = $1 AND payload->>'submissionId' = $2`,
    [type, entry.id],
  );
  for (const { id } of found) await announce(app, id);
  return (await app.em.findBy(Delivery, { event: type })).filter(({ messageId }) =>
    found.some(({ id }) => id === messageId),
  );
}

test('A clarification goes from the expert through the organizer to the entrant and back, and the entry stays as it is', async () => {
  const before = await app.em.findOneByOrFail(Submission, { id: entry.id });
  const pressed = await Promise.all([asks(), asks()]);
  expect(pressed.map(({ statusCode }) => statusCode)).toEqual([303, 303]);
  expect(await app.em.countBy(Clarification, { submissionId: entry.id })).toBe(1);
  expect((await organizer.get(`/cycles/${made.cycle.id}`)).body).toContain('уточнение эксперта ждёт передачи');
  expect((await organizer.get(queue())).body).toContain(expertName);
  expect((await entrant.get(own())).body).toContain('Вопросов нет');
  const decided = await Promise.all([passes(), passes()]);
  expect(decided.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
  const page = (await entrant.get(own())).body;
  expect(page).toContain('Сколько семей было в практике?');
  expect(page).not.toContain('Сколько семей участвовало?');
  expect((await entrant.get('/submissions')).body).toContain(own());
  const answer = { answer: '120 семей.' };
  const answered = await Promise.all([entrant.post(`${own()}/1`, answer), entrant.post(`${own()}/1`, answer)]);
  expect(answered.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
  for (const [at, browser] of [asking, other].entries()) {
    const { body } = await browser.get(desk(at));
    expect([body.includes('120 семей.'), body.includes('Сколько семей было в практике?')]).toEqual([true, true]);
  }
  expect((await lettersOf('clarification.answered')).map(({ recipient }) => recipient).sort()).toEqual(
    experts.map(({ user }) => user.email).sort(),
  );
  expect(await app.em.findOneByOrFail(Submission, { id: entry.id })).toEqual(before);
});

test('Nothing that the entrant can get tells who the expert is, and nothing that an expert can get tells who answered', async () => {
  await asks('Вопрос от Экспертовой');
  await passes();
  const letters = (await lettersOf('clarification.passed')).map(({ context }) => JSON.stringify(context));
  expect(letters).toHaveLength(1);
  await entrant.post(`${own()}/1`, { answer: `Отвечает ${entrantName}, ${organisation.name}: 120.` });
  const { id, decidedById, answeredById } = await theOne();
  // What the entrant's own record of deeds names is no instant of the expert's.
  expect(id[14]).toBe('4');
  const ofExpert = [
    expertName,
    'Экспертов',
    experts[0]!.id,
    experts[0]!.userId,
    experts[0]!.user.email,
    assignments[0]!.id,
  ];
  const toEntrant = [
    ...(await Promise.all([own(), `/submissions/${entry.id}`, '/submissions'].map((page) => entrant.get(page)))),
    await entrant.api('GET', `submissions/${entry.id}`),
    await entrant.get('/account/data.json'),
  ].map(({ body }) => body);
  for (const text of [...toEntrant, ...letters]) expect(ofExpert.filter((secret) => text.includes(secret))).toEqual([]);
  const ofEntrant = [
    entrantName,
    'Заявителев',
    organisation.name,
    'Пламя',
    organisation.id,
    answeredById!,
    decidedById!,
  ];
  const toExperts = [
    await asking.get(desk()),
    await asking.get(`${desk()}/clarifications`),
    await other.get(desk(1)),
    await asking.get('/account/data.json'),
  ].map(({ body }) => body);
  const back = (await lettersOf('clarification.answered')).map(({ context }) => JSON.stringify(context));
  expect(toExperts[0]).toContain('▒▒▒');
  for (const text of [...toExperts, ...back]) expect(ofEntrant.filter((secret) => text.includes(secret))).toEqual([]);
  // Nor does one expert learn that it was the other who asked.
  for (const secret of [expertName, experts[0]!.id, 'Вопрос от Экспертовой'])
    expect((await other.get(desk(1))).body).not.toContain(secret);
  const payloads = await app.em.find(OutboxMessage, { where: { type: 'clarification.passed' } });
  expect(JSON.stringify(payloads)).not.toContain(experts[0]!.id);
});

test('The organizer declines with a reason that the one expert reads; the entrant never hears of it', async () => {
  await asks();
  const { id } = await theOne();
  expect((await organizer.post(`${queue()}/${id}`, { verb: 'decline', reason: ' ' })).statusCode).toBe(422);
  expect((await organizer.post(`${queue()}/${id}`, { verb: 'decline', reason: 'Это есть в заявке' })).statusCode).toBe(
    303,
  );
  expect((await asking.get(desk())).body).toContain('Не передано: Это есть в заявке');
  expect((await other.get(desk(1))).body).not.toContain('Это есть в заявке');
  expect((await entrant.get(own())).body).toContain('Вопросов нет');
  expect(await lettersOf('clarification.declined')).toMatchObject([{ recipient: experts[0]!.user.email }]);
});

test('An answer is taken within its term, and by who may submit the entry', async () => {
  await asks();
  await passes();
  const { dueAt } = await theOne();
  // Thursday, Friday, Monday: until the end of the third working day in Moscow.
  expect(dueAt).toEqual(new Date('2026-04-13T21:00:00Z'));
  for (const stranger of [asking, organizer, await app.signIn((await given.user(app.em)).email)])
    expect([403, 404]).toContain((await stranger.post(`${own()}/1`, { answer: 'Не я' })).statusCode);
  expect((await entrant.post(`${own()}/1`, { answer: ' ' })).statusCode).toBe(422);
  expect((await entrant.post(`${own()}/7`, { answer: 'Нет такого' })).statusCode).toBe(404);
  app.clock.moveTo('2026-04-13T21:00:00Z');
  const browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const late = await browser.post(`${own()}/1`, { answer: 'Поздно, но важно' });
  expect([late.statusCode, late.body.includes('Срок прошёл')]).toEqual([409, true]);
});

test('Who must not meet the entry does not meet its clarifications either', async () => {
  await asks();
  const { id } = await theOne();
  const conflicted = await staff([organisation]);
  expect((await conflicted.get(queue())).body).not.toContain('Сколько семей');
  expect((await conflicted.post(`${queue()}/${id}`, { verb: 'pass', question: 'Себе' })).statusCode).toBe(404);
  const auditor = await given.user(app.em, { roles: [{ role: 'auditor', cycleId: made.cycle.id }] });
  expect((await (await app.signIn(auditor.email)).get(queue())).statusCode).toBe(404);
  expect((await other.post(`${desk()}/clarifications`, { text: 'Чужая заявка, чужой лист' })).statusCode).toBe(404);
});

test('Where the rules foresee none, nothing is asked and nothing is shown', async () => {
  await rules({});
  expect((await asks()).statusCode).toBe(404);
  expect((await asking.get(desk())).body).not.toContain('Уточнения экспертов');
  expect((await organizer.get(queue())).body).toContain('Уточнения не предусмотрены');
  expect((await organizer.get(`/cycles/${made.cycle.id}/questions`)).body).not.toContain(queue());
});

test('An expert asks five times of an entry, however many are sent at once', async () => {
  const sent = await Promise.all(Array.from({ length: 7 }, (_, at) => asks(`Вопрос по порядку ${at}`)));
  expect(sent.filter(({ statusCode }) => statusCode === 303)).toHaveLength(5);
  expect(sent.filter(({ statusCode }) => statusCode === 422)).toHaveLength(2);
});
