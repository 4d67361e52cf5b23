import { ApiToken } from '../../../../src/accounts/sign-in/api-token.entity.js';
import { AuditRecord } from '../../../../src/platform/audit/audit-record.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const admin = async () => {
  const user = await given.user(app.em, { roles: [{ role: 'admin' }] });
  return { user, browser: await app.signIn(user.email) };
};
const newToken = async (browser: Browser, scopes: string | string[], days = '30'): Promise<string> => {
  const page = await browser.post('/account/tokens', { name: 'Выгрузка', scopes, days });
  return /id="token">([^<]+)</.exec(page.body)![1]!;
};

describe('An API token', () => {
  test('is shown once, kept as a hash, and acts for its person', async () => {
    const { user, browser } = await admin();
    const token = await newToken(browser, 'people:read');
    expect((await browser.get('/account/tokens')).body).not.toContain(token);
    const [row] = await app.em.findBy(ApiToken, { userId: user.id });
    expect(JSON.stringify(row)).not.toContain(token);
    const answer = await app.guest().api('GET', `users/${user.id}`, undefined, { token });
    expect([answer.statusCode, answer.json<{ email: string }>().email]).toEqual([200, user.email]);
  });

  test('does no more than its scopes say', async () => {
    const { browser } = await admin();
    const token = await newToken(browser, 'people:read');
    const answer = await app.guest().api('POST', 'users', { email: 'new@example.org', name: 'Имя' }, { token });
    expect([answer.statusCode, answer.json<{ code: string; scope: string }>()]).toMatchObject([
      403,
      { code: 'scope-missing', scope: 'people:write' },
    ]);
  });

  test('opens no page: those ask for no scope', async () => {
    const { browser } = await admin();
    const token = await newToken(browser, 'people:read');
    expect((await app.guest().get('/account', { token })).statusCode).toBe(303);
  });

  test('ends with its term and when it is revoked', async () => {
    const { user, browser } = await admin();
    const [short, long] = [await newToken(browser, 'people:read', '1'), await newToken(browser, 'people:read')];
    const status = async (token: string) =>
      (await app.guest().api('GET', 'organisations', undefined, { token })).statusCode;
    expect([await status(short), await status(long)]).toEqual([200, 200]);
    app.clock.advance(24 * 3600_000);
    expect([await status(short), await status(long)]).toEqual([401, 200]);
    const rows = await app.em.findBy(ApiToken, { userId: user.id });
    for (const one of rows.filter(({ expiresAt }) => expiresAt > app.clock.now()))
      await browser.post(`/account/tokens/${one.id}/revoke`);
    expect(await status(long)).toBe(401);
  });
});

describe('People by the programming interface', () => {
  test('are listed by key, opened and closed; that others were read is on record', async () => {
    const { user, browser } = await admin();
    const added = await browser.api('POST', 'users', { email: 'Aaa@Example.org', name: 'Абаева Анна' });
    expect([added.statusCode, added.json<{ email: string }>().email]).toEqual([201, 'aaa@example.org']);
    const { id } = added.json<{ id: string }>();
    const first = (await browser.api('GET', 'users?limit=1')).json<{ items: { id: string }[]; next: string }>();
    expect(first.items.map((item) => item.id)).toEqual([id]);
    const second = (await browser.api('GET', `users?limit=1&cursor=${first.next}`)).json<{ items: { id: string }[] }>();
    expect(second.items[0]!.id).not.toBe(id);
    await browser.api('GET', `users/${id}`);
    await browser.api('GET', `users/${user.id}`);
    const reads = await app.em.findBy(AuditRecord, { actorId: user.id, action: 'read' });
    expect(reads.map(({ subjectId }) => subjectId).sort()).toEqual([id, 'list', 'list'].sort());
    expect((await browser.api('POST', `users/${id}/deactivate`)).statusCode).toBe(204);
    expect((await browser.api('POST', `users/${user.id}/deactivate`)).statusCode).toBe(403);
  });

  test('get roles and lose them, each once', async () => {
    const { browser } = await admin();
    const { id: userId } = await given.user(app.em);
    const grant = await browser.api('POST', 'role-grants', { userId, role: 'organizer' });
    expect(grant.statusCode).toBe(201);
    expect((await browser.api('POST', 'role-grants', { userId, role: 'organizer' })).statusCode).toBe(409);
    expect((await browser.api('POST', 'role-grants', { userId, role: 'coordinator' })).statusCode).toBe(422);
    const { id } = grant.json<{ id: string }>();
    expect((await browser.api('DELETE', `role-grants/${id}`)).statusCode).toBe(204);
    expect((await browser.api('DELETE', `role-grants/${id}`)).statusCode).toBe(404);
  });

  test('are nobody else’s business', async () => {
    const organizer = await given.user(app.em, { roles: [{ role: 'organizer' }] });
    const browser = await app.signIn(organizer.email);
    for (const url of ['users', `users/${organizer.id}`, `role-grants?userId=${organizer.id}`])
      expect((await browser.api('GET', url)).statusCode).toBe(403);
    expect((await app.guest().api('GET', 'users')).statusCode).toBe(401);
  });
});
