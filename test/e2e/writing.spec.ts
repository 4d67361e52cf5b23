import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Organisation } from '../../src/accounts/organisations/organisation.entity.js';
import type { FormField } from '../../src/domain/cycles/form.js';
import { sessionCookie } from '../../src/platform/http/session-cookie.js';
import { startApp, type TestApp } from '../support/app.js';
import { given } from '../support/given.js';
import { People } from '../support/people.js';
import { listen } from '../support/socket.js';
import { until } from '../support/until.js';

/** An entry under the hands of people: nothing that they type is lost, whatever happens to the network, the session, the clock. */
let app: TestApp;
let people: People;
let organisation: Organisation;
let nominationId: string;
let address: string;

const begins = '2026-06-10T09:00:00Z';
const text = (id: string, label: string): FormField => ({
  id,
  type: 'textarea',
  label: { ru: label },
  maxLength: 2000,
});
const fields: FormField[] = [
  { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true, step: { ru: 'Практика' } },
  text('problem', 'Проблема'),
  text('solution', 'Решение'),
  { id: 'steps', type: 'list', label: { ru: 'Шаги' } },
  { id: 'site', type: 'url', label: { ru: 'Сайт' }, step: { ru: 'Документы' } },
  { id: 'proof', type: 'files', label: { ru: 'Подтверждения' }, maxFiles: 3 },
];

beforeAll(async () => {
  app = await startApp({ now: begins });
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  nominationId = made.nomination.id;
  await app.em.query('UPDATE form_version SET fields = $1 WHERE nomination_id = $2', [
    JSON.stringify(fields),
    nominationId,
  ]);
  organisation = await given.organisation(app.em);
  address = `http://127.0.0.1:${await listen(app)}`;
  people = await People.on(address);
});
beforeEach(() => app.clock.moveTo(begins));
afterAll(async () => {
  await people?.close();
  await app?.close();
});

async function writer(email?: string): Promise<{ page: Page; email: string }> {
  const known = email ?? (await given.user(app.em, { memberOf: [organisation] })).email;
  const person = await people.person();
  await signIn(person.page, known);
  return { page: person.page, email: known };
}

async function signIn(page: Page, email: string): Promise<void> {
  const { cookies } = await app.signIn(email);
  await page.context().addCookies([{ name: sessionCookie, value: cookies[sessionCookie]!, url: address }]);
}

async function draft(email: string): Promise<string> {
  const browser = await app.signIn(email);
  const input = { nominationId, organisationId: organisation.id, answers: { title: 'Служба помощи' } };
  return (await browser.api('POST', 'submissions', input)).json<{ id: string }>().id;
}

const opens = (page: Page, id: string, step = 1) =>
  page.goto(`${address}/submissions/${id}/edit?step=${step}`, { waitUntil: 'networkidle' });
const answersOf = async (id: string): Promise<Record<string, unknown>> => {
  const [row] = await app.em.query<{ answers: Record<string, unknown> }[]>(
    'SELECT answers FROM submission_draft WHERE submission_id = $1',
    [id],
  );
  return row?.answers ?? {};
};
const isKept = (id: string, field: string, value: unknown) =>
  until(async () => JSON.stringify((await answersOf(id))[field]) === JSON.stringify(value), 15);
/** The page is closed while nothing gets through, also not what a browser sends after a page has gone. */
async function leavesUnsaved(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  });
  await page.goto('about:blank');
  await page.context().setOffline(false);
}
const said = (page: Page) => page.locator('.l-bottom [data-saved]').innerText();
const saysThat = (page: Page, words: RegExp) => until(async () => words.test(await said(page)));

it('what is typed without a pause is on the server within five seconds, and the page says so', async () => {
  const { page, email } = await writer();
  const id = await draft(email);
  await opens(page, id);
  // Faster than any pause, for longer than the longest wait.
  const typing = page.locator('#problem').pressSequentially('без остановки '.repeat(8), { delay: 100 });
  let isTyping = true;
  void typing.finally(() => (isTyping = false));
  await until(async () => String((await answersOf(id))['problem'] ?? '').length > 0);
  expect(isTyping).toBe(true);
  await typing;
  await isKept(id, 'problem', await page.locator('#problem').inputValue());
  await saysThat(page, /^Сохранено в \d\d:\d\d:\d\d/);
});

it('two write different fields at once: neither is stopped, and nothing is overwritten', async () => {
  const [first, second] = [await writer(), await writer()];
  const id = await draft(first.email);
  await opens(first.page, id);
  await opens(second.page, id);
  await first.page.fill('#problem', 'Проблема от первого');
  await isKept(id, 'problem', 'Проблема от первого');
  await second.page.fill('#solution', 'Решение от второго');
  await isKept(id, 'solution', 'Решение от второго');
  await first.page.fill('#title', 'Название от первого');
  await isKept(id, 'title', 'Название от первого');
  // The second one's page still shows what was before; saved as a whole it takes nothing back.
  await second.page.click('.l-bottom .btn-primary');
  await second.page.waitForURL(/step=2/);
  expect(await answersOf(id)).toMatchObject({
    title: 'Название от первого',
    problem: 'Проблема от первого',
    solution: 'Решение от второго',
  });
});

it('two write different sentences of a text: both stand, on the page too; the same sentence is for a person to settle', async () => {
  const [first, second] = [await writer(), await writer()];
  const id = await draft(first.email);
  await opens(first.page, id);
  await first.page.fill('#problem', 'Первое. Второе. Третье.');
  await isKept(id, 'problem', 'Первое. Второе. Третье.');
  await opens(second.page, id);
  await first.page.fill('#problem', 'Самое первое. Второе. Третье.');
  await isKept(id, 'problem', 'Самое первое. Второе. Третье.');
  await second.page.fill('#problem', 'Первое. Второе. Последнее.');
  await isKept(id, 'problem', 'Самое первое. Второе. Последнее.');
  await until(async () => (await second.page.inputValue('#problem')) === 'Самое первое. Второе. Последнее.');

  await first.page.fill('#problem', 'Первое по-своему. Второе. Третье.');
  const panel = first.page.locator('[data-clash="problem"]');
  await until(
    async () =>
      (await answersOf(id))['problem'] === 'Первое по-своему. Второе. Последнее.' || (await panel.count()) > 0,
  );
  await second.page.fill('#problem', 'Совсем другое. Второе. Последнее.');
  await second.page.waitForSelector('[data-clash="problem"]');
  expect(await second.page.inputValue('#problem')).toBe('Совсем другое. Второе. Последнее.');
  expect(await second.page.locator('[data-clash="problem"] :checked').count()).toBe(0);
  // Other fields go on being saved meanwhile.
  await second.page.fill('#solution', 'Пишется дальше');
  await isKept(id, 'solution', 'Пишется дальше');
  await people.look(second.page);
  await second.page.check('#keep-problem-both');
  await second.page.fill('#both-problem', 'Решили вместе. Второе.');
  await second.page.click('[data-clash="problem"] button[name=go]');
  await second.page.waitForURL(/step=1/);
  await isKept(id, 'problem', 'Решили вместе. Второе.');
  const [{ count }] = (await app.em.query(
    `SELECT count(*)::int AS count FROM submission_field_past WHERE submission_id = $1 AND field = 'problem'`,
    [id],
  )) as [{ count: number }];
  expect(count).toBeGreaterThan(2);
});

it('two begin the same empty list, and one goes on typing while the other’s row comes in: both rows stand', async () => {
  const [first, second] = [await writer(), await writer()];
  const id = await draft(first.email);
  await opens(first.page, id);
  await opens(second.page, id);
  await first.page.fill('#steps-0-text', 'Шаг первого');
  await isKept(id, 'steps', ['Шаг первого']);
  // Longer than the longest wait: a save goes while it is typed.
  await second.page.locator('#steps-0-text').pressSequentially('шаг второго '.repeat(6), { delay: 110 });
  await second.page.locator('#title').focus();
  const rows = ['Шаг первого', 'шаг второго '.repeat(6)];
  await isKept(id, 'steps', rows);
  const shown = () =>
    second.page
      .locator('[data-rows=steps] textarea')
      .evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value));
  await until(async () => JSON.stringify(await shown()) === JSON.stringify(rows));
  await second.page.fill('#steps-1-text', 'шаг второго');
  await isKept(id, 'steps', ['Шаг первого', 'шаг второго']);
});

it('off line nothing is lost: rows that were added, texts, and a page that was closed', async () => {
  const { page, email } = await writer();
  const id = await draft(email);
  await opens(page, id);
  await page.context().setOffline(true);
  await page.fill('#steps-0-text', 'Первый шаг');
  await page.click('[data-row-action=add][data-rows-of=steps]');
  await page.fill('#steps-1-text', 'Второй шаг');
  await page.fill('#solution', 'Без связи');
  await saysThat(page, /Нет связи\. Текст хранится на этом компьютере/);
  await leavesUnsaved(page);
  await opens(page, id);
  const offers = page.locator('[data-autosave-copy] [data-copy]');
  await offers.nth(1).waitFor();
  expect(await offers.count()).toBe(2);
  // Typing before one answers the offer takes nothing from it.
  await page.fill('#problem', 'Раньше ответа');
  await isKept(id, 'problem', 'Раньше ответа');
  await opens(page, id);
  await offers.nth(1).waitFor();
  for (let left = 2; left > 0; left -= 1) await offers.first().locator('[data-copy-restore]').click();
  await isKept(id, 'steps', ['Первый шаг', 'Второй шаг']);
  await isKept(id, 'solution', 'Без связи');
  await opens(page, id);
  await until(async () => !(await page.locator('[data-autosave-copy]').isVisible()));
});

it('a copy that would take back a newer text says so before it is put in', async () => {
  const [first, second] = [await writer(), await writer()];
  const id = await draft(first.email);
  await opens(first.page, id);
  await first.page.context().setOffline(true);
  await first.page.fill('#problem', 'Давнее');
  await saysThat(first.page, /Нет связи/);
  await leavesUnsaved(first.page);
  await opens(second.page, id);
  await second.page.fill('#problem', 'Новое');
  await isKept(id, 'problem', 'Новое');
  await opens(first.page, id);
  await first.page.locator('[data-copy-newer]').waitFor();
  expect(await first.page.inputValue('#problem')).toBe('Новое');
  expect(await first.page.locator('[data-copy-text]').innerText()).toBe('Давнее');
});

it('signed out while typing: the text stays, also what is typed after, and goes once one has signed in again', async () => {
  const { page, email } = await writer();
  const id = await draft(email);
  await opens(page, id);
  await page.context().clearCookies({ name: sessionCookie });
  await page.fill('#problem', 'До вывески');
  await saysThat(page, /Вы вышли из учётной записи/);
  expect(await page.locator('.l-bottom [data-saved] a').getAttribute('target')).toBe('_blank');
  await page.fill('#problem', 'До вывески и после');
  await signIn(page, email);
  await page.locator('#solution').focus();
  await isKept(id, 'problem', 'До вывески и после');
});

it('somebody else who signed in in the same browser gets nothing of it, and sends nothing of it', async () => {
  const [{ page, email }, other] = [await writer(), await writer()];
  const id = await draft(email);
  await opens(page, id);
  await page.context().clearCookies({ name: sessionCookie });
  await page.fill('#problem', 'Не ваше');
  await saysThat(page, /Вы вышли/);
  await signIn(page, other.email);
  await saysThat(page, /вошёл другой человек/);
  await opens(page, id);
  expect(await page.locator('[data-autosave-copy]').isVisible()).toBe(false);
  expect((await answersOf(id))['problem']).toBeUndefined();
});

it('typed through the deadline: the page says what is where, and the author finds the text afterwards', async () => {
  const { page, email } = await writer();
  const id = await draft(email);
  await opens(page, id);
  await page.fill('#problem', 'Вовремя');
  await isKept(id, 'problem', 'Вовремя');
  app.clock.moveTo('2026-06-20T00:00:01Z');
  await page.fill('#problem', 'Вовремя и после');
  await saysThat(page, /хранится только на этом компьютере/);
  expect((await answersOf(id))['problem']).toBe('Вовремя');
  await page.goto(`${address}/submissions/${id}`);
  expect(await page.locator('main').innerText()).toContain('Вовремя');
  const left = page.locator('[data-copies-left]');
  await left.waitFor({ state: 'visible' });
  expect(await left.locator('textarea').inputValue()).toBe('Вовремя и после');
});

it('a site typed beside a file goes with it, also without scripts', async () => {
  const { email } = await writer();
  const id = await draft(email);
  const folder = mkdtempSync(join(tmpdir(), 'laureat-writing-'));
  const file = join(folder, 'Паспорт «Семья».pdf');
  writeFileSync(file, `%PDF-1.7\n${'x'.repeat(500)}`);
  const bad = join(folder, 'Программа.pdf');
  writeFileSync(bad, 'MZ not a document');
  for (const javaScriptEnabled of [true, false]) {
    const context = await (await people.person()).page.context().browser()!.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await signIn(page, email);
    await opens(page, id, 2);
    await page.fill('#site', `https://пример.рф/${javaScriptEnabled}`);
    await page.setInputFiles('#up-proof', [bad, file]);
    // With scripts they go at once.
    if (!javaScriptEnabled) await page.click('button[formaction*="files/proof"]');
    await page.locator('.invalid-feedback').first().waitFor();
    expect(await page.locator('main').innerText()).toMatch(/Программа\.pdf/);
    await isKept(id, 'site', `https://пример.рф/${javaScriptEnabled}`);
    const kept = page.locator('[data-uploads-kept] .l-file');
    await kept.waitFor();
    expect(await kept.innerText()).toContain('Паспорт «Семья».pdf');
    await page.click('button[name=detach]');
    await until(async () => (await kept.count()) === 0);
    await context.close();
  }
});

it('without scripts: steps keep what was typed, and two windows clash only where both wrote', async () => {
  const { email } = await writer();
  const id = await draft(email);
  const context = await (await people.person()).page.context().browser()!.newContext({ javaScriptEnabled: false });
  const [first, second] = [await context.newPage(), await context.newPage()];
  await signIn(first, email);
  await opens(first, id);
  await opens(second, id);
  await first.fill('#problem', 'Из первого окна');
  await first.locator('.l-steps button[name=go][value="2"]').click();
  await first.waitForURL(/step=2/);
  await isKept(id, 'problem', 'Из первого окна');
  await second.fill('#solution', 'Из второго окна');
  await second.press('#title', 'Enter');
  await second.waitForURL(/step=2/);
  expect(await answersOf(id)).toMatchObject({ problem: 'Из первого окна', solution: 'Из второго окна' });
  await opens(first, id);
  await opens(second, id);
  await first.fill('#problem', 'Одно');
  await first.click('.l-bottom .btn-primary');
  await first.waitForURL(/step=2/);
  await second.fill('#problem', 'Другое');
  await second.click('.l-bottom .btn-primary');
  await second.locator('[data-clash="problem"]').waitFor();
  expect(await second.locator('[data-clash="problem"]').innerText()).toMatch(/Это вы, в другом окне[^]*Другое[^]*Одно/);
  // Whoever decides nothing overwrites nothing.
  await second.click('.l-bottom .btn-primary');
  await second.waitForLoadState();
  expect((await answersOf(id))['problem']).toBe('Одно');
  await second.check('#keep-problem-mine');
  await second.click('[data-clash="problem"] button[name=go]');
  await second.waitForURL(/step=1/);
  expect((await answersOf(id))['problem']).toBe('Другое');
  await context.close();
});

it('who else has the form open is told, with the field, and nobody else learns of it', async () => {
  const [first, second, stranger] = [await writer(), await writer(), await given.user(app.em)];
  const id = await draft(first.email);
  await opens(first.page, id);
  await first.page.focus('#problem');
  await opens(second.page, id);
  await second.page.focus('#solution');
  await until(async () => /пишет: «Проблема»/.test(await second.page.locator('[data-presence]').innerText()));
  await first.page.focus('#title');
  await until(async () => /пишет: «Решение»/.test(await first.page.locator('[data-presence]').innerText()));
  expect(await first.page.locator('[data-clash-here=solution] .l-holder').innerText()).toMatch(/пишет здесь/);
  const browser = await app.signIn(stranger.email);
  expect((await browser.post(`/submissions/${id}/presence`, { window: 'x' })).statusCode).toBe(404);
});

it('a longer text of a form without a draft outlives a reload, another computer and a refusal, and ends with the deed', async () => {
  const { page, email } = await writer();
  const id = await draft(email);
  const form = `${address}/submissions/${id}/withdraw`;
  const kept = async () =>
    (await app.em.query<{ texts: unknown }[]>('SELECT texts FROM kept_text WHERE form LIKE $1', [`%${id}%`]))[0];
  await page.goto(form, { waitUntil: 'networkidle' });
  await page.fill('textarea', 'Передумали подавать');
  await until(async () => Boolean((await kept())?.texts));
  await page.reload({ waitUntil: 'networkidle' });
  await until(async () => (await page.inputValue('textarea')) === 'Передумали подавать');
  const elsewhere = await writer(email);
  await elsewhere.page.goto(form, { waitUntil: 'networkidle' });
  await until(async () => (await elsewhere.page.inputValue('textarea')) === 'Передумали подавать');
  await people.look(elsewhere.page);
  const stranger = await writer();
  expect((await stranger.page.request.get(`${address}/kept?form=x`)).status()).toBe(200);
  await elsewhere.page.click('main form button[type=submit]');
  await elsewhere.page.waitForURL(`${address}/submissions/${id}`);
  await until(async () => (await kept())?.texts === null);
});

it('no page of these had an error or a fault of access', () => {
  expect(people.errors.filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line))).toEqual([]);
  expect(people.violations).toEqual([]);
});
