import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { ErasureRequest } from '../../../../src/accounts/erasure/erasure-request.entity.js';
import { RoleGrant } from '../../../../src/accounts/grants/role-grant.entity.js';
import { User } from '../../../../src/accounts/users/user.entity.js';
import { forgetErased } from '../../../../src/admin/retention.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { newId, tokenHash, newToken } from '../../../../src/platform/ids.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { PersonConsent } from '../../../../src/submissions/people/person-consent.entity.js';
import { PracticePerson } from '../../../../src/submissions/people/practice-person.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

let secret: { name: string; title: string; text: string };
let tests = 0;
let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let user: User;
let person: Browser;
let admin: Browser;
let draft: string;
let entry: Submission;

beforeAll(async () => {
  app = await startApp({ now: '2026-02-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.moveTo('2026-02-10T09:00:00Z');
  tests += 1;
  secret = {
    name: `Стираемая Любовь №${tests}-я`,
    title: `Тайное-название-${tests}-я`,
    text: `Тайный-текст-${tests}-я`,
  };
  made = await given.cycle(app.em);
  organisation = await given.organisation(app.em);
  user = await given.user(app.em, { name: secret.name, password: 'очень длинный пароль', memberOf: [organisation] });
  person = await app.signIn(user.email);
  admin = await app.signIn((await given.user(app.em, { roles: [{ role: 'admin' }] })).email);
  const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: secret.title } };
  draft = (await person.api('POST', 'submissions', begun)).json<{ id: string }>().id;
  entry = await given.submittedEntry(app.em, made, { organisation, title: 'Поданная' });
  await person.post('/kept', { form: '/questions', copyId: 'a', texts: JSON.stringify([['text', secret.text]]) });
  const named = {
    submissionId: entry.id,
    name: secret.name,
    role: 'leader' as const,
    email: user.email,
    locale: 'ru' as const,
  };
  const personId = newId();
  const at = new Date('2026-02-01T09:00:00Z');
  const rest = { tokenHash: tokenHash(newToken()), addedById: null, createdAt: at, askedAt: at, removedAt: null };
  await app.em.insert(PracticePerson, { id: personId, ...named, ...rest });
  const consent = {
    personId,
    kind: 'publication' as const,
    position: 1,
    consentVersion: '1',
    textHash: 'a'.repeat(64),
    at,
  };
  await app.em.insert(PersonConsent, { id: newId(), ...consent, act: 'given' });
});

const asked = () => app.em.findOneByOrFail(ErasureRequest, { userId: user.id });
const decides = async (fields: Record<string, string>) => admin.post(`/admin/erasures/${(await asked()).id}`, fields);

async function letters(): Promise<Delivery[]> {
  const { id } = await asked();
  const found = await app.em.query<{ id: string }[]>(
    `SELECT id FROM outbox_message WHERE type = 'erasure.decided' AND payload->>'requestId' = $1`,
    [id],
  );
  for (const message of found) await announce(app, message.id);
  return app.em.findBy(Delivery, { event: 'erasure.decided', messageId: found[0]?.id ?? id });
}

test('A person sees what is kept and why, and asks once', async () => {
  const { body } = await person.get('/account/erasure');
  for (const told of ['Набранное и не отправленное', 'Черновики, которые некому продолжить', 'Согласия по практикам'])
    expect([told, body.includes(told)]).toEqual([told, true]);
  await Promise.all([1, 2, 3].map(() => person.post('/account/erasure', { note: 'Черновик не нужен' })));
  expect(await app.em.countBy(ErasureRequest, { userId: user.id })).toBe(1);
  expect((await person.get('/account/erasure')).body).toContain('Отозвать запрос');
  expect((await admin.get('/admin/erasures')).body).toContain(secret.name);
  expect((await person.post('/account/erasure/withdraw')).statusCode).toBe(303);
  expect((await decides({ verb: 'carry-out' })).statusCode).toBe(409);
});

test('Carried out, nothing names the person any more, nothing lets them in, and what is on record stays', async () => {
  await app.guest().post('/sign-in', { email: user.email, password: 'не тот' });
  await person.post('/account/erasure');
  const pressed = await Promise.all([decides({ verb: 'carry-out' }), decides({ verb: 'carry-out' })]);
  expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 409]);
  expect((await person.get('/account')).statusCode).toBe(303);
  expect(await app.em.findOneByOrFail(User, { id: user.id })).toMatchObject({
    name: '–',
    passwordHash: null,
  });
  // Nowhere but in the log, whose chain stands, and where the answer goes to.
  const tables = await app.em.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind = 'r' AND relname NOT IN ('audit_record')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.em.query<unknown[]>(
      `SELECT 1 FROM "${name}" t WHERE t::text ILIKE ANY (ARRAY[$1, $2, $3, $4]) LIMIT 1`,
      [secret.name, secret.title, secret.text, user.email].map((text) => `%${text}%`),
    );
    if (rows.length > 0) found.push(name);
  }
  expect(found).toEqual(['erasure_request']);
  const signIn = { email: user.email, password: 'очень длинный пароль' };
  expect((await app.guest().post('/sign-in', signIn)).statusCode).toBe(401);
  expect(await app.em.findOneByOrFail(Submission, { id: draft })).toMatchObject({ state: 'withdrawn', title: '' });
  expect(await app.em.findOneByOrFail(Submission, { id: entry.id })).toMatchObject({ ...entry });
  const acts = await app.em.query<{ act: string }[]>(
    `SELECT act FROM person_consent c JOIN practice_person p ON p.id = c.person_id WHERE p.submission_id = $1 ORDER BY c.at`,
    [entry.id],
  );
  expect(acts.map(({ act }) => act)).toEqual(['given', 'withdrawn']);
  expect(await letters()).toMatchObject([{ recipient: user.email, subject: 'Данные о вас удалены', userId: null }]);
  await forgetErased(app.em, new Date('2026-02-18T09:00:00Z'));
  expect((await asked()).email).toBe('');
});

test('A draft on which others work stays with them', async () => {
  await given.user(app.em, { memberOf: [organisation] });
  await person.post('/account/erasure');
  expect((await decides({ verb: 'carry-out' })).statusCode).toBe(303);
  expect(await app.em.findOneByOrFail(Submission, { id: draft })).toMatchObject({
    state: 'draft',
    title: secret.title,
  });
});

test('Declined with a ground that the person reads; who holds a role is not erased; nobody else sees requests', async () => {
  await person.post('/account/erasure');
  const grant = { id: newId(), userId: user.id, role: 'expert' as const, grantedAt: app.clock.now() };
  await app.em.insert(RoleGrant, grant);
  expect((await decides({ verb: 'carry-out' })).statusCode).toBe(409);
  expect((await decides({ verb: 'decline', ground: ' ' })).statusCode).toBe(422);
  expect((await decides({ verb: 'decline', ground: 'Идёт экспертиза' })).statusCode).toBe(303);
  expect((await person.get('/account/erasure')).body).toContain('Идёт экспертиза');
  expect(await letters()).toMatchObject([{ recipient: user.email, subject: 'В удалении данных отказано' }]);
  for (const role of ['organizer', 'auditor'] as const) {
    const other = await app.signIn((await given.user(app.em, { roles: [{ role }] })).email);
    expect((await other.get('/admin/erasures')).statusCode).toBe(403);
  }
});
