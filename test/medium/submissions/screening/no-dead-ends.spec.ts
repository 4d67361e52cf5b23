import type { SubmissionState } from '../../../../src/domain/submissions/submission.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** Every state of an entry at every time of the year: who screens finds a button that works, or a sentence why there is none. */
let app: TestApp;
let made: GivenCycle;
let browser: Browser;

const both = '2026-06-10T09:00:00Z';
const screening = '2026-06-25T09:00:00Z';
const neither = '2026-08-01T09:00:00Z';
const states: [string, SubmissionState, Partial<Submission>][] = [
  ['submitted', 'submitted', {}],
  ['returned, in its term', 'returned', { reason: 'Нет приложений', dueAt: new Date('2026-06-12T09:00:00Z') }],
  ['returned, its term over', 'returned', { reason: 'Нет приложений', dueAt: new Date('2026-06-09T09:00:00Z') }],
  ['admitted', 'admitted', {}],
  ['rejected', 'rejected', { reason: 'Не практика' }],
  ['withdrawn', 'withdrawn', { withdrawnAt: new Date('2026-06-09T09:00:00Z') }],
];

beforeAll(async () => {
  app = await startApp({ now: both });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
});
afterAll(() => app.close());

/** Nobody is signed in for half a year: whoever comes later signs in then. */
async function onThe(day: string): Promise<void> {
  app.clock.moveTo(day);
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  browser = await app.signIn((await given.user(app.em, { roles })).email);
}

const at = async (state: SubmissionState, values: Partial<Submission>) =>
  `/cycles/${made.cycle.id}/screening/${(await given.submittedEntry(app.em, made, { state, ...values })).id}`;

describe.each([
  ['the intake and the screening are open', both],
  ['the screening alone is open', screening],
  ['both are over', neither],
])('While %s', (_when, now) => {
  beforeEach(() => onThe(now));

  it.each(states)('an entry that is %s has buttons that work, or a sentence', async (_what, state, values) => {
    const page = (await browser.get(await at(state, values))).body;
    // Beside the entry stands the queue, with verbs of its own.
    const shown = page.slice(page.indexOf('<article'));
    const verbs = [...shown.matchAll(/name="verb"\s+value="(\w+)"/g)].map((match) => match[1]!);
    expect(shown.includes('data-why-none')).toBe(verbs.length === 0);
    for (const verb of ['admit', 'return', 'extend', 'reject']) {
      const answer = await browser.post(await at(state, values), { verb, reason: 'Причина для заявителя' });
      expect([verb, answer.statusCode]).toEqual([verb, verbs.includes(verb) ? 303 : 409]);
    }
  });
});

it('what was returned and not mended stands in the queue; after a decision comes the next of the same queue', async () => {
  await onThe(both);
  await at('submitted', {});
  const lapsed = await at('returned', { reason: 'Нет приложений', dueAt: new Date('2026-06-09T09:00:00Z') });
  const queue = (await browser.get(`/cycles/${made.cycle.id}/screening`)).body;
  expect([queue.includes(lapsed.split('/').at(-1)!), /не исправил/.test(queue)]).toEqual([true, true]);
  const answer = await browser.post(lapsed, { verb: 'admit', reason: '' });
  expect(answer.headers['location']).toMatch(new RegExp(`^/cycles/${made.cycle.id}/screening/[0-9a-f-]{36}$`));
});

it('an entry with much the same title is named beside it', async () => {
  await onThe(both);
  const title = 'Семейные паспорта городов и районов';
  await given.submittedEntry(app.em, made, { state: 'submitted', title });
  const shown = (await browser.get(await at('submitted', { title: `${title} республики` }))).body;
  expect([shown.includes('Похожие заявки'), shown.includes(`· ${title}<`)]).toEqual([true, true]);
});

it('an admitted entry can be withdrawn by its people until the intake closes, and not after', async () => {
  const organisation = await given.organisation(app.em);
  const { email } = await given.user(app.em, { memberOf: [organisation] });
  const { id } = await given.submittedEntry(app.em, made, { state: 'admitted', organisation });
  app.clock.moveTo(screening);
  let entrant = await app.signIn(email);
  expect((await entrant.get(`/submissions/${id}`)).body).not.toContain(`/submissions/${id}/withdraw"`);
  expect((await entrant.post(`/submissions/${id}/withdraw`, { reason: '' })).statusCode).toBe(409);
  app.clock.moveTo(both);
  entrant = await app.signIn(email);
  expect((await entrant.get(`/submissions/${id}`)).body).toContain(`/submissions/${id}/withdraw"`);
  expect((await entrant.post(`/submissions/${id}/withdraw`, { reason: 'Передумали' })).statusCode).toBe(303);
});

it('a coordinator finds what the region has submitted and its places, of no other region', async () => {
  const organisation = await given.organisation(app.em, { regionCode: 'RU-BA' });
  const { title } = await given.submittedEntry(app.em, made, { state: 'submitted', organisation });
  const roles = [{ role: 'coordinator' as const, regionCode: 'RU-BA' }];
  const coordinator = await app.signIn((await given.user(app.em, { roles })).email);
  expect((await coordinator.get('/submissions')).body).toContain('/submissions/region/RU-BA');
  const shown = (await coordinator.get('/submissions/region/RU-BA')).body;
  expect([shown.includes(title), shown.includes(made.nomination.title)]).toEqual([true, true]);
  expect((await coordinator.get('/submissions/region/RU-TA')).statusCode).toBe(404);
});

it('the queue goes on in the order of its list; whoever may not decide is told that, and not to extend a stage', async () => {
  await onThe(both);
  const home = `/cycles/${made.cycle.id}/screening`;
  const listed = [...(await browser.get(home)).body.matchAll(/screening\/([0-9a-f-]{36})"/g)].map((match) => match[1]!);
  const rows = [...new Set(listed)];
  const next = /href="([^"]*)" data-key="j"/.exec(
    (await browser.get(`${home}/${rows[0]}`)).body.replaceAll(/\s+/g, ' '),
  )![1];
  expect(next).toBe(`${home}/${rows[1]}`);
  app.clock.moveTo(neither);
  const roles = [{ role: 'auditor' as const, cycleId: made.cycle.id }];
  const auditor = await app.signIn((await given.user(app.em, { roles })).email);
  const shown = (await auditor.get(`${home}/${rows[0]}`)).body;
  expect([shown.includes('Решают организатор и секретарь'), shown.includes('продлите этап')]).toEqual([true, false]);
});
