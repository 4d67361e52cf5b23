import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** What somebody with an account agrees to before writing in a contest, and what follows from taking it back. */
let app: TestApp;
let made: GivenCycle;
let organisationId: string;
let userId: string;
let browser: Browser;
let serial = 0;

const text = (version: string) => ({ kind: 'processing' as const, version, text: `Согласен, редакция ${version}.` });
const publication = { kind: 'publication' as const, version: '1', text: 'Согласен, чтобы меня назвали.' };

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  serial += 1;
  await app.em.query(`UPDATE cycle SET state = 'draft' WHERE state = 'announced'`);
  await app.em.query('DELETE FROM throttle');
  made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  await writes([text('1'), publication]);
  const organisation = await given.organisation(app.em);
  organisationId = organisation.id;
  const user = await given.user(app.em, { memberOf: [organisation] });
  userId = user.id;
  browser = await app.signIn(user.email);
});

const writes = (consents: object[]) =>
  app.em.update(
    RegulationEdition,
    { cycleId: made.cycle.id },
    {
      entryRules: { way: 'open', consents } as never,
    },
  );
const tick = (version: string) => `${made.cycle.id} processing ${version}`;
const acts = (of = userId): Promise<{ act: string; version: string; position: number }[]> =>
  app.em.query(
    'SELECT act, consent_version AS version, position FROM account_consent WHERE user_id = $1 ORDER BY position',
    [of],
  );
const starts = (rest: Record<string, string> = {}) =>
  browser.post('/submissions', { nominationId: made.nomination.id, organisationId, ...rest });
const idOf = (answer: { headers: Record<string, unknown> }) =>
  /submissions\/([0-9a-f-]{36})/.exec(String(answer.headers['location']))![1]!;

describe('beginning an entry', () => {
  test('shows the document with a tick that nobody has set, and asks for it', async () => {
    const page = (await browser.get('/submissions/new')).body;
    expect([page.includes(text('1').text), page.includes(publication.text)]).toEqual([true, false]);
    expect(/<input[^>]*name="consent"[^>]*>/.exec(page)![0]).not.toContain('checked');
    const refused = await starts();
    expect([refused.statusCode, refused.body.includes('Без этого согласия')]).toEqual([409, true]);
    expect(await acts()).toEqual([]);
  });

  test('records the consent together with the entry, once, and does not ask again', async () => {
    expect((await starts({ consent: tick('1') })).statusCode).toBe(303);
    expect(await acts()).toEqual([{ act: 'given', version: '1', position: 1 }]);
    expect((await browser.get('/submissions/new')).body).not.toContain(text('1').text);
    expect((await starts({ consent: tick('1') })).statusCode).toBe(303);
    expect(await acts()).toHaveLength(1);
  });

  test('with the tick of an older text is refused, and nothing is recorded', async () => {
    await writes([text('2')]);
    const refused = await starts({ consent: tick('1') });
    expect([refused.statusCode, refused.body.includes('Текст изменился'), await acts()]).toEqual([409, true, []]);
  });

  test('by several windows at once records one act', async () => {
    await Promise.all([1, 2, 3, 4].map(() => starts({ consent: tick('1') })));
    expect(await acts()).toHaveLength(1);
  });

  test('asks nothing where the regulation has no such text', async () => {
    await writes([publication]);
    expect((await starts()).statusCode).toBe(303);
  });

  test('by a program of the person is refused with a code, for no program agrees for a person', async () => {
    const answer = await browser.api('POST', 'submissions', { nominationId: made.nomination.id, organisationId });
    expect(answer.json()).toMatchObject({ code: 'consent-needed', cycleId: made.cycle.id });
  });

  test('on behalf of an organisation asks the organizer for nothing', async () => {
    const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
    const organizer = await app.signIn((await given.user(app.em, { roles })).email);
    const silent = await given.organisation(app.em);
    const body = { nominationId: made.nomination.id, organisationId: silent.id };
    expect((await organizer.api('POST', 'submissions/on-behalf', body)).statusCode).toBe(201);
  });
});

describe('submitting', () => {
  async function ready(): Promise<string> {
    const id = idOf(await starts({ consent: tick('1') }));
    await browser.api(
      'PATCH',
      `submissions/${id}`,
      { answers: { title: `Практика ${serial}` } },
      {
        headers: { 'if-match': '"1"' },
      },
    );
    return id;
  }

  test('after the text has changed asks for the new one on the page of the check', async () => {
    const id = await ready();
    await writes([text('2')]);
    expect((await browser.get(`/submissions/${id}/check`)).body).toContain(text('2').text);
    const refused = await browser.post(`/submissions/${id}/submit`);
    expect([refused.statusCode, refused.body.includes('Без этого согласия')]).toEqual([409, true]);
    expect((await browser.post(`/submissions/${id}/submit`, { consent: tick('2') })).statusCode).toBe(303);
    expect((await acts()).map(({ version }) => version)).toEqual(['1', '2']);
  });

  test('after the consent was taken back is refused, and what was submitted stays', async () => {
    const id = await ready();
    expect((await browser.post(`/submissions/${id}/submit`)).statusCode).toBe(303);
    await browser.post('/account/consents/withdraw', { cycle: made.cycle.id });
    const [entry] = await app.em.query('SELECT state FROM submission WHERE id = $1', [id]);
    expect(entry.state).toBe('submitted');
    expect((await starts()).statusCode).toBe(409);
  });
});

describe('the page of consents', () => {
  const page = async () => (await browser.get('/account/consents')).body;

  test('shows what was agreed to, in its version, and takes it back once', async () => {
    await starts({ consent: tick('1') });
    expect(await page()).toContain('дано');
    for (let press = 0; press < 2; press += 1)
      expect((await browser.post('/account/consents/withdraw', { cycle: made.cycle.id })).statusCode).toBe(303);
    expect((await acts()).map(({ act }) => act)).toEqual(['given', 'withdrawn']);
    expect((await browser.post('/account/consents/give', { cycle: made.cycle.id, version: '1' })).statusCode).toBe(303);
    expect((await acts()).map(({ act }) => act)).toEqual(['given', 'withdrawn', 'given']);
  });

  test('keeps the earlier text readable beside the new one', async () => {
    await starts({ consent: tick('1') });
    const [edition] = await app.em.findBy(RegulationEdition, { cycleId: made.cycle.id });
    const later = { ...edition!, id: crypto.randomUUID(), number: 2, reason: 'Новый документ' };
    await app.em.insert(RegulationEdition, { ...later, entryRules: { way: 'open', consents: [text('2')] } } as never);
    const shown = await page();
    expect([shown.includes(text('1').text), shown.includes(text('2').text)]).toEqual([true, true]);
    expect(shown).toContain('прежней редакцией');
  });

  test('is of the reader alone', async () => {
    await starts({ consent: tick('1') });
    const other = await app.signIn((await given.user(app.em)).email);
    expect((await other.get('/account/consents')).body).not.toContain(text('1').text);
    expect((await app.guest().get('/account/consents')).statusCode).toBe(303);
  });
});

test('registering asks for the tick, and the consent counts from the letter’s link on', async () => {
  const guest = app.guest();
  const email = `stranger-${serial}@entrant.example`;
  const known = await given.organisation(app.em, { name: `ГБУ «Центр ${serial}»` });
  const sent = { name: 'Ооржак Саяна', email, org: known.id };
  expect((await guest.get('/register/organisation')).body).toContain(text('1').text);
  const refused = await guest.post('/register/organisation', sent);
  expect([refused.statusCode, refused.body.includes('Без этого согласия')]).toEqual([422, true]);
  expect(refused.body).toContain(`value="${email}"`);
  expect((await guest.post('/register/organisation', { ...sent, consent: tick('1') })).statusCode).toBe(200);
  const count = async () =>
    (
      await app.em.query('SELECT 1 FROM account_consent c JOIN user_account u ON u.id = c.user_id WHERE u.email = $1', [
        email,
      ])
    ).length;
  expect(await count()).toBe(0);
  const [{ id }] = await app.em.query('SELECT id FROM registration WHERE email = $1', [email]);
  const token = await app.nest.get(LinkVault).read(app.em, id);
  await guest.post(`/register/confirm/${token}`);
  expect(await count()).toBe(1);
});

test('an act is never changed or deleted, and stands in the file of one’s data', async () => {
  await starts({ consent: tick('1') });
  for (const statement of ["UPDATE account_consent SET act = 'withdrawn'", 'DELETE FROM account_consent'])
    await expect(app.em.query(statement)).rejects.toThrow();
  const kept = (await browser.get('/account/data.json')).json<{ kept: Record<string, unknown[]> }>().kept;
  expect(kept['account_consent']).toHaveLength(1);
});
