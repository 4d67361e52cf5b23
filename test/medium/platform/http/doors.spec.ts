import { SignInService } from '../../../../src/accounts/sign-in/sign-in.service.js';
import { sessionCookie } from '../../../../src/platform/http/session-cookie.js';
import { newId } from '../../../../src/platform/ids.js';
import { startApp, testSecret, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { METRICS_TOKEN: 'the token of the figures', TRUSTED_PROXIES: 'loopback' } });
});
afterAll(() => app.close());

const tokenOf = (body: string) => /name="_csrf" value="([^"]+)"/.exec(body)![1]!;
const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

describe('What is answered to a person', () => {
  test('is kept by no cache: pages, JSON, tables and files; what is public may be', async () => {
    const made = await given.cycle(app.em);
    const user = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
    const entry = await given.submittedEntry(app.em, made);
    const browser = await app.signIn(user.email);
    for (const address of [
      '/account',
      '/practices',
      '/api/v1/submissions',
      `/api/v1/submissions/${entry.id}`,
      `/cycles/${made.cycle.id}/register.csv`,
      '/nowhere',
    ])
      expect([address, (await browser.get(address)).headers['cache-control']]).toEqual([address, 'no-store']);
    const guest = app.guest();
    expect((await guest.get('/practices')).headers['cache-control']).toBe('no-cache');
    expect((await guest.get('/api/v1/practices')).headers['cache-control']).toBeUndefined();
    for (const address of [`/sign-in/link/${'x'.repeat(43)}`, '/nowhere', `/practices/${newId()}`])
      expect([address, (await guest.get(address)).headers['cache-control']]).toEqual([address, 'no-store']);
  });

  test('asks the browser for none of its powers', async () => {
    for (const address of ['/', '/api/v1/practices', '/nowhere'])
      expect((await app.guest().get(address)).headers['permissions-policy']).toMatch(/camera=\(\).*geolocation=\(\)/);
  });
});

describe('The token of a form', () => {
  test('holds for its session: neither for another of the same browser nor for another person', async () => {
    const [one, other] = [await given.user(app.em, { password }), await given.user(app.em)];
    const [first, second] = [await app.signIn(one.email), await app.signIn(other.email)];
    const stolen = tokenOf((await first.get('/account')).body);
    const theirs = { ...second.cookies, laureat_form: first.cookies['laureat_form']! };
    const sent = (cookies: Record<string, string>) =>
      app.nest.inject({
        method: 'POST',
        url: '/account',
        headers: form,
        cookies,
        payload: new URLSearchParams({
          _csrf: stolen,
          name: 'Новое имя',
          locale: 'ru',
          timeZone: 'Europe/Moscow',
        }).toString(),
      });
    expect((await sent(theirs)).statusCode).toBe(403);
    const again = await app.nest
      .get(SignInService)
      .open(one, { address: '127.0.0.1', device: '' }, 'password')
      .catch(() => null);
    if (again) expect((await sent({ ...first.cookies, [sessionCookie]: again.token })).statusCode).toBe(403);
    expect((await sent(first.cookies)).statusCode).toBe(303);
  });

  test('of before signing in is refused with what was typed, to be sent again as it stands', async () => {
    const user = await given.user(app.em, { password });
    const browser = app.guest();
    const old = tokenOf((await browser.get('/sign-in')).body);
    await browser.post('/sign-in', { email: user.email, password });
    const typed = { _csrf: old, name: 'Галимова Алия «Рашитовна»', locale: 'ru', timeZone: 'Europe/Moscow', password };
    const send = (fields: Record<string, string>, site: Record<string, string>) =>
      app.nest.inject({
        method: 'POST',
        url: '/account',
        headers: { ...form, host: 'contest.example', ...site },
        cookies: browser.cookies,
        payload: new URLSearchParams(fields).toString(),
      });
    const refused = await send(typed, { 'sec-fetch-site': 'same-origin' });
    expect([refused.statusCode, refused.body.includes('Галимова Алия «Рашитовна»')]).toEqual([403, true]);
    expect(refused.body).not.toContain(password);
    expect(refused.body).toContain('action="/account"');
    const { password: _never, ...shown } = typed;
    const taken = await send({ ...shown, _csrf: tokenOf(refused.body) }, { 'sec-fetch-site': 'same-origin' });
    expect(taken.statusCode).toBe(303);
    const forged = await send(typed, { 'sec-fetch-site': 'cross-site' });
    expect([forged.statusCode, forged.body.includes('action="/account"')]).toEqual([403, false]);
  });

  test('and every other cookie goes over TLS alone where the site has it', async () => {
    const user = await given.user(app.em, { password });
    const headers = { ...form, 'x-forwarded-proto': 'https' };
    const page = await app.nest.inject({ method: 'GET', url: '/sign-in', headers });
    const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]));
    const fields = { email: user.email, password, _csrf: tokenOf(page.body) };
    const payload = new URLSearchParams(fields).toString();
    const entered = await app.nest.inject({ method: 'POST', url: '/sign-in', headers, cookies, payload });
    const names = [...page.cookies, ...entered.cookies].map(({ name, secure, httpOnly }) => [name, secure, httpOnly]);
    expect(names).toEqual([
      ['laureat_form', true, true],
      [sessionCookie, true, true],
      ['laureat_device', true, true],
    ]);
  });
});

test('Figures are for this machine and for who has their token', async () => {
  const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
    app.nest.inject({ method: 'GET', url: '/metrics', remoteAddress, headers }).then(({ statusCode }) => statusCode);
  expect(await ask('127.0.0.1')).toBe(200);
  expect(await ask('::1')).toBe(200);
  expect(await ask('192.0.2.1')).toBe(404);
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toBe(404);
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
  expect(await ask('192.0.2.1', { authorization: 'Bearer another' })).toBe(404);
  expect(await ask('192.0.2.1', { authorization: 'Bearer the token of the figures' })).toBe(200);
});

test('In production nobody of the demonstration enters, with what was opened before neither', async () => {
  const email = 'chair@laureat.test';
  const database = 'was-a-demonstration';
  const demo = await startApp({ database });
  const user = await given.user(demo.em, { email, password: 'laureat-demo' });
  const inside = await demo.signIn(email);
  expect((await inside.get('/account')).statusCode).toBe(200);
  const page = await inside.post('/account/tokens', { name: 'Ключ', scopes: 'submissions:read', days: '30' });
  const token = /id="token">([^<]+)</.exec(page.body)![1]!;
  const ask = (one: TestApp) => one.guest().api('GET', 'submissions', undefined, { token });
  expect((await ask(demo)).statusCode).toBe(200);
  expect((await demo.guest().post('/sign-in', { email, password: 'laureat-demo' })).statusCode).toBe(303);
  const served = await startApp({ database, env: { NODE_ENV: 'production', LAUREAT_SECRET: testSecret } });
  try {
    const answer = await served.guest().post('/sign-in', { email, password: 'laureat-demo' });
    expect([answer.statusCode, answer.body.includes('Такого сочетания адреса и пароля нет')]).toEqual([401, true]);
    expect((await ask(served)).statusCode).toBe(401);
    const { statusCode } = await served.nest.inject({ method: 'GET', url: '/account', cookies: inside.cookies });
    expect(statusCode).toBe(303);
    await served.guest().post('/sign-in/link', { email });
    expect(await served.em.query('SELECT 1 FROM sign_in_link WHERE user_id = $1', [user.id])).toEqual([]);
  } finally {
    await served.close();
    await demo.close();
  }
});
