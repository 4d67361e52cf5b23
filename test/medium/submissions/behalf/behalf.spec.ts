import { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { Role } from '../../../../src/domain/kernel/actor.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { CollaboratorInvitation } from '../../../../src/submissions/collaborators/collaborator-invitation.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';
import { textOfPdf } from '../../../support/text-of-answer.js';

const now = '2026-06-10T09:00:00Z';
let app: TestApp;
let made: GivenCycle;
let organizer: User;
let own: Browser;
let other: Browser;
let serial = 0;

beforeAll(async () => {
  app = await startApp({ now });
  made = await given.cycle(app.em, {
    nominations: [{ code: 'СБ', title: 'Социальное благополучие', quotaPerRegion: 1 }],
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
    { id: 'problem', type: 'textarea', label: { ru: 'Проблема' } },
  ];
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields: fields as never });
  organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  own = await app.signIn(organizer.email);
  other = await staff('secretary');
});
afterAll(() => app.close());
beforeEach(() => {
  serial += 1;
  app.clock.moveTo(now);
});

async function staff(role: Role): Promise<Browser> {
  return app.signIn((await given.user(app.em, { roles: [{ role, cycleId: made.cycle.id }] })).email);
}

const page = () => `/cycles/${made.cycle.id}/on-behalf`;
/** Ten digits, the last of which is the control digit. */
function innOf(number: number): string {
  const digits = String(770000000 + number);
  const sum = [2, 4, 10, 3, 5, 9, 4, 6, 8].reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return `${digits}${(sum % 11) % 10}`;
}
const regions = ['RU-BA', 'RU-YAR', 'RU-TY', 'RU-KGD', 'RU-SA', 'RU-PRI', 'RU-TOM', 'RU-OMS', 'RU-KAM', 'RU-PSK'];
const fresh = () => ({
  org: 'new',
  newName: `Фонд «Причал ${serial}»`,
  inn: innOf(serial),
  region: regions[serial % regions.length]!,
  kind: 'ngo',
  nominationId: made.nomination.id,
});
const contact = () => ({ contactName: 'Юсупов Тимур Ильдарович', contactEmail: `pier${serial}@example.org` });
const idOf = ({ headers }: { headers: Record<string, unknown> }) =>
  /submissions\/([0-9a-f-]{36})\/edit/.exec(String(headers['location']))![1]!;
const enter = async (more: Record<string, string> = {}) => idOf(await own.post(page(), { ...fresh(), ...more }));
const rowOf = (id: string) => app.em.findOneByOrFail(Submission, { id });

/** Fills the form as everybody does, and submits it. */
async function submit(browser: Browser, id: string) {
  const seen = await browser.api('GET', `submissions/${id}`);
  const headers = { 'if-match': seen.headers['etag'] as string };
  const answers = { title: `Причал для всех ${serial}`, problem: 'Пустой берег' };
  const saved = await browser.api('PATCH', `submissions/${id}`, { answers }, { headers });
  expect(saved.statusCode).toBe(200);
  return browser.api('POST', `submissions/${id}/submit`);
}
async function linkOf(id: string): Promise<string> {
  const { id: invitation } = await app.em.findOneByOrFail(CollaboratorInvitation, { submissionId: id });
  return `/entry-invitations/${(await app.nest.get(LinkVault).read(app.em, invitation))!}`;
}
async function lettersTo(email: string): Promise<Delivery[]> {
  for (const { id: message } of await app.em.find(OutboxMessage)) await announce(app, message);
  return app.em.findBy(Delivery, { recipient: email });
}

describe('An entry on behalf of an organisation', () => {
  test('is begun by who screens, for an organisation made by the same rules, and named so everywhere', async () => {
    const shown = await own.get(page());
    expect([shown.statusCode, shown.body.includes('Проверять эту заявку будет другой')]).toEqual([200, true]);
    const id = await enter();
    const entry = await rowOf(id);
    expect(entry).toMatchObject({ enteredById: organizer.id, startedById: organizer.id, responsibleId: organizer.id });
    const organisation = await app.em.findOneByOrFail(Organisation, { id: entry.organisationId });
    expect(organisation).toMatchObject({ inn: innOf(serial), regionCode: entry.regionCode });
    const mark = `организатором от имени: ${organisation.name}`;
    expect((await own.get(`/submissions/${id}`)).body).toContain(mark);
    expect((await own.get('/submissions')).body).toContain(`ведёте от имени: ${organisation.name}`);
    const drafts = await (await staff('organizer')).get(`/cycles/${made.cycle.id}/drafts`);
    expect(drafts.body).toContain('внесена организатором от имени организации');

    const answer = await submit(own, id);
    expect([answer.statusCode, answer.json<{ onBehalf: boolean }>().onBehalf]).toEqual([200, true]);
    const register = await other.get(`/cycles/${made.cycle.id}/register`);
    expect(register.body).toContain('внесена организатором от имени организации');
    const csv = await other.get(`/cycles/${made.cycle.id}/register.csv`);
    expect(csv.body).toContain('внесена организатором от имени организации');
    expect((await other.get(`/cycles/${made.cycle.id}/screening/${id}`)).body).toContain(mark);
    const paper = await other.get(`/submissions/${id}/revisions/1/entry.pdf`);
    expect(textOfPdf(paper.rawPayload).replace(/\s+/g, ' ')).toContain('организатором от имени');
    const [record] = await app.em.query<{ actor: string }[]>(
      `SELECT actor_id AS actor FROM audit_record WHERE subject_id = $1 AND action = 'start'`,
      [id],
    );
    expect(record!.actor).toBe(organizer.id);
  });

  test('is one draft when its form is sent twice at a time', async () => {
    const _csrf = /name="_csrf" value="([^"]+)"/.exec((await own.get(page())).body)![1]!;
    const sent = { ...fresh(), ...contact(), _csrf };
    const answers = await Promise.all([own.post(page(), sent), own.post(page(), sent)]);
    const led = new Set(answers.map((answer) => idOf(answer)));
    expect(led.size).toBe(1);
    const organisations = await app.em.findBy(Organisation, { inn: innOf(serial) });
    expect(organisations).toHaveLength(1);
    expect(await app.em.countBy(Submission, { organisationId: organisations[0]!.id })).toBe(1);
    expect(await lettersTo(contact().contactEmail)).toHaveLength(1);
  });

  test('is refused to everybody else, on the page and for programs', async () => {
    const organisation = await given.organisation(app.em);
    const body = { nominationId: made.nomination.id, organisationId: organisation.id };
    const entrant = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    for (const browser of [entrant, ...(await Promise.all((['chair', 'auditor', 'expert'] as const).map(staff)))]) {
      expect((await browser.get(page())).statusCode).toBe(403);
      expect((await browser.post(page(), fresh())).statusCode).toBe(403);
      expect((await browser.api('POST', 'submissions/on-behalf', body)).statusCode).toBe(403);
    }
    expect((await app.guest().api('POST', 'submissions/on-behalf', body)).statusCode).toBe(401);
    expect(await app.em.countBy(Organisation, { inn: innOf(serial) })).toBe(0);
  });

  test('is not for an organisation that has people, and nothing typed is lost', async () => {
    const organisation = await given.organisation(app.em);
    await given.user(app.em, { memberOf: [organisation] });
    const known = { org: organisation.id, find: organisation.name, nominationId: made.nomination.id };
    const answer = await own.post(page(), { ...known, ...contact() });
    expect([answer.statusCode, answer.body.includes('У организации есть учётная запись')]).toEqual([409, true]);
    for (const typed of Object.values(contact())) expect(answer.body).toContain(`value="${typed}"`);
    const body = { nominationId: made.nomination.id, organisationId: organisation.id };
    const refused = await own.api('POST', 'submissions/on-behalf', body);
    expect(refused.json()).toMatchObject({ code: 'organisation-has-people' });
  });

  test('shows organisations that look like a new one, and checks its tax number', async () => {
    const known = await given.organisation(app.em, { name: `Фонд «Причал ${serial}»`, regionCode: fresh().region });
    const alike = await own.post(page(), { ...fresh(), newName: `Фонд Причал ${serial}` });
    expect([alike.statusCode, alike.body.includes('Похоже, это она же')]).toEqual([409, true]);
    const taken = await own.post(page(), { ...fresh(), org: ['new', known.id] });
    expect(await rowOf(idOf(taken))).toMatchObject({ organisationId: known.id });
    const wrong = await own.post(page(), { ...fresh(), inn: '7700000000' });
    expect(wrong.statusCode).toBe(422);
    const searched = await own.post(page(), { ...fresh(), find: `Причал ${serial}`, search: '1' });
    expect([searched.statusCode, searched.body.includes(known.id)]).toEqual([200, true]);
  });

  test('keeps the deadline, the form and the quota as all entries do', async () => {
    const id = await enter();
    expect((await own.api('POST', `submissions/${id}/submit`)).statusCode).toBe(422);
    expect((await submit(own, id)).statusCode).toBe(200);
    const { regionCode } = await rowOf(id);
    serial += 1;
    const second = await enter({ region: regionCode });
    expect((await submit(own, second)).json()).toMatchObject({ code: 'quota-reached' });
    app.clock.moveTo('2026-06-21T09:00:00Z');
    expect((await own.get(page())).body).not.toContain('name="contactEmail"');
    const late = await own.post(page(), { ...fresh(), newName: 'Опоздавшие', inn: innOf(900 + serial) });
    expect(late.statusCode).toBe(409);
    expect(await app.em.countBy(Organisation, { name: 'Опоздавшие' })).toBe(0);
  });
});

describe('Who entered on behalf of an organisation', () => {
  test('does not screen the entry, in words, also by programs and in SQL; another does', async () => {
    const id = await enter();
    await submit(own, id);
    const screening = `/cycles/${made.cycle.id}/screening/${id}`;
    const shown = (await own.get(screening)).body;
    expect([shown.includes('name="reason"'), shown.includes('Вы внесли эту заявку')]).toEqual([false, true]);
    for (const verb of ['admit', 'return', 'reject']) {
      const answer = await own.post(screening, { verb, reason: 'Довод', seen: 'submitted 1' });
      expect([verb, answer.statusCode, answer.body.includes('Эту заявку проверяет другой')]).toEqual([verb, 409, true]);
      const told = await own.api('POST', `submissions/${id}/${verb}`, { reason: 'Довод' });
      expect([verb, told.json<{ code: string }>().code]).toEqual([verb, 'own-entry']);
    }
    const forced = app.em.query(
      `UPDATE submission SET state = 'admitted', screened_at = now(), screened_by_id = entered_by_id WHERE id = $1`,
      [id],
    );
    await expect(forced).rejects.toThrow('submission_screened_by_another');
    await expect(app.em.query('UPDATE submission SET entered_by_id = NULL WHERE id = $1', [id])).rejects.toThrow(
      'never rewritten',
    );
    expect((await other.api('POST', `submissions/${id}/admit`)).statusCode).toBe(200);
  });

  test('holds it until somebody of the organisation takes it over by the one letter', async () => {
    const id = await enter(contact());
    await submit(own, id);
    const { contactEmail } = contact();
    const letters = await lettersTo(contactEmail);
    expect(letters.map(({ event }) => event)).toEqual(['collaborator.invited']);
    const link = await linkOf(id);
    const guest = app.guest();
    expect((await guest.get(link)).body).toContain('внёс организатор конкурса от имени вашей организации');
    expect((await own.post(`${link}/accept`)).statusCode).toBe(409);
    expect(await rowOf(id)).toMatchObject({ responsibleId: organizer.id });

    const pressed = await Promise.all(
      [guest, app.guest()].map((browser) => browser.post(`${link}/accept`, { password: 'a phrase of several words' })),
    );
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 410]);
    const [taker] = await app.em.query<{ id: string }[]>('SELECT id FROM user_account WHERE email = $1', [
      contactEmail,
    ]);
    expect(await rowOf(id)).toMatchObject({ responsibleId: taker!.id, enteredById: organizer.id });
    const browser = await app.signIn(contactEmail);
    expect((await browser.get(`/submissions/${id}`)).body).toContain('организатором от имени');
    expect((await submit(browser, id)).statusCode).toBe(200);
    // Who worked on it does not meet it any more, in no role.
    for (const door of [`/submissions/${id}`, `/cycles/${made.cycle.id}/screening/${id}`, `/api/v1/submissions/${id}`])
      expect([door, (await own.get(door)).statusCode]).toEqual([door, 403]);
    expect((await own.get(`/submissions/${id}`)).body).toContain('теперь её ведут люди организации');
    expect((await other.get(`/submissions/${id}`)).body).not.toContain('теперь её ведут');
    expect((await own.api('POST', `submissions/${id}/admit`)).statusCode).toBe(404);
    const told = await lettersTo(organizer.email);
    expect(told.filter(({ event }) => event === 'collaborator.joined')).toHaveLength(1);
  });

  test('asks somebody in later, one at a time, and hands over with that yes', async () => {
    const id = await enter();
    const people = `/submissions/${id}/people`;
    expect((await own.get(people)).body).toContain('Вы внесли эту заявку от имени организации');
    const person = { name: 'Юсупов Тимур Ильдарович', email: contact().contactEmail, right: 'submit' };
    expect((await own.post(people, person)).statusCode).toBe(303);
    expect((await own.post(people, { ...person, email: `b${person.email}` })).statusCode).toBe(409);
    expect((await own.get(people)).body).toContain('После согласия отвечает за заявку');
    const user = await given.user(app.em, { email: person.email });
    const browser = await app.signIn(user.email);
    expect((await browser.post(`${await linkOf(id)}/accept`)).statusCode).toBe(303);
    expect(await rowOf(id)).toMatchObject({ responsibleId: user.id });
    expect((await own.get(people)).statusCode).toBe(404);
  });
});

test('A program enters on behalf of an organisation, with its answers and its contact', async () => {
  const organisation = { name: fresh().newName, inn: fresh().inn, kind: 'ngo', regionCode: fresh().region };
  const answers = { title: 'Причал из программы' };
  const body = {
    nominationId: made.nomination.id,
    organisation,
    answers,
    contact: { name: 'Юсупов Тимур', email: contact().contactEmail },
  };
  const key = { headers: { 'idempotency-key': `behalf-${serial}` } };
  const first = await own.api('POST', 'submissions/on-behalf', body, key);
  expect([first.statusCode, first.json<{ title: string }>().title]).toEqual([201, 'Причал из программы']);
  const again = await own.api('POST', 'submissions/on-behalf', body, key);
  expect(again.json<{ id: string }>().id).toBe(first.json<{ id: string }>().id);
  expect(await lettersTo(contact().contactEmail)).toHaveLength(1);
  const none = await own.api('POST', 'submissions/on-behalf', { nominationId: made.nomination.id });
  expect(none.statusCode).toBe(422);
});
