import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { In } from 'typeorm';
import { RegulationEdition } from '../../src/cycles/editions/regulation-edition.entity.js';
import { FormVersion } from '../../src/cycles/forms/form-version.entity.js';
import type { FormField } from '../../src/domain/cycles/form.js';
import { Delivery } from '../../src/notifications/delivery.entity.js';
import { CapturedMail } from '../../src/platform/mail/captured-mail.entity.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { given, type GivenCycle } from '../support/given.js';
import { announce, deliver } from '../support/letters.js';
import { People, type Person } from '../support/people.js';
import { listen } from '../support/socket.js';
import { until } from '../support/until.js';

/** From a stranger to two receipts; files beside texts; the last week of a region's coordinator. */
let app: TestApp;
let people: People;
let made: GivenCycle;
let author: Person;
let entryId: string;

const fields: FormField[] = [
  { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
  { id: 'problem', type: 'textarea', label: { ru: 'Какая была проблема' }, required: true, maxLength: 2000 },
  { id: 'goal', type: 'textarea', label: { ru: 'Чего добились' }, required: true, maxLength: 2000 },
  { id: 'proof', type: 'files', label: { ru: 'Подтверждения' }, maxFiles: 5 },
];

/** Cookies end by the browser’s own clock: this story lives today. */
const fromNow = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString();

beforeAll(async () => {
  app = await startApp({ now: fromNow(0), env: { PUBLIC_URL: 'http://contest.example' } });
  made = await given.cycle(app.em, {
    nominations: [{ code: 'СБ', title: 'Социальное благополучие', quotaPerRegion: 3 }],
    stages: { intake: [fromNow(-15), fromNow(3)] },
  });
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields });
  await app.em.update(RegulationEdition, { cycleId: made.cycle.id }, { entryRules: { way: 'open', questions: [] } });
  people = await People.on(`http://127.0.0.1:${await listen(app)}`);
});
afterAll(async () => {
  await people?.close();
  await app?.close();
});

/** Sends all letters that wait, and gives the last one to an address. */
async function mailTo(recipient: string): Promise<CapturedMail> {
  for (const { id } of await app.em.find(OutboxMessage)) await announce(app, id);
  for (const { id } of await app.em.find(Delivery)) await deliver(app, id);
  const [mail] = await app.em.find(CapturedMail, { where: { recipient }, order: { at: 'DESC', id: 'DESC' } });
  if (!mail) throw new Error(`no mail to ${recipient}`);
  return mail;
}
const linkIn = ({ text }: CapturedMail): string => new URL(/http:\/\/contest\.example\/\S+/.exec(text)![0]).pathname;
const answersOf = async (): Promise<Record<string, unknown>> =>
  (await app.em.query('SELECT answers FROM submission_draft WHERE submission_id = $1', [entryId]))[0].answers;

it('a stranger registers from «Подать практику», confirms by mail in one of two tabs, and begins an entry', async () => {
  author = await people.person();
  await author.goes('/');
  await author.page.locator('a[href="/register"]').first().click();
  await author.page.waitForURL(/\/register$/);
  await people.look(author.page);
  await author.fills({ region: 'RU-TY', kind: 'ngo' });
  await author.presses('Проверить ответы');
  expect(author.at).toBe('/register/organisation');
  await author.fills({ name: 'Ооржак Саяна', email: 'sayana@fond.example' });
  const fresh = author.page.locator('details:has([name=newName])');
  if ((await fresh.getAttribute('open')) === null) await fresh.locator('summary').click();
  await author.fills({ newName: 'Фонд «Юрта»', inn: '3664069397' });
  await author.presses('Получить письмо');
  expect(await author.sees()).toContain('sayana@fond.example');

  const confirm = linkIn(await mailTo('sayana@fond.example'));
  const second = await author.page.context().newPage();
  await second.goto(people.baseUrl + confirm);
  await author.goes(confirm);
  await author.presses('Подтвердить и войти', 'main');
  expect(author.at).toBe('/submissions/new');
  // The other tab still shows the button: pressed there, nothing is wrong and nothing is done twice.
  await Promise.all([second.waitForNavigation(), second.getByRole('button', { name: 'Подтвердить и войти' }).click()]);
  expect(await second.locator('h1').innerText()).toBe('Страница устарела');
  await Promise.all([second.waitForNavigation(), second.getByRole('button', { name: 'Отправить ещё раз' }).click()]);
  expect(new URL(second.url()).pathname).toBe('/submissions');
  await second.close();

  await author.page.getByLabel('Социальное благополучие').check();
  await author.presses('Начать заявку', 'main');
  entryId = author.at.split('/')[2]!;
});

it('a colleague from elsewhere joins by the letter; both write, one submits, both hold the receipt', async () => {
  await author.goes(`/submissions/${entryId}/people`);
  await author.fills({ name: 'Кыргыс Белек', email: 'belek@university.example' });
  await author.presses('Отправить приглашение', 'main');
  const colleague = await people.person();
  await colleague.goes(linkIn(await mailTo('belek@university.example')));
  await colleague.fills({ password: 'длинный пароль коллеги' });
  await colleague.presses(/Принять/, 'main');
  await colleague.goes(`/submissions/${entryId}/edit`);
  await author.goes(`/submissions/${entryId}/edit`);
  await colleague.fills({ goal: 'Сто семей получили помощь дома' });
  await author.fills({ title: 'Юрта у порога', problem: 'До врача двести километров' });
  await until(async () => {
    const { title, problem, goal } = await answersOf();
    return title === 'Юрта у порога' && problem === 'До врача двести километров' && Boolean(goal);
  }, 15);
  await author.goes(`/submissions/${entryId}/check`);
  expect(await author.sees()).toContain('Сто семей получили помощь дома');
  await author.presses('Подать заявку', 'main');
  const [{ number }] = await app.em.query('SELECT register_number AS number FROM submission WHERE id = $1', [entryId]);
  for (const person of [author, colleague]) {
    await person.goes(`/submissions/${entryId}/receipt`);
    expect(await person.sees()).toContain(number);
  }
});

it('several files beside typed text: a refused one stops nothing, one that was cut off goes on where it was', async () => {
  const { page } = author;
  const folder = mkdtempSync(join(tmpdir(), 'laureat-entrants-'));
  const named = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const long = named('Большой отчёт.pdf', `%PDF-1.7\n${'x'.repeat(12_000_000)}`);
  const good = named('Письмо.pdf', `%PDF-1.7\n${'y'.repeat(500)}`);
  const bad = named('Программа.pdf', 'MZ not a document');
  await author.goes(`/submissions/${entryId}/edit`);
  await page.fill('#goal', 'Сто десять семей получили помощь дома');
  // The network breaks off in the middle of the long one.
  let sent = 0;
  let cut = 0;
  await page.route('**/uploads/**', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    sent += 1;
    if (sent === 2) {
      cut += 1;
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  await page.setInputFiles('#up-proof', [long, bad, good]);
  await until(async () => (await page.locator('[data-uploads-kept] .l-file').count()) === 2, 25);
  expect(cut).toBe(1);
  const shown = await page.locator('main').innerText();
  for (const words of ['Большой отчёт.pdf', 'Письмо.pdf', 'Программа.pdf']) expect(shown).toContain(words);
  expect(await page.inputValue('#goal')).toBe('Сто десять семей получили помощь дома');
  await until(async () => (await answersOf())['goal'] === 'Сто десять семей получили помощь дома');
  await people.look(page);
}, 60_000);

it('the coordinator’s week: drafts with their gaps, the letters before they go, and everybody reminded once', async () => {
  const owners: string[] = [];
  for (const name of ['ГБУ «Центр семьи»', 'Школа № 7']) {
    const organisation = await given.organisation(app.em, { name, regionCode: 'RU-TY' });
    const { email } = await given.user(app.em, { memberOf: [organisation] });
    owners.push(email);
    const begun = {
      nominationId: made.nomination.id,
      organisationId: organisation.id,
      answers: { title: `О ${name}` },
    };
    expect((await (await app.signIn(email)).api('POST', 'submissions', begun)).statusCode).toBe(201);
  }
  const roles = [
    { role: 'coordinator' as const, regionCode: 'RU-TY' },
    { role: 'chair' as const, cycleId: made.cycle.id, regionCode: 'RU-TY' },
  ];
  const coordinator = await people.signedIn(app, (await given.user(app.em, { roles })).email);
  await coordinator.goes('/submissions');
  await coordinator.page.locator('a[href="/submissions/region/RU-TY"]').first().click();
  await coordinator.page.waitForURL(/region\/RU-TY/);
  await people.look(coordinator.page);
  const seen = await coordinator.sees();
  for (const words of ['О ГБУ «Центр семьи»', 'О Школа № 7', 'не готово 2 поля', 'Юрта у порога'])
    expect(seen).toContain(words);
  await coordinator.follows(/Напомнить/);
  const letter = await coordinator.sees();
  for (const words of ['Центр семьи', 'Школа № 7']) expect(letter).toContain(words);
  expect(await app.em.countBy(Delivery, { event: 'draft.reminded' })).toBe(0);
  await coordinator.page.locator('main form .btn-primary').click();
  await coordinator.page.waitForLoadState();
  await mailTo('sayana@fond.example');
  const reminded = await app.em.findBy(Delivery, { event: 'draft.reminded' });
  expect(reminded.map(({ recipient }) => recipient).sort()).toEqual(owners.sort());
  expect(await app.em.countBy(CapturedMail, { recipient: In(owners) })).toBe(2);
  // Nobody is reminded twice: the page says so instead of a button.
  await coordinator.goes('/submissions/region/RU-TY');
  expect(await coordinator.page.getByRole('link', { name: /Напомнить о черновиках/ }).count()).toBe(0);
  // The commission of the region is one step away for its chair.
  expect(await coordinator.goes(`/cycles/${made.cycle.id}/regional?region=RU-TY`)).toBe(200);
});

it('nothing on these pages was broken, for the eye or for a screen reader', () => {
  const unplanned = people.errors.filter((line) => !/ERR_CONNECTION_RESET/.test(line));
  expect([people.violations, unplanned]).toEqual([[], []]);
});
