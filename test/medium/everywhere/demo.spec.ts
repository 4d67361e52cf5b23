import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { runCommandHere } from '../../support/run-command.js';
import { startApp, type TestApp } from '../../support/app.js';
import { deadLinks } from '../../support/links.js';
import { workerDatabase } from '../../support/database.js';

let url: string;
let client: pg.Client;

beforeAll(async () => {
  url = await workerDatabase('demo');
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(() => client.end());

const count = async (sql: string): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`);
  return rows[0]!.n;
};

describe('reference data', () => {
  it('may be loaded again: nothing is written twice, and what an administrator edited stays', async () => {
    await client.query("UPDATE calendar_year SET holidays = '[]', edited_at = now() WHERE year = 2026");
    const again = await runCommandHere(['reference', '--json'], url);
    expect(JSON.parse(again.stdout)).toEqual({
      regions: { listed: 89, written: 0, kept: 0 },
      nationalProjects: { listed: 35, written: 0, kept: 0 },
      calendarYears: { listed: 12, written: 0, kept: 1 },
    });
    await client.query("UPDATE region SET name_ru = 'Башкирия' WHERE code = 'RU-BA'");
    await runCommandHere(['reference'], url);
    expect(await count("region WHERE name_ru = 'Республика Башкортостан'")).toBe(1);
    expect(await count("calendar_year WHERE holidays = '[]'")).toBe(1);
    await client.query('UPDATE calendar_year SET edited_at = NULL');
    await runCommandHere(['reference'], url);
  });
});

describe('the demonstration', () => {
  it('is never loaded in production', async () => {
    const refused = await runCommandHere(['demo'], url, { NODE_ENV: 'production' });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('never loaded in production');
    expect(await count('user_account')).toBe(0);
  });

  it('loads once, and whole', async () => {
    const loaded = await runCommandHere(['demo', '--json'], url);
    expect(JSON.parse(loaded.stdout)).toMatchObject({ loaded: true, entries: 122, practices: 11 });
    expect(JSON.parse((await runCommandHere(['demo', '--if-empty', '--json'], url)).stdout)).toEqual({ loaded: false });
    expect((await runCommandHere(['demo'], url)).code).toBe(1);
    expect(await count('user_account')).toBe(20);
  }, 300_000);

  it('keeps every invariant', async () => {
    const checked = await runCommandHere(['invariants'], url);
    expect(checked.stdout.split('\n').filter((line) => line && !line.startsWith('ok'))).toEqual([]);
    expect(checked.code).toBe(0);
    expect((await runCommandHere(['audit', 'verify'], url)).code).toBe(0);
  });

  it('holds entries in every state, each submitted one with number, revision and news', async () => {
    const { rows } = await client.query<{ state: string }>('SELECT DISTINCT state FROM submission ORDER BY 1');
    expect(rows.map(({ state }) => state)).toEqual([
      'admitted',
      'draft',
      'rejected',
      'returned',
      'submitted',
      'withdrawn',
    ]);
    expect(await count('submission WHERE NOT generated')).toBe(0);
    expect(
      await count(
        'submission WHERE first_submitted_at IS NOT NULL AND (register_number IS NULL OR revision_id IS NULL)',
      ),
    ).toBe(0);
    expect(await count('(SELECT DISTINCT region_code FROM submission) AS r')).toBeGreaterThan(55);
    expect(await count('outbox_message WHERE dispatched_at IS NULL')).toBe(0);
    expect(await count("expert WHERE state = 'accepted'")).toBe(12);
  });

  describe('in the program', () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp({ now: new Date().toISOString(), database: 'demo', env: { LAUREAT_DEMO: 'true' } });
    });
    afterAll(() => app.close());

    it('lets its people in with the known password', async () => {
      for (const name of ['organizer', 'chair', 'second', 'auditor', 'expert1', 'expert12', 'region-ba', 'leader']) {
        const answer = await app.guest().post('/sign-in', { email: `${name}@laureat.test`, password: 'laureat-demo' });
        expect([name, answer.statusCode]).toEqual([name, 303]);
      }
    });

    it.each([
      'guest',
      'organizer',
      'chair',
      'second',
      'auditor',
      'admin',
      'expert1',
      'region-ba',
      'leader',
      'participant',
    ])(
      'shows %s no link that does not open',
      async (name) => {
        const browser = name === 'guest' ? app.guest() : await app.signIn(`${name}@laureat.test`);
        const { dead, kinds } = await deadLinks(browser);
        expect(dead).toEqual([]);
        expect(kinds).toBeGreaterThan(35);
      },
      60_000,
    );

    it('shows a year with a cross-review: who dropped out, what waits to be read, and the comments to their entrants', async () => {
      const { rows } = await client.query<{ id: string }>(
        "SELECT id FROM cycle WHERE state = 'completed' AND generated",
      );
      const home = `/cycles/${rows[0]!.id}/cross-reviews`;
      const organizer = await app.signIn('organizer@laureat.test');
      const board = (await organizer.get(`${home}?view=all`)).body;
      for (const word of ['Выбыла', 'Освобождена', 'Сданы']) expect(board).toContain(word);
      for (const state of ['unread', 'held', 'passed'])
        expect((await organizer.get(`${home}/comments?state=${state}`)).body).toContain('name="shown"');
      const participant = await app.signIn('participant@laureat.test');
      const received = (await participant.get('/cross-reviews/received')).body;
      expect(received).toContain('Практика держится на одном человеке');
      expect(received).not.toContain('читать нечего');
    });

    it('shows its public pages in both languages', async () => {
      const pages = [
        '/',
        '/contest',
        '/contest/2019',
        '/contest/2017',
        '/results',
        '/results/2018',
        '/regions',
        '/practices',
      ];
      for (const page of [...pages, '/practices/zhilstroysberezheniya'])
        for (const lang of ['ru', 'en']) {
          const answer = await app.guest().get(page, { headers: { 'accept-language': lang } });
          expect([page, lang, answer.statusCode]).toEqual([page, lang, 200]);
        }
      expect((await app.guest().get('/contest/2030')).statusCode).toBe(404);
    });

    it('shows the pages of the cycle to its organizer, and to nobody else', async () => {
      const { rows } = await client.query<{ id: string }>("SELECT id FROM cycle WHERE state = 'announced'");
      const base = `/cycles/${rows[0]!.id}`;
      const organizer = await app.signIn('organizer@laureat.test');
      const expert = await app.signIn('expert1@laureat.test');
      for (const page of ['', '/regions', '/regulation', '/stages', '/nominations', '/criteria']) {
        expect([page, (await organizer.get(base + page)).statusCode]).toEqual([page, 200]);
        expect([page, (await expert.get(base + page)).statusCode]).toEqual([page, 403]);
      }
    });
  });
});
