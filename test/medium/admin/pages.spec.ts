import { AuditRecord } from '../../../src/platform/audit/audit-record.entity.js';
import { CalendarYear } from '../../../src/cycles/reference/calendar-year.entity.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';

const pages = [
  '',
  '/people',
  '/organisations',
  '/invitations',
  '/mail',
  '/audit',
  '/invariants',
  '/calendar',
  '/calendar/2026',
  '/clock',
  '/queues',
];

let app: TestApp;
let admin: Browser;
beforeAll(async () => {
  app = await startApp({ env: { LAUREAT_DEMO: 'true' } });
  await given.cycle(app.em);
  const user = await given.user(app.em, { roles: [{ role: 'admin' }], name: 'Ларин Глеб Олегович' });
  admin = await app.signIn(user.email);
});
afterAll(() => app.close());

const asking = async (browser: Browser, page: string, lang: 'ru' | 'en') => {
  browser.cookies['laureat_lang'] = lang;
  return browser.get(`/admin${page}`);
};

describe('Administration', () => {
  test.each(pages)('shows /admin%s in both languages', async (page) => {
    for (const lang of ['ru', 'en'] as const) {
      const answer = await asking(admin, page, lang);
      expect([page, answer.statusCode]).toEqual([page, 200]);
    }
  });

  test.each(pages)('hides /admin%s from entrants and guests', async (page) => {
    const entrant = await app.signIn((await given.user(app.em)).email);
    expect([page, (await entrant.get(`/admin${page}`)).statusCode]).toEqual([page, 403]);
    expect((await app.guest().get(`/admin${page}`)).headers['location']).toMatch(/^\/sign-in/);
  });

  test('has a clock and a mailbox in the demonstration alone', async () => {
    const plain = await startApp({ database: 'plain' });
    const user = await given.user(plain.em, { roles: [{ role: 'admin' }] });
    const browser = await plain.signIn(user.email);
    const statuses = [];
    for (const page of ['/admin/clock', '/dev/mail']) statuses.push((await browser.get(page)).statusCode);
    await plain.close();
    expect(statuses).toEqual([404, 404]);
    expect((await admin.get('/dev/mail')).statusCode).toBe(200);
  });

  test('relaxes the policy for the board’s own styles, and for nothing else', async () => {
    const policyOf = async (page: string) => String((await admin.get(page)).headers['content-security-policy']);
    expect(await policyOf('/admin/queues')).toContain("style-src 'self' 'unsafe-inline'");
    expect(await policyOf('/admin/queues')).not.toMatch(/script-src[^;]*unsafe/);
    expect(await policyOf('/admin/people')).not.toContain('unsafe');
  });

  test('lets the board act only where the browser says that it is asked from this site', async () => {
    const act = (site: string) =>
      app.nest.inject({
        method: 'PUT',
        url: '/admin/queues/api/queues/news/pause',
        headers: { 'sec-fetch-site': site },
        cookies: admin.cookies,
      });
    expect((await act('cross-site')).statusCode).toBe(403);
    expect((await act('same-origin')).statusCode).toBe(200);
    await app.nest.inject({
      method: 'PUT',
      url: '/admin/queues/api/queues/news/resume',
      headers: { 'sec-fetch-site': 'same-origin' },
      cookies: admin.cookies,
    });
  });

  test('keeps the production calendar, on record, and refuses days of another year or part of the week', async () => {
    const { version } = await app.em.findOneByOrFail(CalendarYear, { year: 2026 });
    const save = (fields: Record<string, string>) =>
      admin.post('/admin/calendar/2026', {
        version: String(version),
        source: 'Постановление',
        holidays: '',
        workingWeekends: '',
        ...fields,
      });
    expect((await save({ holidays: '2026-01-03' })).statusCode).toBe(422); // a Saturday
    expect((await save({ holidays: '2025-01-01' })).statusCode).toBe(422);
    expect((await save({ holidays: '2026-01-02, 2026-01-01', workingWeekends: '2026-10-31' })).statusCode).toBe(303);
    expect((await save({ holidays: '' })).statusCode).toBe(409); // somebody saved meanwhile
    expect(await app.em.findOneBy(CalendarYear, { year: 2026 })).toMatchObject({
      holidays: ['2026-01-01', '2026-01-02'],
    });
    expect(await app.em.countBy(AuditRecord, { subjectType: 'calendar_year', subjectId: '2026' })).toBe(1);
  });

  test('adds a person, grants a role and takes it back', async () => {
    const added = await admin.post('/admin/people', { name: 'Новая Анна', email: 'new@example.org' });
    const page = String(added.headers['location']);
    expect((await admin.post('/admin/people', { name: 'Новая Анна', email: 'NEW@example.org' })).statusCode).toBe(409);
    expect((await admin.post(`${page}/grants`, { role: 'coordinator', regionCode: '' })).statusCode).toBe(422);
    expect((await admin.post(`${page}/grants`, { role: 'coordinator', regionCode: 'RU-BA' })).statusCode).toBe(303);
    const shown = (await admin.get(page)).body;
    const revoke = /action="([^"]+\/revoke)"/.exec(shown)![1]!;
    expect((await admin.post(revoke)).statusCode).toBe(303);
    expect((await admin.get(page)).body).not.toContain('/revoke"');
  });

  test('checks the invariants and the chain by a button', async () => {
    expect((await admin.post('/admin/invariants')).statusCode).toBe(303);
    const page = (await asking(admin, '/invariants', 'en')).body;
    expect(page).toContain('A submitted entry has a register number and its last revision');
    expect((await admin.post('/admin/audit/verify')).body).toContain('The chain is whole.');
  });
});
