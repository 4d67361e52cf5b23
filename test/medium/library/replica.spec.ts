import { Organisation } from '../../../src/accounts/organisations/organisation.entity.js';
import { FormVersion } from '../../../src/cycles/forms/form-version.entity.js';
import { Practice } from '../../../src/library/practice.entity.js';
import { newId } from '../../../src/platform/ids.js';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

/** A region enters a practice that another has shown: what describes it goes along, and where it is from stays said. */
let app: TestApp;
let last: GivenCycle;
let now: GivenCycle;
let first: Submission;
let practice: Practice;
let browser: Browser;
let organisationId: string;
let serial = 0;

const fields = [
  { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
  { id: 'problem', type: 'textarea', label: { ru: 'Какую проблему решает' }, required: true },
  { id: 'leader', type: 'text', label: { ru: 'Руководитель' }, required: true },
];
const secret = 'руководитель-выхухоль';

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(async () => {
  serial += 1;
  await app.em.query(`UPDATE cycle SET state = 'completed' WHERE state = 'announced'`);
  last = await given.cycle(app.em, { stages: { intake: ['2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'] } });
  now = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  for (const { nomination } of [last, now])
    await app.em.update(FormVersion, { nominationId: nomination.id }, { fields: fields as never });
  first = await given.submittedEntry(app.em, last, {
    title: `Семейный маршрут ${serial}`,
    answers: { problem: 'Далеко до врача', leader: secret },
  });
  practice = await published({ submissionId: first.id, cycleId: last.cycle.id });
  const organisation = await given.organisation(app.em, { regionCode: 'RU-YAR' });
  organisationId = organisation.id;
  browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
});

async function published(values: Partial<Practice>): Promise<Practice> {
  const row = {
    id: newId(),
    slug: `replica-${serial}-${newId().slice(-6)}`,
    title: `Семейный маршрут ${serial}`,
    summary: 'Врач приезжает сам',
    regionCode: 'RU-BA',
    regionName: 'Республика Башкортостан',
    organisation: 'Министерство семьи',
    nomination: '',
    year: 2025,
    outcome: 'winner',
    recommended: true,
    sections: [],
    results: [],
    nationalProjects: [],
    source: '',
    generated: false,
    publishedAt: new Date('2026-01-01T09:00:00Z'),
    version: 1,
    ...values,
  };
  await app.em.insert(Practice, row as never);
  return row as never;
}

const path = () => `/practices/${practice.slug}/enter`;
const begins = (who = browser, rest: Record<string, string> = {}) =>
  who.post(path(), { nominationId: now.nomination.id, organisationId, ...rest });
const idOf = (answer: { headers: Record<string, unknown> }) =>
  /submissions\/([0-9a-f-]{36})/.exec(String(answer.headers['location']))![1]!;
const answersOf = async (id: string) =>
  (await app.em.query('SELECT answers FROM submission_draft WHERE submission_id = $1', [id]))[0].answers;

test('the card leads there whoever could enter it, and nobody else', async () => {
  const link = `href="${path()}"`;
  const card = `/practices/${practice.slug}`;
  expect((await browser.get(card)).body).toContain(link);
  expect((await app.guest().get(card)).body).not.toContain(link);
  const lonely = await app.signIn((await given.user(app.em)).email);
  expect((await lonely.get(card)).body).not.toContain(link);
  app.clock.moveTo('2026-06-25T09:00:00Z');
  expect((await browser.get(card)).body).not.toContain(link);
  app.clock.moveTo('2026-06-10T09:00:00Z');
});

test('the page says what goes along and what does not, and the draft begins so', async () => {
  const page = (await browser.get(path())).body;
  for (const words of ['Какую проблему решает', 'Руководитель', 'Файлы не переносятся']) expect(page).toContain(words);
  expect(page).not.toContain(secret);
  const answer = await begins();
  expect(answer.statusCode).toBe(303);
  expect(await answersOf(idOf(answer))).toEqual({ title: first.title, problem: 'Далеко до врача' });
});

test('where it is from is read by its author, the organizer and the expert, for good', async () => {
  const id = idOf(await begins());
  const shown = `href="/practices/${practice.slug}"`;
  expect((await browser.get(`/submissions/${id}`)).body).toContain(shown);
  await browser.api(
    'PATCH',
    `submissions/${id}`,
    { answers: { leader: 'Ветрова Ольга' } },
    { headers: { 'if-match': '"1"' } },
  );
  expect((await browser.post(`/submissions/${id}/submit`)).statusCode).toBe(303);
  const roles = [{ role: 'organizer' as const, cycleId: now.cycle.id }];
  const organizer = await app.signIn((await given.user(app.em, { roles })).email);
  expect((await organizer.get(`/cycles/${now.cycle.id}/screening/${id}`)).body).toContain(shown);
  for (const statement of ["UPDATE entry_origin SET title = 'x'", 'DELETE FROM entry_origin'])
    await expect(app.em.query(statement)).rejects.toThrow();
});

test('a practice that is not public, or no more, is there for nobody, on the page and by the interface', async () => {
  practice = await published({ publishedAt: new Date('2026-12-01T09:00:00Z') });
  expect((await browser.get(path())).statusCode).toBe(404);
  expect((await begins()).statusCode).toBe(404);
  const body = { nominationId: now.nomination.id, organisationId };
  expect((await browser.api('POST', `practices/${practice.slug}/entries`, body)).statusCode).toBe(404);
});

test('one’s own practice is continued, not repeated', async () => {
  const own = await app.signIn(
    (await given.user(app.em, { memberOf: [await app.em.findOneByOrFail(Organisation, { id: first.organisationId })] }))
      .email,
  );
  expect((await own.get(path())).body).toContain('Подать её сейчас нельзя');
  const refused = await begins(own, { organisationId: first.organisationId });
  expect([refused.statusCode, refused.body.includes('своей') || refused.body.includes('вашей организации')]).toEqual([
    409,
    true,
  ]);
});

test('a card without an entry is one’s own where it bears the name in the region', async () => {
  const own = await app.em.findOneByOrFail(Organisation, { id: organisationId });
  practice = await published({
    submissionId: null,
    cycleId: null,
    regionCode: own.regionCode,
    organisation: `«${own.name}»`,
  });
  expect((await browser.get(path())).body).toContain('Подать её сейчас нельзя');
  expect((await begins()).statusCode).toBe(409);
});

test('somebody else’s organisation, a closed nomination and a stranger are refused', async () => {
  expect((await begins(browser, { organisationId: first.organisationId })).statusCode).toBe(404);
  expect((await begins(browser, { organisationId: (await given.organisation(app.em)).id })).statusCode).toBe(404);
  expect((await begins(browser, { nominationId: last.nomination.id })).statusCode).toBe(409);
  expect((await begins(app.guest())).statusCode).toBe(401);
});

test('a card without an entry begins one with its title and summary; programs do the same', async () => {
  practice = await published({ submissionId: null, cycleId: null });
  const body = { nominationId: now.nomination.id, organisationId };
  const made = await browser.api('POST', `practices/${practice.slug}/entries`, body);
  expect(made.statusCode).toBe(201);
  expect(await answersOf(made.json<{ id: string }>().id)).toEqual({ title: practice.title });
});
