import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import type { Role } from '../../../../src/domain/kernel/actor.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { DraftReminder } from '../../../../src/submissions/drafts/draft-reminder.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

/** A draft holds these; who looks after drafts is hunted for them. */
const secret = { title: 'Тайное-название', text: 'Тайный-текст' };
let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let leader: User;
let coordinator: Browser;
let organizer: Browser;
let id: string;

const now = '2026-06-16T17:00:00Z';
beforeAll(async () => {
  app = await startApp({ now });
  made = await given.cycle(app.em, {
    nominations: [{ code: 'СБ', title: 'Социальное благополучие', quotaPerRegion: 3 }],
    stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-19T21:00:00Z'] },
  });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
    { id: 'problem', type: 'textarea', label: { ru: 'Какая была проблема' }, required: true },
    { id: 'goal', type: 'textarea', label: { ru: 'Чего добились' }, required: true },
  ];
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields: fields as never });
  organisation = await given.organisation(app.em, { regionCode: 'RU-BA' });
  leader = await given.user(app.em, { memberOf: [organisation] });
  await given.user(app.em, { memberOf: [organisation] });
  const own = await app.signIn(leader.email);
  const answers = { title: secret.title, problem: secret.text };
  const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
  id = (await own.api('POST', 'submissions', begun)).json<{ id: string }>().id;
  coordinator = await staff('coordinator', { regionCode: 'RU-BA' });
  organizer = await staff('organizer', { cycleId: made.cycle.id });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo(now));

async function staff(role: Role, scope: { regionCode?: string; cycleId?: string }): Promise<Browser> {
  return app.signIn((await given.user(app.em, { roles: [{ role, ...scope }] })).email);
}
const home = '/submissions/region/RU-BA';
const drafts = () => `/cycles/${made.cycle.id}/drafts`;

/** Writes the letters of all that was told, and gives those of an event. */
async function lettersOf(event: string): Promise<Delivery[]> {
  for (const { id: message } of await app.em.find(OutboxMessage)) await announce(app, message);
  return app.em.findBy(Delivery, { event });
}

describe('A draft', () => {
  test('is told to its region’s coordinator by title, owner and gaps, and nothing else of it', async () => {
    const { body } = await coordinator.get(home);
    for (const told of [secret.title, organisation.name, leader.name, leader.email, 'не готово 1 поле', '1 черновик'])
      expect([told, body.includes(told)]).toEqual([told, true]);
    expect(body).not.toContain(secret.text);
    const doors = [
      `/submissions/${id}`,
      `/submissions/${id}/edit`,
      `/submissions/${id}/people`,
      `/api/v1/submissions/${id}`,
    ];
    for (const door of doors) expect([door, (await coordinator.get(door)).statusCode]).toEqual([door, 404]);
    const found = await coordinator.get(`/api/v1/submissions?q=${encodeURIComponent(secret.title)}`);
    expect(found.json<{ items: unknown[] }>().items).toEqual([]);
  });

  test('is told to the organizer by organisation and gaps, never by title or text', async () => {
    for (const page of [drafts(), `${drafts()}/remind`]) {
      const { body, statusCode } = await organizer.get(page);
      expect([page, statusCode, body.includes(organisation.name), body.includes('не готово 1 поле')]).toEqual([
        page,
        200,
        true,
        true,
      ]);
      expect([body.includes(secret.title), body.includes(secret.text)]).toEqual([false, false]);
    }
  });

  test('is told to nobody else', async () => {
    const others = await Promise.all([
      staff('coordinator', { regionCode: 'RU-YAR' }),
      staff('auditor', { cycleId: made.cycle.id }),
      staff('chair', { cycleId: made.cycle.id }),
      staff('admin', {}),
    ]);
    for (const other of others)
      for (const door of [home, drafts(), `${drafts()}/remind`, `${home}/remind`])
        expect([door, (await other.get(door)).statusCode]).toEqual([door, 404]);
    const answer = await others[0].post(`${home}/remind`, { entry: id });
    expect(answer.statusCode).toBe(404);
    expect(await app.em.countBy(DraftReminder, {})).toBe(0);
  });

  test('is hidden from an organizer who must not meet the entry', async () => {
    const user = await given.user(app.em, {
      roles: [{ role: 'organizer', cycleId: made.cycle.id }],
      memberOf: [organisation],
    });
    const browser = await app.signIn(user.email);
    expect((await browser.get(drafts())).body).toContain('Черновиков нет');
  });

  test('is no business of either when the intake is closed', async () => {
    app.clock.moveTo('2026-06-19T21:00:00Z');
    expect((await coordinator.get(home)).body).not.toContain(secret.title);
    expect((await organizer.get(drafts())).body).toContain('Приём не идёт');
    expect((await coordinator.post(`${home}/remind`, { entry: id })).statusCode).toBe(404);
  });
});

describe('A reminder', () => {
  test('is one letter a person and entry a day, whoever presses and however often; it says what is left and until when', async () => {
    const pressed = await Promise.all([
      coordinator.post(`${home}/remind`, { entry: id }),
      organizer.post(`${drafts()}/remind`),
      coordinator.post(`${home}/remind`),
    ]);
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409, 409]);
    const letters = await lettersOf('draft.reminded');
    expect(letters).toMatchObject([{ recipient: leader.email, subject: 'Заявка не подана: осталось 3 дня 4 часа' }]);
    const context = JSON.stringify(letters[0]!.context);
    expect([context.includes(secret.title), context.includes(secret.text)]).toEqual([false, false]);
    expect((await coordinator.get(home)).body).toContain('сегодня уже писали');
    expect((await organizer.get(`${drafts()}/remind`)).body).toContain('черновике сегодня уже писали');
    // Midnight of the cycle’s zone begins another day.
    app.clock.moveTo('2026-06-16T21:00:00Z');
    expect((await organizer.post(`${drafts()}/remind`, { entry: id })).statusCode).toBe(303);
    expect(await app.em.countBy(DraftReminder, { submissionId: id })).toBe(2);
  });

  test('of the schedule passes over who was reminded that day, says what is left, and is found again when told twice', async () => {
    app.clock.moveTo('2026-06-18T21:00:00Z');
    const { id: stageId } = await app.em.findOneByOrFail(Stage, { cycleId: made.cycle.id, kind: 'intake' });
    expect((await coordinator.post(`${home}/remind`, { entry: id })).statusCode).toBe(303);
    const message = { id: newId(), type: 'stage.reminder', payload: { stageId, noticeKind: 'closes-in-1-day' } };
    await app.em.insert(OutboxMessage, { ...message, createdAt: app.clock.now() });
    await announce(app, message.id);
    await announce(app, message.id);
    const scheduled = await app.em.findBy(Delivery, { event: 'stage.reminder' });
    // The two others of the organisation, who were not written to by hand that day.
    expect(scheduled.map(({ recipient, subject }) => [recipient === leader.email, subject])).toEqual([
      [false, 'До конца приёма 1 день, заявка не подана'],
      [false, 'До конца приёма 1 день, заявка не подана'],
    ]);
    expect(await app.em.countBy(DraftReminder, { messageId: message.id })).toBe(2);
  });
});

test('A person who has the coordinator’s grant and nothing else finds no dead end', async () => {
  const start = (await coordinator.get('/submissions')).body;
  expect(start).toContain(home);
  const { body } = await coordinator.get(home);
  const links = [...body.matchAll(/href="(\/[^"#]*)/g)].map(([, link]) => link!.replaceAll('&amp;', '&'));
  const inside = [...new Set(links)].filter((link) => !link.startsWith('/assets'));
  for (const link of inside) expect([link, (await coordinator.get(link)).statusCode < 400]).toEqual([link, true]);
});
