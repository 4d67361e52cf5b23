import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import type { Role } from '../../../../src/domain/kernel/actor.js';
import { BroadcastRecipient } from '../../../../src/notifications/broadcasts/broadcast.entity.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce, deliver } from '../../../support/letters.js';

let app: TestApp;
let made: GivenCycle;
let bashkir: Organisation;
let people: Record<'drafter' | 'submitter' | 'elsewhere', User>;
let organizer: Browser;
const inIntake = '2026-02-10T09:00:00Z';
const letter = { subject: 'Приём продлён', body: 'Приём продлён на неделю.\n\nПроверьте черновик.' };

beforeAll(async () => {
  app = await startApp({ now: inIntake });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.moveTo(inIntake);
  made = await given.cycle(app.em, { nominations: [{ code: 'А' }, { code: 'Б' }] });
  bashkir = await given.organisation(app.em, { regionCode: 'RU-BA' });
  const yaroslavl = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const writer = await given.organisation(app.em, { regionCode: 'RU-BA' });
  people = {
    drafter: await given.user(app.em, { name: 'Черновикова Анна', memberOf: [writer] }),
    submitter: await given.user(app.em, { name: 'Подавалова Анна', memberOf: [bashkir] }),
    elsewhere: await given.user(app.em, { name: 'Ярославская Анна', memberOf: [yaroslavl] }),
  };
  const begun = { nominationId: made.nominations[0]!.id, organisationId: writer.id, answers: { title: 'Тайное' } };
  await (await app.signIn(people.drafter.email)).api('POST', 'submissions', begun);
  await given.submittedEntry(app.em, made, { organisation: bashkir });
  // Two entries of one person are one letter.
  await given.submittedEntry(app.em, made, { organisation: bashkir, nomination: made.nominations[1]! });
  await given.submittedEntry(app.em, made, { organisation: yaroslavl, nomination: made.nominations[1]! });
  organizer = await staff('organizer', { cycleId: made.cycle.id });
});

async function staff(role: Role, scope: { cycleId?: string; regionCode?: string }, memberOf: Organisation[] = []) {
  return app.signIn((await given.user(app.em, { roles: [{ role, ...scope }], memberOf })).email);
}
const base = () => `/cycles/${made.cycle.id}/broadcasts`;
const seenOn = (body: string) => /name="seen" value="([0-9a-f]{64})"/.exec(body)?.[1] ?? '';

async function written(fields: Record<string, string>, by = organizer, at = base()): Promise<string> {
  const answer = await by.post(at, { ...letter, ...fields });
  expect(answer.statusCode).toBe(303);
  return answer.headers.location!;
}
const namesOn = (body: string) =>
  Object.entries(people)
    .filter(([, { name }]) => body.includes(name))
    .map(([who]) => who);

async function lettersOf(type: string, path: string): Promise<Delivery[]> {
  const found = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = $1 AND payload->>'broadcastId' = $2`,
    [type, path.split('/').at(-1)],
  );
  for (const { id } of found) await announce(app, id);
  const deliveries = await app.em.findBy(Delivery, { event: type });
  return deliveries.filter(({ messageId }) => found.some(({ id }) => id === messageId));
}

test.each([
  ['all who enter', { kind: 'entrants' }, ['drafter', 'submitter', 'elsewhere']],
  ['drafts', { kind: 'drafts' }, ['drafter']],
  ['what was submitted', { kind: 'submitted' }, ['submitter', 'elsewhere']],
  ['what was returned', { kind: 'returned' }, []],
  ['a region', { kind: 'entrants', regionCode: 'RU-BA' }, ['drafter', 'submitter']],
  ['a region’s drafts', { kind: 'drafts', regionCode: 'RU-YAR' }, []],
])('An audience: %s', async (_, fields, expected) => {
  expect(namesOn((await organizer.get(await written(fields))).body)).toEqual(expected);
});

test('A nomination, experts and coordinators are audiences too', async () => {
  const { user } = await given.expert(app.em, made);
  const coordinator = await given.user(app.em, {
    name: 'Регионова Ия',
    roles: [{ role: 'coordinator', regionCode: 'RU-BA' }],
  });
  const second = { kind: 'submitted', nominationId: made.nominations[1]!.id };
  expect(namesOn((await organizer.get(await written(second))).body)).toEqual(['submitter', 'elsewhere']);
  expect((await organizer.get(await written({ kind: 'experts' }))).body).toContain(user.email);
  expect((await organizer.get(await written({ kind: 'coordinators' }))).body).toContain(coordinator.email);
});

test('A letter goes to the list that was looked at, once a person, however often it is pressed', async () => {
  const path = await written({ kind: 'entrants' });
  const { body } = await organizer.get(path);
  expect(body).toContain('Отправить: 3 письма');
  expect(body).not.toContain('Тайное');
  const seen = seenOn(body);
  const pressed = await Promise.all([1, 2, 3].map(() => organizer.post(`${path}/send`, { seen })));
  expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409, 409]);
  const letters = await lettersOf('broadcast.sent', path);
  expect(letters.map(({ recipient }) => recipient).sort()).toEqual(
    Object.values(people)
      .map(({ email }) => email)
      .sort(),
  );
  expect((await lettersOf('broadcast.sent', path)).length).toBe(3);
  expect((await organizer.get(path)).body).toContain('Доставлено 0 из 3');
  await deliver(app, letters[0]!.id);
  expect((await organizer.get(path)).body).toContain('Доставлено 1 из 3');
  expect((await organizer.post(path, { ...letter, kind: 'drafts' })).statusCode).toBe(409);
  // The same words to the same people, written anew.
  const again = await written({ kind: 'entrants' });
  expect((await organizer.post(`${again}/send`, { seen: seenOn((await organizer.get(again)).body) })).statusCode).toBe(
    409,
  );
});

test('A list or words that have changed since are not sent', async () => {
  const path = await written({ kind: 'entrants' });
  const seen = seenOn((await organizer.get(path)).body);
  expect((await organizer.post(path, { ...letter, body: 'Другое', kind: 'entrants' })).statusCode).toBe(303);
  expect((await organizer.post(`${path}/send`, { seen })).statusCode).toBe(409);
  const newer = seenOn((await organizer.get(path)).body);
  const organisation = await given.organisation(app.em);
  await given.user(app.em, { memberOf: [organisation] });
  await given.submittedEntry(app.em, made, { organisation });
  const refused = await organizer.post(`${path}/send`, { seen: newer });
  expect([refused.statusCode, refused.body.includes('Это другой список')]).toEqual([409, true]);
  expect(await app.em.countBy(BroadcastRecipient, { broadcastId: path.split('/').at(-1)! })).toBe(0);
});

test('A trial goes to the writer alone', async () => {
  const path = await written({ kind: 'entrants' });
  expect((await organizer.post(`${path}/test`)).statusCode).toBe(303);
  const letters = await lettersOf('broadcast.tested', path);
  expect(letters.map(({ subject }) => subject)).toEqual(['Проба: Приём продлён']);
});

test('Who refuses letters to many gets those about duties alone', async () => {
  const drafter = await app.signIn(people.drafter.email);
  expect((await drafter.get('/account/letters')).statusCode).toBe(200);
  await Promise.all([
    drafter.post('/account/letters', { takes: 'no' }),
    drafter.post('/account/letters', { takes: 'no' }),
  ]);
  expect(namesOn((await organizer.get(await written({ kind: 'entrants' }))).body)).toEqual(['submitter', 'elsewhere']);
  expect(namesOn((await organizer.get(await written({ kind: 'drafts', isDuty: 'yes' }))).body)).toEqual(['drafter']);
  await drafter.post('/account/letters', { takes: 'yes' });
  expect(namesOn((await organizer.get(await written({ kind: 'drafts', body: 'Снова' }))).body)).toEqual(['drafter']);
});

test('A coordinator writes to entrants of the own region, and sees no mailboxes', async () => {
  // The latest contest is the coordinator’s.
  const coordinator = await staff('coordinator', { regionCode: 'RU-BA' });
  const at = '/submissions/region/RU-BA/letters';
  const path = await written({ kind: 'entrants', regionCode: 'RU-BA' }, coordinator, at);
  const { body } = await coordinator.get(path);
  expect(namesOn(body)).toEqual(['drafter', 'submitter']);
  for (const { email } of Object.values(people)) expect(body).not.toContain(email);
  expect((await coordinator.post(`${path}/send`, { seen: seenOn(body) })).statusCode).toBe(303);
  expect((await lettersOf('broadcast.sent', path)).length).toBe(2);
  for (const refused of [{ regionCode: 'RU-YAR' }, { regionCode: '' }, { regionCode: 'RU-BA', kind: 'experts' }])
    expect((await coordinator.post(at, { ...letter, kind: 'entrants', ...refused })).statusCode).toBe(403);
  for (const door of ['/submissions/region/RU-YAR/letters', base()])
    expect((await coordinator.get(door)).statusCode).toBe(404);
  expect((await organizer.get(`${base()}/${path.split('/').at(-1)}`)).statusCode).toBe(404);
});

test('A coordinator chooses among the contests that run, and a letter stays in its own', async () => {
  const coordinator = await staff('coordinator', { regionCode: 'RU-BA' });
  const at = '/submissions/region/RU-BA/letters';
  const other = await given.cycle(app.em, { title: 'Второй конкурс' });
  const page = (await coordinator.get(`${at}?cycle=${made.cycle.id}`)).body.replaceAll('&#x3D;', '=');
  expect(page).toContain(`${at}?cycle=${other.cycle.id}`);
  const path = await written({ kind: 'entrants', regionCode: 'RU-BA' }, coordinator, `${at}?cycle=${made.cycle.id}`);
  const id = path.split('/').at(-1)!;
  const [row] = await app.em.query('SELECT cycle_id AS "cycleId" FROM broadcast WHERE id = $1', [id]);
  expect(row.cycleId).toBe(made.cycle.id);
  expect((await coordinator.get(path)).statusCode).toBe(200);
  expect((await coordinator.get(`${at}?cycle=${other.cycle.id}`)).body).not.toContain(id);
  const narrow = await staff('coordinator', { regionCode: 'RU-BA', cycleId: other.cycle.id });
  expect((await narrow.get(`${at}?cycle=${made.cycle.id}`)).statusCode).toBe(404);
  expect((await narrow.get(path)).statusCode).toBe(404);
  expect((await narrow.get(at)).statusCode).toBe(200);
  await app.em.query("UPDATE cycle SET state = 'draft' WHERE id = $1", [other.cycle.id]);
});

test('Entries that the organizer must not meet are no audience, and others write nothing', async () => {
  const conflicted = await staff('organizer', { cycleId: made.cycle.id }, [bashkir]);
  expect(namesOn((await conflicted.get(await written({ kind: 'entrants' }, conflicted))).body)).toEqual([
    'drafter',
    'elsewhere',
  ]);
  for (const role of ['auditor', 'chair', 'secretary'] as const)
    expect((await (await staff(role, { cycleId: made.cycle.id })).get(base())).statusCode).toBe(404);
  const empty = await organizer.post(base(), { kind: 'entrants', subject: ' ', body: 'Набранное' });
  expect([empty.statusCode, empty.body.includes('Набранное')]).toEqual([422, true]);
});
