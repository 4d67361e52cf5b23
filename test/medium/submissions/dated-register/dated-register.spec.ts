import readXlsxFile from 'read-excel-file/node';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { FormField } from '../../../../src/domain/cycles/form.js';
import type { Actor, Person } from '../../../../src/domain/kernel/actor.js';
import { newId } from '../../../../src/platform/ids.js';
import { StaffConflict } from '../../../../src/submissions/relations/staff-conflict.entity.js';
import { ScreeningService } from '../../../../src/submissions/screening/screening.service.js';
import { SavingService } from '../../../../src/submissions/writing/saving.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** The register as it stood at an instant, from what was recorded. */
let app: TestApp;
let made: GivenCycle;
let browser: Browser;
let organizer: Person;
let actor: Actor;
let ids: Record<'first' | 'second', string>;

const fields: FormField[] = [
  { id: 'title', type: 'text', label: { ru: 'Название' } },
  { id: 'share', type: 'number', label: { ru: 'Доля, %' } },
];

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  await app.em.update(FormVersion, { id: made.form.id }, { fields });
  const { id, email } = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  organizer = (await actorOfUser(app.db, id)) as Person;
  const organisation = await given.organisation(app.em, { name: '=HYPERLINK("http://x")' });
  actor = await actorOfUser(app.db, (await given.user(app.em, { memberOf: [organisation] })).id);
  const submissions = app.nest.get(SubmissionsService);
  const screening = app.nest.get(ScreeningService);
  const enter = async (title: string, share: string) => {
    const input = { nominationId: made.nomination.id, organisationId: organisation.id };
    const entry = await submissions.start(actor, { ...input, answers: { title, share } });
    return (await submissions.submit(actor, entry.id)).id;
  };
  const first = await enter('Семейный навигатор', '6.8');
  app.clock.moveTo('2026-06-10T10:00:00Z');
  const second = await enter('Школьный сад', '1');
  ids = { first, second };
  app.clock.moveTo('2026-06-11T09:00:00Z');
  await screening.returnForRevision(organizer, first, { reason: 'Нет значения «до»' });
  await screening.reject(organizer, second, { reason: 'Не практика' });
  app.clock.moveTo('2026-06-12T09:00:00Z');
  await app.nest.get(SavingService).save(actor, first, { version: 9, answers: { title: 'Навигатор семьи' } });
  await submissions.submit(actor, first);
  app.clock.moveTo('2026-06-15T09:00:00Z');
  browser = await app.signIn(email);
});
afterAll(() => app.close());

const csvAt = async (at: string, more = '') => {
  const path = `/cycles/${made.cycle.id}/register/as-of.csv?at=${encodeURIComponent(at)}${more}`;
  return (await browser.get(path)).body;
};

it.each([
  ['2026-06-10T08:59:59Z', [], []],
  ['2026-06-10T09:30:00Z', ['Семейный навигатор'], ['Школьный сад']],
  ['2026-06-10T12:00:00Z', ['Семейный навигатор', 'Школьный сад', 'Подана'], ['Возвращена', 'Отклонена']],
  ['2026-06-11T12:00:00Z', ['Возвращена', 'Нет значения «до»', 'Отклонена', 'Не практика'], ['Навигатор семьи']],
  ['2026-06-12T12:00:00Z', ['Навигатор семьи', 'Отклонена'], ['Возвращена', 'Семейный навигатор', 'Нет значения']],
])('as of %s', async (at, has, hasNot) => {
  const csv = await csvAt(at);
  for (const words of has) expect(csv).toContain(words);
  for (const words of hasNot) expect(csv).not.toContain(words);
});

it('a term that passed is told, and only from then on', async () => {
  const screening = app.nest.get(ScreeningService);
  app.clock.moveTo('2026-06-16T09:00:00Z');
  const { dueAt } = await screening.returnForRevision(organizer, ids.first, { reason: 'Ещё раз' });
  app.clock.moveTo(new Date(dueAt!.getTime() + 1000).toISOString());
  browser = await app.signIn(
    (await app.em.query<{ email: string }[]>('SELECT email FROM user_account WHERE id = $1', [organizer.userId]))[0]!
      .email,
  );
  expect(await csvAt(new Date(dueAt!.getTime() - 1000).toISOString())).not.toContain('в срок не исправлена');
  expect(await csvAt(dueAt!.toISOString())).toContain('Возвращена, в срок не исправлена');
});

it('times are the contest’s, cells are no formulas, decimals have commas, answers are columns; every file has the same hash', async () => {
  const at = '2026-06-12T12:00:00Z';
  const more = `&nomination=${made.nomination.id}&field=share`;
  const csv = await csvAt(at, more);
  expect(csv).toContain("'=HYPERLINK");
  for (const words of ['10 июня 2026', '12:00:00', 'Доля, %', '6,8']) expect(csv).toContain(words);
  const hash = /SHA-256;([0-9a-f]{64})/.exec(csv)![1]!;
  const query = `at=${encodeURIComponent(at)}${more}`;
  const page = (await browser.get(`/cycles/${made.cycle.id}/register/as-of?${query}`)).body;
  expect([page.includes(hash), page.includes(organizer.name)]).toEqual([true, true]);
  const xlsx = (await browser.get(`/cycles/${made.cycle.id}/register/as-of.xlsx?${query}`)).rawPayload;
  const [register, stamp] = await readXlsxFile(xlsx);
  expect(register!.data[1]).toContain('=HYPERLINK("http://x")');
  expect(stamp!.data.flat()).toContain(hash);
  const pdf = (await browser.get(`/cycles/${made.cycle.id}/register/as-of.pdf?${query}`)).rawPayload;
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const [taken] = await app.em.query<{ n: number }[]>(
    "SELECT count(*)::int AS n FROM audit_record WHERE action = 'take-register' AND subject_id = $1",
    [made.cycle.id],
  );
  expect(taken!.n).toBeGreaterThanOrEqual(3);
});

it('an instant that has not come, and nonsense, are refused at the field; what is hidden is in no table', async () => {
  const path = `/cycles/${made.cycle.id}/register/as-of`;
  for (const at of ['2030-01-01T00:00', 'вчера']) {
    const answer = await browser.get(`${path}?at=${encodeURIComponent(at)}`);
    expect([answer.statusCode, /invalid-feedback/.test(answer.body)]).toEqual([422, true]);
  }
  expect((await browser.get(`${path}.csv?at=2030-01-01T00:00`)).statusCode).toBe(422);
  const conflict = { id: newId(), userId: organizer.userId, submissionId: ids.second, reason: 'Родня' };
  await app.em.insert(StaffConflict, { ...conflict, declaredById: organizer.userId, createdAt: app.clock.now() });
  expect(await csvAt('2026-06-12T12:00:00Z')).not.toContain('Школьный сад');
  const stranger = await app.signIn((await given.user(app.em)).email);
  expect((await stranger.get(path)).statusCode).toBe(403);
});
