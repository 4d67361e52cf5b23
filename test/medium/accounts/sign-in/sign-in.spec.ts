import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { Session } from '../../../../src/accounts/sign-in/session.entity.js';
import { SignInLink } from '../../../../src/accounts/sign-in/sign-in-link.entity.js';
import { SignInService } from '../../../../src/accounts/sign-in/sign-in.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const tokenOfLatestLink = async (): Promise<string> => {
  const [link] = await app.em.find(SignInLink, { order: { id: 'DESC' }, take: 1 });
  return (await app.nest.get(LinkVault).read(app.em, link!.id))!;
};

describe('Signing in with a password', () => {
  test('leads to the page that was asked for and knows the person there', async () => {
    const user = await given.user(app.em, { password });
    const browser = app.guest();
    const asked = await browser.get('/account');
    expect([asked.statusCode, asked.headers['location']]).toEqual([303, '/sign-in?back=%2Faccount']);
    const answer = await browser.post('/sign-in', { email: user.email.toUpperCase(), password, back: '/account' });
    expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/account']);
    expect((await browser.get('/account')).body).toContain(user.email);
  });

  test('never leads to another site', async () => {
    const user = await given.user(app.em, { password });
    for (const back of ['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example']) {
      const answer = await app.guest().post('/sign-in', { email: user.email, password, back });
      expect(answer.headers['location']).toBe('/');
    }
  });

  test('answers alike for an unknown address, a wrong password and an account without one', async () => {
    const user = await given.user(app.em, { password });
    const bare = await given.user(app.em);
    const answers = [];
    for (const email of [user.email, bare.email, 'nobody@example.org']) {
      const { statusCode, body } = await app.guest().post('/sign-in', { email, password: 'not this phrase at all' });
      answers.push([statusCode, body.replaceAll(email, '').replaceAll(/name="_csrf" value="[^"]+"/g, '')]);
    }
    expect(answers[0]![0]).toBe(401);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('stops after eight wrong tries even with the right password, and lets in when the window is over', async () => {
    const user = await given.user(app.em, { password });
    const browser = app.guest();
    const attempt = (word: string) => browser.post('/sign-in', { email: user.email, password: word });
    for (let n = 0; n < 8; n += 1) expect((await attempt('not this phrase')).statusCode).toBe(401);
    expect((await attempt(password)).statusCode).toBe(429);
    app.clock.advance(15 * 60_000 + 1000);
    expect((await attempt(password)).statusCode).toBe(303);
  });

  test('is refused without the form token, and nothing happens', async () => {
    const user = await given.user(app.em, { password });
    const answer = await app.guest().post('/sign-in', { email: user.email, password, _csrf: 'forged' });
    expect(answer.statusCode).toBe(403);
    expect(await app.em.countBy(Session, { userId: user.id })).toBe(0);
  });

  test('is closed to a closed account', async () => {
    const user = await given.user(app.em, { password, deactivatedAt: new Date('2026-06-01T00:00:00Z') });
    expect((await app.guest().post('/sign-in', { email: user.email, password })).statusCode).toBe(401);
  });
});

describe('Signing in by a link', () => {
  test('answers alike whether or not the address has an account', async () => {
    const user = await given.user(app.em);
    const shown = async (email: string) => {
      const { statusCode, body } = await app.guest().post('/sign-in/link', { email });
      return [statusCode, body.replaceAll(email, '').replaceAll(/name="_csrf" value="[^"]+"/g, '')];
    };
    expect(await shown('nobody2@example.org')).toEqual(await shown(user.email));
  });

  test('shows on opening and signs in on pressing, once, also for two at a time', async () => {
    const user = await given.user(app.em);
    await app.guest().post('/sign-in/link', { email: user.email });
    const token = await tokenOfLatestLink();
    const browser = app.guest();
    expect((await browser.get(`/sign-in/link/${token}`)).body).toContain(user.email);
    expect(await app.em.countBy(Session, { userId: user.id })).toBe(0);
    const pressed = await Promise.all([app.guest(), app.guest()].map((one) => one.post(`/sign-in/link/${token}`)));
    expect(pressed.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 410]);
    expect(await app.em.countBy(Session, { userId: user.id })).toBe(1);
    expect((await browser.get(`/sign-in/link/${token}`)).statusCode).toBe(410);
  });

  test('is over after twenty minutes', async () => {
    const user = await given.user(app.em);
    await app.guest().post('/sign-in/link', { email: user.email });
    const token = await tokenOfLatestLink();
    app.clock.advance(20 * 60_000);
    expect((await app.guest().post(`/sign-in/link/${token}`)).statusCode).toBe(410);
  });
});

describe('Sessions', () => {
  test('are listed and ended one by one or all others at once', async () => {
    const user = await given.user(app.em);
    const [here, there, elsewhere] = [
      await app.signIn(user.email),
      await app.signIn(user.email),
      await app.signIn(user.email),
    ];
    const page = await here.get('/account/sessions');
    const id = /sessions\/([0-9a-f-]{36})\/revoke/.exec(page.body)![1]!;
    expect((await here.post(`/account/sessions/${id}/revoke`)).statusCode).toBe(303);
    const living = async () =>
      (await Promise.all([here, there, elsewhere].map((one) => one.get('/account')))).filter(
        ({ statusCode }) => statusCode === 200,
      ).length;
    expect(await living()).toBe(2);
    await here.post('/account/sessions/others/revoke');
    expect([await living(), (await here.get('/account')).statusCode]).toEqual([1, 200]);
  });

  test('of someone else do not exist', async () => {
    const [mine, theirs] = [await given.user(app.em), await given.user(app.em)];
    const browser = await app.signIn(mine.email);
    await app.signIn(theirs.email);
    const [session] = await app.nest.get(SignInService).listSessions(theirs.id);
    expect((await browser.post(`/account/sessions/${session!.id}/revoke`)).statusCode).toBe(404);
  });

  test('end everywhere else with a new password, which must be long and not a common one', async () => {
    const user = await given.user(app.em, { password });
    const [here, there] = [await app.signIn(user.email), await app.signIn(user.email)];
    const change = (fields: Record<string, string>) => here.post('/account/password', fields);
    expect((await change({ current: password, password: 'short' })).statusCode).toBe(422);
    expect((await change({ current: password, password: 'passwordpassword' })).statusCode).toBe(422);
    expect((await change({ current: 'wrong', password: 'another long phrase' })).statusCode).toBe(422);
    expect((await change({ current: password, password: 'another long phrase' })).statusCode).toBe(303);
    expect((await there.get('/account')).statusCode).toBe(303);
    expect((await here.get('/account')).statusCode).toBe(200);
  });
});
