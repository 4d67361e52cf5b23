import { newId } from '../../../../src/platform/ids.js';
import { WordsKeeper } from '../../../../src/submissions/register/words-keeper.js';
import { StaffConflict } from '../../../../src/submissions/relations/staff-conflict.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** Entries that may be the same one stand beside an entry, with what they share. */
let app: TestApp;
let made: GivenCycle;
let browser: Browser;
let organizerId: string;

const problem =
  'Многодетным семьям приходилось собирать справки заново в каждом ведомстве, теперь куратор ведёт один паспорт нужд ' +
  'и раз в квартал сверяет его с больницами, школами, службами занятости и защиты, чтобы помощь приходила вовремя';

beforeAll(async () => {
  app = await startApp({ now: '2026-02-15T09:00:00Z', broken: ['register-is-unbroken'] });
  made = await given.cycle(app.em, { nominations: [{ code: 'СБ' }, { code: 'ГР' }] });
  const { id, email } = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  organizerId = id;
  browser = await app.signIn(email);
});
afterAll(() => app.close());

const pageOf = async (id: string) =>
  (await browser.get(`/cycles/${made.cycle.id}/screening/${id}`)).body.replaceAll(/\s+/g, ' ');

it('by the title, by the text of another nomination and region, and of the same organisation; others are not named', async () => {
  const organisation = await given.organisation(app.em);
  const elsewhere = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  const entry = await given.submittedEntry(app.em, made, {
    title: 'Семейный навигатор',
    answers: { problem },
    organisation,
  });
  const copy = await given.submittedEntry(app.em, made, {
    title: 'Помощь рядом',
    answers: { problem: `${problem} и без очередей` },
    nomination: made.nominations[1]!,
    organisation: elsewhere,
  });
  const titled = await given.submittedEntry(app.em, made, {
    title: 'Семейный навигатор района',
    organisation: elsewhere,
  });
  const sister = await given.submittedEntry(app.em, made, { title: 'Школьный сад', organisation });
  const other = await given.submittedEntry(app.em, made, {
    title: 'Двор спорта',
    answers: { problem: 'Нехватка тренеров' },
  });
  const lastYear = await given.submittedEntry(app.em, await given.cycle(app.em), {
    title: 'Семейный навигатор',
    answers: { problem },
  });
  const draft = await given.submittedEntry(app.em, made, {
    title: 'Семейный навигатор черновик',
    state: 'draft' as const,
  });
  await app.nest.get(WordsKeeper).keep();
  const shown = await pageOf(entry.id);
  expect([copy, titled, sister].map(({ id }) => shown.includes(`screening/${id}"`))).toEqual([true, true, true]);
  const beside = shown.slice(shown.indexOf('Похожие заявки'));
  for (const { id } of [other, lastYear, draft]) expect(beside).not.toContain(id);
  expect(shown).toContain('та же организация');
  const share = Number(/Помощь рядом<\/a>.*?слова текстов на (\d+)/.exec(shown)![1]);
  expect(share).toBeGreaterThanOrEqual(70);
  expect(share).toBeLessThan(100);

  const conflict = { id: newId(), userId: organizerId, submissionId: copy.id, reason: 'Родня' };
  await app.em.insert(StaffConflict, { ...conflict, declaredById: organizerId, createdAt: app.clock.now() });
  expect((await pageOf(entry.id)).includes('Помощь рядом')).toBe(false);
});
