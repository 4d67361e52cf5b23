import { SubmissionRevision } from '../../../../src/submissions/revisions/submission-revision.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { whileHeld } from '../../../support/held.js';

const closesAt = '2026-06-20T20:59:59Z';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    now: '2026-06-20T20:59:50Z',
    env: { DATABASE_POOL: '4', TRUSTED_PROXIES: '1', ARRIVAL_HEADER: 'X-Request-Start' },
  });
});
afterAll(() => app.close());

/** An entry ready to be submitted and the browser of its author, ten seconds before the close. */
async function entry() {
  app.clock.moveTo('2026-06-20T20:59:50Z');
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T09:00:00Z', closesAt] } });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const browser = await app.signIn(user.email);
  const answers = { title: 'Школа наставников' };
  const body = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
  const draft: { id: string } = (await browser.api('POST', 'submissions', body)).json();
  return { draft, browser, submit: () => browser.post(`/submissions/${draft.id}/submit`) };
}

/** While the entry is held, `begin` sends; then `meanwhile` happens. */
const held = (id: string, begin: () => void, meanwhile: () => void): Promise<void> =>
  whileHeld(
    app.databaseUrl,
    { sql: 'SELECT 1 FROM submission WHERE id = $1 FOR UPDATE', values: [id] },
    { begin, meanwhile },
  );

test('Whoever arrived in time is in time, however long the entry was held by others', async () => {
  const { draft, submit } = await entry();
  let answer!: ReturnType<typeof submit>;
  const begin = () => void (answer = submit());
  await held(draft.id, begin, () => app.clock.advance(40_000));
  expect((await answer).headers['location']).toBe(`/submissions/${draft.id}/receipt`);
  const saved = await app.em.findOneByOrFail(Submission, { id: draft.id });
  expect([saved.state, saved.submittedAt]).toEqual(['submitted', new Date('2026-06-20T20:59:50Z')]);
  const revision = await app.em.findOneByOrFail(SubmissionRevision, { submissionId: draft.id });
  expect(revision.submittedAt).toEqual(new Date('2026-06-20T20:59:50Z'));
  expect(Math.abs(revision.recordedAt!.getTime() - Date.now())).toBeLessThan(60_000);
});

test('Twenty people who all arrived in time are in time, though four connections serve them one after another', async () => {
  const all: Awaited<ReturnType<typeof entry>>[] = [];
  for (let n = 0; n < 20; n += 1) all.push(await entry());
  const answers: Promise<unknown>[] = [];
  const begin = () => void answers.push(...all.map(({ submit }) => submit()));
  // One who holds the first keeps connections busy; the others wait for one before they reach the database at all.
  await held(all[0]!.draft.id, begin, () => app.clock.advance(45_000));
  await Promise.all(answers);
  const ids = all.map(({ draft }) => draft.id);
  const rows = await app.em.query('SELECT state, count(*)::int AS n FROM submission WHERE id = ANY($1) GROUP BY 1', [
    ids,
  ]);
  expect(rows).toEqual([{ state: 'submitted', n: 20 }]);
});

test('Who arrives after the close is late', async () => {
  const { draft, submit } = await entry();
  app.clock.moveTo('2026-06-20T21:00:00Z');
  await submit();
  expect((await app.em.findOneByOrFail(Submission, { id: draft.id })).state).toBe('draft');
});

test.each([
  ['what a trusted proxy took over in time is in time', '10.0.0.7', 'submitted'],
  ['what a sender says of it is not believed', undefined, 'draft'],
])('After the close %s', async (_what, forwardedFor, state) => {
  const { draft, browser } = await entry();
  await browser.get('/');
  app.clock.moveTo('2026-06-20T21:00:20Z');
  const takenOver = Date.parse('2026-06-20T20:59:58Z');
  await browser.api('POST', `submissions/${draft.id}/submit`, undefined, {
    headers: { 'x-request-start': `t=${takenOver}`, ...(forwardedFor && { 'x-forwarded-for': forwardedFor }) },
  });
  expect((await app.em.findOneByOrFail(Submission, { id: draft.id })).state).toBe(state);
});
