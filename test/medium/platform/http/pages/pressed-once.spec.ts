import type { Organisation } from '../../../../../src/accounts/organisations/organisation.entity.js';
import { Submission } from '../../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../../support/app.js';
import { given, type GivenCycle } from '../../../../support/given.js';

let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let browser: Browser;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
});
afterAll(() => app.close());
beforeEach(async () => {
  organisation = await given.organisation(app.em);
  browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
});

/** The token that a page was rendered with: pages that are rendered anew have another. */
async function rendered(path: string): Promise<string> {
  const page = (await browser.get(path)).body;
  return /name="_csrf" value="([^"]+)"/.exec(page)![1]!;
}

const begin = (token: string, fields: Record<string, string> = {}) =>
  browser.post('/submissions', {
    nominationId: made.nomination.id,
    organisationId: organisation.id,
    _csrf: token,
    ...fields,
  });
const drafts = () => app.em.countBy(Submission, { organisationId: organisation.id });

test('A form that is sent twice at once takes effect once, and both are led to the same place', async () => {
  const token = await rendered('/submissions/new');
  const [first, second] = await Promise.all([begin(token), begin(token)]);
  expect([first.statusCode, second.statusCode]).toEqual([303, 303]);
  expect(first.headers['location']).toBe(second.headers['location']);
  expect(await drafts()).toBe(1);
});

test('Pressed again after Back it takes effect no second time; rendered anew or with another content it does', async () => {
  const token = await rendered('/submissions/new');
  const first = await begin(token);
  expect((await begin(token)).headers['location']).toBe(first.headers['location']);
  expect(await drafts()).toBe(1);
  expect((await begin(await rendered('/submissions/new'))).headers['location']).not.toBe(first.headers['location']);
  await begin(token, { note: 'another content' });
  expect(await drafts()).toBe(3);
});

test('A press that was refused took no effect, and may be pressed again', async () => {
  const token = await rendered('/submissions/new');
  expect((await begin(token, { nominationId: '' })).statusCode).toBe(422);
  expect((await begin(token, { nominationId: '' })).statusCode).toBe(422);
  expect(await drafts()).toBe(0);
});

test('What a second press would be refused for is not told to whoever pressed twice: the entry is withdrawn once', async () => {
  const id = (await begin(await rendered('/submissions/new'))).headers['location']!.split('/')[2]!;
  const token = await rendered(`/submissions/${id}/withdraw`);
  const withdraw = () => browser.post(`/submissions/${id}/withdraw`, { reason: 'Передумали', _csrf: token });
  const [first, second] = [await withdraw(), await withdraw()];
  expect([first.statusCode, second.statusCode]).toEqual([303, 303]);
  expect(second.headers['location']).toBe(first.headers['location']);
});

test('What is shown once is not shown to the second press, which is told that the first was carried out', async () => {
  const token = await rendered('/account');
  const make = () =>
    browser.post('/account/tokens', { name: 'Портал', scopes: 'submissions:read', days: '30', _csrf: token });
  const [first, second] = [await make(), await make()];
  expect(first.statusCode).toBe(200);
  expect([second.statusCode, second.body.includes('Форма отправлена дважды')]).toEqual([409, true]);
});
