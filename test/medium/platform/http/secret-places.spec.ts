import pg from 'pg';
import { newId } from '../../../../src/platform/ids.js';
import { addressesOf } from '../../../support/addresses.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const log: string[] = [];
const planted = 'planted-secret';
let app: TestApp;
let owner: pg.Client;
beforeAll(async () => {
  app = await startApp({ database: 'secrets', log });
  owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.close();
});
beforeEach(() => app.em.query('DELETE FROM throttle'));

/** Every address with a secret in it, short and as long as ours are. */
const tokenRoutes = (method: 'GET' | 'POST') => {
  const token = [planted, `${planted}${'x'.repeat(40)}`];
  return addressesOf(
    app,
    { id: [newId()], cycle: [newId()], 'cycles/': [newId()], year: ['2026'], token },
    method,
  ).filter((address) => address.includes(planted));
};

test('The log has no secret of any route, in path or query or in an address within one', async () => {
  const [read, sent] = [tokenRoutes('GET'), tokenRoutes('POST')];
  expect([read.length, sent.length].every((n) => n >= 8)).toBe(true);
  const guest = app.guest();
  for (const address of read) {
    await guest.get(address);
    await guest.get(`${address}?_csrf=${planted}&token=${planted}`);
    await guest.get(`/sign-in?back=${encodeURIComponent(`${address}?token=${planted}`)}`);
    await guest.get(`/sign-in?back=${encodeURIComponent(encodeURIComponent(address))}`);
    await guest.get(address.replace('l', '%6C').replace('i', '%69'));
  }
  for (const address of sent) {
    await guest.post(address);
    await guest.post(`${address}?_csrf=${planted}`, { _csrf: planted });
  }
  await guest.get(`/nowhere/${'x'.repeat(43)}`);
  expect(log.length).toBeGreaterThan(read.length * 5);
  expect(log.filter((line) => line.includes(planted) || line.includes('x'.repeat(40)))).toEqual([]);
  expect(log.some((line) => line.includes('/sign-in/link/…'))).toBe(true);
});

test('Nor has it when the program fails, nor what a statement was given', async () => {
  const tables = [
    'sign_in_link',
    'invitation',
    'expert',
    'public_vote',
    'registration',
    'collaborator_invitation',
    'practice_person',
  ];
  for (const table of tables) await owner.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    // Who refuses letters is known by the seal of the address alone.
    for (const address of tokenRoutes('GET').filter((route) => !route.startsWith('/letters/refuse/')))
      expect((await app.guest().get(address)).statusCode).toBe(500);
  } finally {
    for (const table of tables) await owner.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  }
  const failed = log.filter((line) => line.includes('request failed'));
  expect(failed.length).toBeGreaterThanOrEqual(8);
  expect(failed.every((line) => line.includes('QueryFailedError'))).toBe(true);
  expect(log.filter((line) => line.includes(planted) || line.includes('x'.repeat(40)))).toEqual([]);
});

test('Passwords that are typed are not in the log, nor their hashes in the records that auditors read', async () => {
  const user = await given.user(app.em, { password: 'the phrase that was' });
  const browser = await app.signIn(user.email);
  await app.guest().post('/sign-in', { email: user.email, password: planted });
  await browser.post('/account/password', { current: 'the phrase that was', password: `${planted} and more` });
  await browser.post('/account/tokens', { name: 'Выгрузка', scopes: 'submissions:read', days: '30' });
  expect(log.filter((line) => line.includes(planted))).toEqual([]);
  const hashes = await app.em.query<{ hash: string }[]>(
    `SELECT password_hash AS hash FROM user_account WHERE password_hash IS NOT NULL
     UNION ALL SELECT token_hash FROM api_token UNION ALL SELECT token_hash FROM session`,
  );
  const [records] = await app.em.query<{ text: string }[]>(
    `SELECT string_agg(coalesce(before::text, '') || coalesce(after::text, ''), ' ') AS text FROM audit_record`,
  );
  expect(hashes.length).toBeGreaterThan(2);
  expect(records!.text).not.toContain('$argon2');
  for (const { hash } of hashes) expect(records!.text).not.toContain(hash);
});
