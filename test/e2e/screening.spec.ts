import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { given, type GivenCycle } from '../support/given.js';
import { People, type Person } from '../support/people.js';
import { listen } from '../support/socket.js';
import { until } from '../support/until.js';

/** Sixty entries screened with the keyboard alone: read one after another, and some at once. */
let app: TestApp;
let people: People;
let made: GivenCycle;
let queue: string;
let organizer: Person;
const entries: string[] = [];

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const organisation = await given.organisation(app.em);
  for (let at = 0; at < 60; at += 1) {
    const submittedAt = new Date(Date.parse('2026-06-02T09:00:00Z') + at * 3_600_000);
    const title = `Служба помощи семьям ${at + 1}`;
    entries.push(
      (await given.submittedEntry(app.em, made, { state: 'submitted', organisation, submittedAt, title })).id,
    );
  }
  people = await People.on(`http://127.0.0.1:${await listen(app)}`);
  queue = `/cycles/${made.cycle.id}/screening`;
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  organizer = await people.signedIn(app, (await given.user(app.em, { roles })).email);
}, 60_000);
afterAll(async () => {
  await people?.close();
  await app?.close();
});

const statesOf = async (): Promise<Record<string, number>> => {
  const rows = await app.em.query<{ state: string; n: number }[]>(
    'SELECT state, count(*)::int AS n FROM submission WHERE cycle_id = $1 GROUP BY 1',
    [made.cycle.id],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const ready = (page: Page) => page.waitForSelector('[data-screening=ready]');
/** Presses a key that leads to another page. */
async function goesOn(page: Page, key: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press(key)]);
  await ready(page);
}
const titleOf = (page: Page) => page.locator('.l-entry h1').innerText();

it('J and K go through the queue, the oldest first; the queue stands beside the entry', async () => {
  const { page } = organizer;
  await organizer.goes(queue);
  await ready(page);
  await goesOn(page, 'j');
  await people.look(page);
  expect(await titleOf(page)).toBe('Служба помощи семьям 1');
  await goesOn(page, 'j');
  expect(await titleOf(page)).toBe('Служба помощи семьям 2');
  expect(await page.locator('.l-q.is-cur b').innerText()).toBe('Служба помощи семьям 2');
  await goesOn(page, 'k');
  expect(await titleOf(page)).toBe('Служба помощи семьям 1');
});

it('single keys can be switched off, which this browser remembers', async () => {
  const { page } = organizer;
  await page.locator('[data-keys-switch] input').focus();
  await page.keyboard.press('Space');
  await page.reload();
  await ready(page);
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  expect(await titleOf(page)).toBe('Служба помощи семьям 1');
  expect(await page.locator('[data-keys-switch] input').isChecked()).toBe(false);
  await page.locator('[data-keys-switch] input').focus();
  await page.keyboard.press('Space');
  expect(await statesOf()).toEqual({ submitted: 60 });
});

it('A admits, R returns and X rejects with a reason, ticked ones are decided at once: the queue ends empty', async () => {
  const { page } = organizer;
  for (let at = 0; at < 5; at += 1) await goesOn(page, 'a');
  expect([await titleOf(page), await statesOf()]).toEqual(['Служба помощи семьям 6', { admitted: 5, submitted: 55 }]);
  // Without a reason the key leads to it and decides nothing.
  for (const key of ['r', 'x']) {
    await page.keyboard.press(key);
    await page.keyboard.type('Нет измеренного результата: a, j, k, r, x');
    await goesOn(page, 'Control+Enter');
  }
  expect(await statesOf()).toEqual({ admitted: 5, returned: 1, rejected: 1, submitted: 53 });
  // What is ticked stays ticked while one goes on.
  const boxes = page.locator('[data-queue] input[name=entry]');
  for (let at = 0; at < 3; at += 1) {
    await boxes.nth(at).focus();
    await page.keyboard.press('Space');
  }
  await goesOn(page, 'j');
  expect(await page.locator('[data-queue] input:checked').count()).toBe(3);
  for (let at = 3; at < (await boxes.count()); at += 1)
    if (!(await boxes.nth(at).isChecked())) await boxes.nth(at).check();
  const chosen = await page.locator('[data-queue] input:checked').count();
  await page.locator('[data-queue] button[value=admit]').focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await people.look(page);
  expect(await organizer.sees()).toContain(`Получится: ${chosen} из ${chosen}`);
  await page.locator('button[name=confirm]').focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await people.look(page);
  expect((await statesOf())['admitted']).toBe(5 + chosen);
  await organizer.goes(queue);
  await ready(page);
  await goesOn(page, 'j');
  for (let left = 53 - chosen; left > 1; left -= 1) await goesOn(page, 'a');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('a')]);
  await until(async () => (await statesOf())['submitted'] === undefined);
  expect(await organizer.sees()).toContain('Всё проверено');
  expect(await statesOf()).toEqual({ admitted: 58, returned: 1, rejected: 1 });
}, 60_000);

it('nothing on these pages was broken, for the eye or for a screen reader', () => {
  expect([people.violations, people.errors]).toEqual([[], []]);
});
