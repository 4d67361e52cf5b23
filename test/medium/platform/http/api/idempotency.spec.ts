import { randomUUID } from 'node:crypto';
import { RoleGrant } from '../../../../../src/accounts/grants/role-grant.entity.js';
import { User } from '../../../../../src/accounts/users/user.entity.js';
import { IdempotencyKey } from '../../../../../src/platform/database/idempotency-key.entity.js';
import { startApp, type Browser, type TestApp } from '../../../../support/app.js';
import { given } from '../../../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-02-15T09:00:00Z'));

const tokenWith = async (browser: Browser, scopes: string): Promise<string> => {
  const page = await browser.post('/account/tokens', { name: 'Ключ', scopes, days: '30' });
  return /id="token">([^<]+)</.exec(page.body)![1]!;
};
const admin = async () => {
  const user = await given.user(app.em, { roles: [{ role: 'admin' }] });
  return { user, browser: await app.signIn(user.email) };
};
const newPerson = () => ({ email: `${randomUUID()}@example.org`, name: 'Новый Пётр' });

describe('A repeated request', () => {
  test('passes the doors again: a token without the scope does not get the answer of one that had it', async () => {
    const { browser } = await admin();
    const [wide, narrow] = [await tokenWith(browser, 'people:write'), await tokenWith(browser, 'people:read')];
    const [body, headers] = [newPerson(), { 'idempotency-key': randomUUID() }];
    const post = (token: string) => app.guest().api('POST', 'users', body, { token, headers });
    expect((await post(wide)).statusCode).toBe(201);
    const again = await post(wide);
    expect([again.statusCode, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    const refused = await post(narrow);
    expect([refused.statusCode, refused.json().code, refused.body.includes(body.email)]).toEqual([
      403,
      'scope-missing',
      false,
    ]);
  });

  test('of somebody who has lost the role is refused', async () => {
    const { user, browser } = await admin();
    const [body, headers] = [newPerson(), { 'idempotency-key': randomUUID() }];
    expect((await browser.api('POST', 'users', body, { headers })).statusCode).toBe(201);
    await app.em.update(RoleGrant, { userId: user.id }, { revokedAt: app.clock.now() });
    const refused = await browser.api('POST', 'users', body, { headers });
    expect([refused.statusCode, refused.body.includes(body.email)]).toEqual([403, false]);
  });

  test('of somebody who does not see the thing any more is told that it is not there; of others gets what it got', async () => {
    const year = await given.cycle(app.em);
    const organisation = await given.organisation(app.em);
    const user = await given.user(app.em, { memberOf: [organisation] });
    const browser = await app.signIn(user.email);
    const entry = { nominationId: year.nomination.id, organisationId: organisation.id, answers: { title: 'Практика' } };
    const { id } = (await browser.api('POST', 'submissions', entry)).json<{ id: string }>();
    const headers = { 'idempotency-key': randomUUID() };
    const withdraw = () => browser.api('POST', `submissions/${id}/withdraw`, { reason: 'Передумали' }, { headers });
    const first = await withdraw();
    const again = await withdraw();
    expect([first.statusCode, again.statusCode, again.headers['idempotent-replayed']]).toEqual([
      first.statusCode,
      first.statusCode,
      'true',
    ]);
    await app.em.query('DELETE FROM membership WHERE user_id = $1', [user.id]);
    expect((await withdraw()).statusCode).toBe(404);
  });

  test('says the ETag and the address that the first answer said', async () => {
    const year = await given.cycle(app.em);
    const organisation = await given.organisation(app.em);
    const browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
    const body = { nominationId: year.nomination.id, organisationId: organisation.id, answers: { title: 'Практика' } };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await browser.api('POST', 'submissions', body, { headers });
    const again = await browser.api('POST', 'submissions', body, { headers });
    expect(first.headers['etag']).toMatch(/^"\d+"$/);
    const said = ({ headers: { etag, location } }: typeof first) => [etag, location];
    expect([said(again), again.headers['idempotent-replayed']]).toEqual([said(first), 'true']);
    expect(first.headers['location']).toMatch(/^\/api\/v1\/submissions\//);
  });

  test('under a long key is taken by the whole of it, and refused beyond 200 signs', async () => {
    const { browser } = await admin();
    const post = (key: string) => browser.api('POST', 'users', newPerson(), { headers: { 'idempotency-key': key } });
    expect([(await post(`${'k'.repeat(199)}a`)).statusCode, (await post(`${'k'.repeat(199)}b`)).statusCode]).toEqual([
      201, 201,
    ]);
    const refused = await post(`${'k'.repeat(200)}a`);
    expect([refused.statusCode, refused.json().errors[0].pointer]).toEqual([422, '/Idempotency-Key']);
  });

  test('whose first answer was lost hears that it was done, and what', async () => {
    const { browser } = await admin();
    const [body, key] = [newPerson(), randomUUID()];
    const post = () => browser.api('POST', 'users', body, { headers: { 'idempotency-key': key } });
    expect((await post()).statusCode).toBe(201);
    await app.em.update(IdempotencyKey, { key }, { status: null, createdAt: new Date(Date.now() - 61_000) });
    const { id } = await app.em.findOneByOrFail(User, { email: body.email });
    const lost = (await post()).json<{ code: string; records: string[]; detail: string }>();
    expect([lost.code, lost.records]).toEqual(['idempotency-answer-lost', [`user_account ${id}`]]);
    expect(lost.detail).toContain(id);
  });
});
