import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { workerDatabase } from '../support/database.js';
import { People, type Person } from '../support/people.js';
import { runProgram, type RunningProgram } from '../support/program.js';

/** The score desk under the hands of experts: the keyboard alone, a phone, a connection that goes and comes, two tabs. */
let program: RunningProgram;
let people: People;
let database: pg.Client;

jest.setTimeout(120_000);

beforeAll(async () => {
  const url = await workerDatabase();
  const env = { ...process.env, DATABASE_URL: url, LAUREAT_SECRET: 'test-secret-test-secret-test-secret' };
  execFileSync(process.execPath, [join(__dirname, '../../dist/cli.js'), 'demo'], { env });
  database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query(seats);
  program = await runProgram({ DATABASE_URL: url, LAUREAT_DEMO: 'true' });
  people = await People.on(program.baseUrl);
});

afterAll(async () => {
  await people?.close();
  await database?.end();
  expect(await program?.stop()).toBe(0);
});

/** The review is open, and each accepted expert of the year has up to twelve entries without a conflict of interest. */
const seats = `
  UPDATE stage SET opens_at = now() - interval '300 days', closes_at = now() + interval '20 days'
   WHERE kind = 'review' AND cycle_id IN (SELECT id FROM cycle WHERE state = 'announced');
  UPDATE expert SET state = 'accepted', answered_at = now(), conflicts_declared_at = now()
   WHERE cycle_id IN (SELECT id FROM cycle WHERE state = 'announced');
  INSERT INTO assignment_plan (id, cycle_id, state, seed, reviews_per_entry, pairs, summary, created_at)
  SELECT gen_random_uuid(), id, 'proposed', 1, 3, '[]', '{"entries":1,"experts":1,"pairs":1,"minLoad":1,"maxLoad":1,"conflicts":0}', now()
    FROM cycle WHERE state = 'announced';
  INSERT INTO assignment (id, plan_id, expert_id, submission_id, position, state, reason, created_at)
  SELECT gen_random_uuid(), plan, expert, entry, place, 'active', '', now()
    FROM (SELECT p.id AS plan, x.id AS expert, s.id AS entry, row_number() OVER (PARTITION BY x.id ORDER BY s.register_number) AS place
            FROM expert x JOIN cycle c ON c.id = x.cycle_id AND c.state = 'announced' JOIN assignment_plan p ON p.cycle_id = c.id
            JOIN submission s ON s.cycle_id = c.id AND s.state = 'admitted' AND NOT is_conflicted(x.id, s.id)) seat
   WHERE place <= 12`;

async function one(sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await database.query<Record<string, string>>(sql, values);
  return Object.values(rows[0] ?? {})[0] ?? '';
}

const submittedOf = (email: string) =>
  one(
    `SELECT count(*) FROM evaluation e JOIN assignment a ON a.id = e.assignment_id JOIN expert x ON x.id = a.expert_id
       JOIN user_account u ON u.id = x.user_id WHERE e.state = 'submitted' AND u.email = $1`,
    [email],
  );

/** The desk of the first entry that is not submitted yet. */
async function atTheDesk(person: Person): Promise<string> {
  await person.goes('/judging');
  await person.follows('Открыть очередь');
  await person.follows('Оценить следующую');
  await person.page.waitForSelector('[data-scoring=ready] .l-crit.is-now');
  return person.at.split('/').at(-1)!;
}

const saved = (person: Person) => person.page.locator('[data-saved]');
const scoresOf = async (assignment: string): Promise<string[]> => {
  const { rows } = await database.query<{ scores: Record<string, string> }>(
    'SELECT scores FROM evaluation WHERE assignment_id = $1',
    [assignment],
  );
  return Object.values(rows[0]?.scores ?? {});
};

it('ten entries are scored with the keyboard alone', async () => {
  const expert = await people.person('expert1@laureat.test');
  await atTheDesk(expert);
  const seen = new Set<string>();
  for (let entry = 0; entry < 10; entry += 1) {
    await expert.page.waitForSelector('[data-scoring=ready] .l-crit.is-now');
    seen.add(expert.at);
    const keys = ['1', '0', 'ArrowDown', '7', 'ArrowDown', '0', 'ArrowDown', String(entry % 10)];
    for (const key of keys) await expert.page.keyboard.press(key);
    expect(await expert.page.locator('[data-given]').allInnerTexts()).toEqual(['10', '7', '0', String(entry % 10)]);
    await Promise.all([expert.page.waitForNavigation(), expert.page.keyboard.press('Control+Enter')]);
  }
  expect(seen.size).toBe(10);
  expect(await submittedOf('expert1@laureat.test')).toBe('10');
  expect(await expert.page.locator('.l-progress').first().innerText()).toMatch(/10 из 12[^]*осталось около/);
});

it('an entry is skipped by a key, and comes back later', async () => {
  const expert = await people.person('expert2@laureat.test');
  const first = await atTheDesk(expert);
  await Promise.all([expert.page.waitForNavigation(), expert.page.keyboard.press('s')]);
  expect(expert.at).not.toContain(first);
  expect(await atTheDesk(expert)).toBe(first);
});

it('a sheet is given on a phone, and nothing is wider than its screen', async () => {
  const expert = await people.person('expert2@laureat.test', { width: 390, height: 844 });
  const assignment = await atTheDesk(expert);
  await expert.page.locator('.l-jump a[href="#rubric"]').click();
  const criteria = expert.page.locator('[data-criterion]');
  for (let index = 0; index < (await criteria.count()); index += 1)
    await criteria.nth(index).locator('.l-scale label').nth(6).click();
  for (const path of [
    expert.at,
    `/judging/${await one('SELECT expert_id FROM assignment WHERE id = $1', [assignment])}/finish`,
  ]) {
    if (path !== expert.at) await expert.goes(path);
    expect(
      await expert.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    if (path.includes('desk')) await expert.presses('Сдать и дальше');
  }
  expect(await scoresOf(assignment)).toEqual(['6', '6', '6', '6']);
});

it('what is typed while the connection is away is kept, said, sent when it is back, and survives a reload', async () => {
  const expert = await people.person('expert3@laureat.test');
  const assignment = await atTheDesk(expert);
  await expert.page.keyboard.press('8');
  await expert.page.waitForFunction(() => document.querySelector('[data-saved]')?.textContent?.includes('Сохранено'));
  expect(await scoresOf(assignment)).toEqual(['8']);
  await expert.page.context().setOffline(true);
  await expert.page.locator('#note').fill('Записано без связи 2207');
  await expert.page.keyboard.press('Control+Enter');
  await expect(saved(expert).first().innerText()).resolves.toContain('Нет связи');
  expect(expert.at).toContain(assignment);
  await expert.page.context().setOffline(false);
  await expert.page.waitForFunction(
    () => document.querySelector('[data-saved]')?.textContent?.includes('Сохранено'),
    null,
    {
      timeout: 15_000,
    },
  );
  expect(await one('SELECT note FROM evaluation WHERE assignment_id = $1', [assignment])).toBe(
    'Записано без связи 2207',
  );
  await expert.page.route('**/judging/desk/**', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await expert.page.locator('#note').fill('Оборвалось на полуслове 3318');
  await expert.page.waitForFunction(() => document.querySelector('[data-saved]')?.textContent?.includes('Нет связи'));
  await expert.page.reload();
  await expert.page.unroute('**/judging/desk/**');
  await expert.page.locator('[data-copy-restore]').click();
  expect(await expert.page.locator('#note').inputValue()).toBe('Оборвалось на полуслове 3318');
  await expert.page.waitForFunction(() => document.querySelector('[data-saved]')?.textContent?.includes('Сохранено'));
  expect(await one('SELECT note FROM evaluation WHERE assignment_id = $1', [assignment])).toBe(
    'Оборвалось на полуслове 3318',
  );
});

it('two tabs of one sheet do not overwrite each other: the later one sees both', async () => {
  const expert = await people.person('expert3@laureat.test');
  const assignment = await atTheDesk(expert);
  const other = await expert.page.context().newPage();
  await other.goto(expert.page.url());
  await other.waitForSelector('[data-scoring=ready] .l-crit.is-now');
  await expert.page.locator('[data-criterion]').nth(1).locator('.l-scale label').nth(3).click();
  await expert.page.waitForFunction(() => document.querySelector('[data-saved]')?.textContent?.includes('Сохранено'));
  await other.locator('[data-criterion]').nth(1).locator('.l-scale label').nth(9).click();
  await other.waitForSelector('[data-conflict]');
  expect(await other.locator('[data-conflict]').innerText()).toMatch(/9[^]*3|3[^]*9/);
  expect(await scoresOf(assignment)).toContain('3');
  await Promise.all([other.waitForNavigation(), other.getByRole('button', { name: 'Оставить из этого окна' }).click()]);
  expect(await scoresOf(assignment)).toContain('9');
});

it('stepping back takes the entry away at once', async () => {
  const expert = await people.person('expert4@laureat.test');
  const assignment = await atTheDesk(expert);
  await expert.follows('Отвод');
  await expert.fills({ reason: 'Консультировал авторов' });
  await expert.presses('Заявить отвод', 'main');
  expect(await one('SELECT state FROM assignment WHERE id = $1', [assignment])).toBe('recused');
  expect(await expert.goes(`/judging/desk/${assignment}`)).toBe(404);
});

it('every page was clean for axe, and no script broke', () => {
  expect(people.violations).toEqual([]);
  expect(people.errors.filter((line) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(line))).toEqual([]);
});
