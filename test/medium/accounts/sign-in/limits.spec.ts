import { Session } from '../../../../src/accounts/sign-in/session.entity.js';
import { SignInService } from '../../../../src/accounts/sign-in/sign-in.service.js';
import { SignInLink } from '../../../../src/accounts/sign-in/sign-in-link.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: '1' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  await app.em.query('DELETE FROM throttle');
});

const attempt = async (browser: Browser, email: string, word = 'not this phrase') =>
  (await browser.post('/sign-in', { email, password: word })).statusCode;
const times = async (n: number, work: (index: number) => Promise<unknown>) => {
  for (let index = 0; index < n; index += 1) await work(index);
};
/** A sender behind one proxy, who writes another address into the header each time. */
const forging = async (email: string, index: number) => {
  const page = await app.nest.inject({ method: 'GET', url: '/sign-in' });
  const form = new URLSearchParams({
    email,
    password: 'not this phrase',
    _csrf: /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!,
  });
  const answer = await app.nest.inject({
    method: 'POST',
    url: '/sign-in',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': `203.0.113.${index}, 198.51.100.7`,
    },
    cookies: Object.fromEntries(page.cookies.map(({ name, value }) => [name, value])),
    payload: form.toString(),
  });
  return answer.statusCode;
};

describe('Guesses at a person', () => {
  test('are counted by the address that the proxy saw: a forged one on the left changes nothing', async () => {
    const user = await given.user(app.em, { password });
    const statuses: number[] = [];
    await times(10, async (index) => statuses.push(await forging(user.email, index)));
    expect(statuses).toEqual([...Array.from({ length: 8 }, () => 401), 429, 429]);
  });

  test('are counted by the network: of an IPv6 address the first 64 bits', async () => {
    const user = await given.user(app.em, { password });
    const statuses: number[] = [];
    await times(9, async (index) => statuses.push(await attempt(app.guest(`2001:db8:0:1:${index}::1`), user.email)));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(await attempt(app.guest('2001:db8:0:2::1'), user.email, password)).toBe(303);
  });

  test('from elsewhere shut nobody out: neither here nor where the person has signed in before', async () => {
    const user = await given.user(app.em, { password });
    const own = app.guest('192.0.2.1');
    expect(await attempt(own, user.email, password)).toBe(303);
    await own.post('/sign-out');
    await times(9, () => attempt(app.guest('198.51.100.1'), user.email));
    expect(await attempt(app.guest('198.51.100.1'), user.email, password)).toBe(429);
    expect(await attempt(app.guest('192.0.2.9'), user.email, password)).toBe(303);
    await times(50, (index) => attempt(app.guest(`198.51.101.${index}`), user.email));
    const stranger = await app.guest('192.0.2.10').post('/sign-in', { email: user.email, password });
    expect([stranger.statusCode, stranger.body.includes('Войдите по ссылке из письма')]).toEqual([429, true]);
    expect(await attempt(own, user.email, password)).toBe(303);
  });

  test('in a known device are counted too, and the mark of one person is none of another', async () => {
    const [user, other] = [await given.user(app.em, { password }), await given.user(app.em, { password })];
    const device = app.guest('192.0.2.2');
    expect(await attempt(device, user.email, password)).toBe(303);
    await device.post('/sign-out');
    await times(8, () => attempt(device, other.email));
    expect(await attempt(device, other.email, password)).toBe(429);
    await times(8, () => attempt(device, user.email));
    expect(await attempt(device, user.email, password)).toBe(429);
    device.cookies['laureat_device'] = `${device.cookies['laureat_device']!.split('.')[0]}.forged`;
    await times(8, () => attempt(app.guest('192.0.2.2'), user.email));
    expect(await attempt(device, user.email, password)).toBe(429);
  });

  test('hinder no link by mail: where no further one goes out, one that is good lies in the mailbox', async () => {
    const user = await given.user(app.em, { password });
    await times(60, (index) => attempt(app.guest(`198.51.102.${index}`), user.email));
    await times(9, async (index) => {
      const { statusCode } = await app.guest(`198.51.103.${index}`).post('/sign-in/link', { email: user.email });
      expect(statusCode).toBe(200);
    });
    expect(await app.em.countBy(SignInLink, { userId: user.id })).toBe(6);
    app.clock.advance(20 * 60_000);
    await app.guest('192.0.2.3').post('/sign-in/link', { email: user.email });
    expect(await app.em.countBy(SignInLink, { userId: user.id })).toBe(7);
  });

  test('cost the right password of many in one network nothing', async () => {
    const users = await Promise.all(Array.from({ length: 70 }, () => given.user(app.em, { password })));
    for (const user of users) expect(await attempt(app.guest('192.0.2.4'), user.email, password)).toBe(303);
  });
});

test('An unknown address takes about as long as a wrong password: both are held against a hash', async () => {
  const user = await given.user(app.em, { password });
  const took: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  const timed = async (email: string, index: number) => {
    const from = performance.now();
    const sender = { address: `198.51.104.${index}`, device: '' };
    await expect(app.nest.get(SignInService).byPassword({ email, password: 'wrong' }, sender)).rejects.toThrow();
    return performance.now() - from;
  };
  // In turns, so that whatever else the machine does meets both alike.
  for (let index = 0; index < 31; index += 1) {
    took.known.push(await timed(user.email, index));
    took.unknown.push(await timed(`nobody${index}@example.org`, index));
  }
  const [known, unknown] = [took.known, took.unknown].map((one) => one.sort((x, y) => x - y)[15]!) as [number, number];
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test('A link for an unknown address writes as much as one that goes out, and leads nowhere', async () => {
  const written = async (email: string) => {
    const count = async () => {
      const [row] = await app.em.query<{ sealed: number; news: number }[]>(
        `SELECT (SELECT count(*)::int FROM sealed_link) AS sealed,
                (SELECT count(*)::int FROM outbox_message WHERE type = 'user.link-asked') AS news`,
      );
      return row!;
    };
    const before = await count();
    await app.guest('192.0.2.5').post('/sign-in/link', { email });
    const after = await count();
    return [after.sealed - before.sealed, after.news - before.news];
  };
  const user = await given.user(app.em);
  expect(await written('nobody@example.org')).toEqual(await written(user.email));
});

describe('Secrets that are guessed', () => {
  test('are counted for every kind of link, and a good one works until its network has sent too many', async () => {
    const user = await given.user(app.em, { password });
    const guesser = app.guest('198.51.105.1');
    const kinds = ['/sign-in/link/', '/invitations/', '/judging/invitation/', '/vote/confirm/'];
    const statuses: number[] = [];
    await times(50, async (index) =>
      statuses.push((await guesser.get(`${kinds[index % kinds.length]}${'x'.repeat(40)}${index}`)).statusCode),
    );
    // A guess is counted once it is answered, so that the next may come before the count.
    const answered = statuses.filter((status) => status === 410).length;
    expect([answered >= 41, answered <= 45, statuses.at(-1)]).toEqual([true, true, 429]);
    expect((await app.guest('198.51.105.2').get(`/sign-in/link/${'x'.repeat(43)}`)).statusCode).toBe(410);
    expect(await app.em.countBy(Session, { userId: user.id })).toBe(0);
  });

  test('are counted for API tokens', async () => {
    const statuses: number[] = [];
    await times(62, async (index) =>
      statuses.push(
        (await app.guest('198.51.106.1').api('GET', 'submissions', undefined, { token: `wrong-${index}` })).statusCode,
      ),
    );
    expect([statuses.filter((one) => one === 401).length, statuses.at(-1)]).toEqual([60, 429]);
  });
});

test('A person makes twenty API tokens within an hour, not more', async () => {
  const browser = await app.signIn((await given.user(app.em)).email);
  const fields = { name: 'Выгрузка', scopes: 'submissions:read', days: '30' };
  const statuses: number[] = [];
  await times(21, async () => statuses.push((await browser.post('/account/tokens', fields)).statusCode));
  expect([statuses.slice(0, 20).every((one) => one === 200), statuses[20]]).toEqual([true, 429]);
});
