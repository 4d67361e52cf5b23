import type { User } from '../../../src/accounts/users/user.entity.js';
import { systemActor, type Role } from '../../../src/domain/kernel/actor.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';
import { RegulationEdition } from '../../../src/cycles/editions/regulation-edition.entity.js';
import type { RefusalCode } from '../../../src/domain/kernel/refusal.js';
import { refusalStatus } from '../../../src/domain/kernel/refusal-status.js';
import { AssignmentsService } from '../../../src/judging/plans/assignments.service.js';
import { Conflict } from '../../../src/judging/conflicts/conflict.entity.js';
import { TrainingEntry } from '../../../src/judging/training/training-entry.entity.js';
import { Divergence } from '../../../src/judging/divergence/divergence.entity.js';
import { Expert } from '../../../src/judging/experts/expert.entity.js';
import { IdempotencyKey } from '../../../src/platform/database/idempotency-key.entity.js';
import { newId, sha256 } from '../../../src/platform/ids.js';
import { locales, messages, type Locale } from '../../../src/platform/web/i18n.js';
import { startApp, type Browser, type TestApp } from '../../support/app.js';
import { given, type GivenCycle } from '../../support/given.js';

type Answer = Awaited<ReturnType<Browser['get']>>;
/** Asks for the refusal once more, in a language. A refusal changes nothing, so that it may be asked for twice. */
type Ask = (locale: Locale) => Promise<Answer>;
/** A page that shows itself again has what was typed in it. */
type Case = [code: RefusalCode, how: string, arrange: () => Promise<Ask>, typed?: string[]];

const today = '2026-06-10T09:00:00Z';
const open: [string, string] = ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'];
const later: [string, string] = ['2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'];
const nobody = '00000000-0000-7000-8000-000000000000';
const typedReason = 'Причина, набранная 6172';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ now: today });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo(today));

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const api =
  (browser: Browser, method: Method, url: string, body?: object, headers: Record<string, string> = {}): Ask =>
  (locale) =>
    browser.api(method, url, body, { headers: { 'accept-language': locale, ...headers } });

const form =
  (browser: Browser, url: string, fields: Record<string, string>): Ask =>
  (locale) => {
    browser.cookies['laureat_lang'] = locale;
    return browser.post(url, fields);
  };

const upload =
  (browser: Browser, url: string, name: string, bytes: Buffer): Ask =>
  async (locale) => {
    browser.cookies['laureat_lang'] = locale;
    const token = /name="_csrf" value="([^"]+)"/.exec((await browser.get(url)).body)![1]!;
    return app.nest.inject({
      method: 'POST',
      url: `${url}&_csrf=${encodeURIComponent(token)}`,
      cookies: browser.cookies,
      headers: { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=edge' },
      payload: Buffer.concat([
        Buffer.from(`--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
        bytes,
        Buffer.from('\r\n--edge--\r\n'),
      ]),
    });
  };

interface Scene extends GivenCycle {
  as: (role: Role) => Promise<Browser>;
}

/** A cycle of which every stage is open today. */
async function scene(facts: Parameters<typeof given.cycle>[1] = {}): Promise<Scene> {
  const stages = { intake: open, screening: open, review: open, board: open, publication: open };
  const made = await given.cycle(app.em, { ...facts, stages: { ...stages, ...facts.stages } });
  const as = async (role: Role) =>
    app.signIn((await given.user(app.em, { roles: [{ role, cycleId: made.cycle.id }] })).email);
  return { ...made, as };
}

/** A cycle of two nominations whose entrants review one entry each, today. */
const crossReviewed = () =>
  scene({
    nominations: [{ code: 'А' }, { code: 'Б' }],
    stages: { 'cross-review': open },
    edition: { judgingRules: { crossReview: { ...plainJudgingRules.crossReview, reviews: 1 } } },
  });

async function entrant(made: GivenCycle) {
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const browser = await app.signIn(user.email);
  const body = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'Практика' } };
  const start = async (answers: object = body.answers) => {
    const answer = await browser.api('POST', 'submissions', { ...body, answers });
    return { id: answer.json<{ id: string }>().id, etag: String(answer.headers.etag) };
  };
  return { organisation, user, browser, body, start };
}

/** An expert with an assignment and an empty sheet. */
async function desk(facts: { declared?: boolean } = {}) {
  const made = await scene();
  const declared = facts.declared === false ? { conflictsDeclaredAt: null } : {};
  const expert = await given.expert(app.em, made, declared);
  const { id } = await given.assignment(app.em, expert, await given.submittedEntry(app.em, made));
  const [first, second] = made.criteria.map((criterion) => criterion.id) as [string, string];
  return { ...made, id, first, second, browser: await app.signIn(expert.user.email) };
}

const sitting = {
  body: 'Экспертное жюри',
  number: '4',
  heldOn: '2026-06-10',
  place: 'Москва',
  form: 'in-person',
  members: 9,
  present: 5,
  chairName: 'Е. В. Соколова',
  secretaryName: 'Д. А. Ким',
};

/** A judged and ranked nomination with a sitting. */
async function judged(facts: { present?: number; ranked?: boolean } = {}) {
  const made = await scene();
  const experts = [await given.expert(app.em, made), await given.expert(app.em, made)];
  const entries = [await given.submittedEntry(app.em, made), await given.submittedEntry(app.em, made)];
  for (const [index, entry] of entries.entries())
    for (const expert of experts) await given.sheet(app.em, made, { expert, entry, points: [9 - index, 8 - index] });
  const [organizer, chair] = [await made.as('organizer'), await made.as('chair')];
  const home = `cycles/${made.cycle.id}`;
  const post = async (url: string, body?: object, browser = organizer): Promise<{ id: string; hash: string }> => {
    const answer = await browser.api('POST', url, body);
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  };
  if (facts.ranked !== false) await post(`nominations/${made.nomination.id}/ranking`);
  const meeting = await post(`${home}/meetings`, { ...sitting, present: facts.present ?? 5 });
  const naming = (index: number) => ({
    outcome: 'winner',
    meetingId: meeting.id,
    nominationId: made.nomination.id,
    chosen: [{ submissionId: entries[index]!.id, reason: '' }],
    ground: 'Единодушно',
  });
  const decide = () => post(`${home}/awards`, naming(0));
  const protocol = async () => {
    await decide();
    return post(`${home}/protocols`, { meetingId: meeting.id });
  };
  const sign = (it: { id: string; hash: string }, browser: Browser) =>
    post(`${home}/protocols/${it.id}/approvals`, { hash: it.hash }, browser);
  return { ...made, entries, organizer, chair, home, meeting, naming, decide, protocol, sign, post };
}

/** The same with winners prepared in bulk by the organizer. */
async function listed() {
  const made = await judged();
  const wanted = { meetingId: made.meeting.id, outcome: 'winner', ground: 'Первые' };
  return { ...made, batch: await made.post(`${made.home}/batches`, wanted) };
}

/** With scopes that a person may give to a program. */
async function tokenOf(user: User, scopes: string): Promise<string> {
  const page = await (await app.signIn(user.email)).post('/account/tokens', { name: 'Ключ', scopes, days: '30' });
  return /id="token">([^<]+)</.exec(page.body)![1]!;
}

const table: Case[] = [
  ['sign-in-required', 'a guest asks for entries', async () => api(app.guest(), 'GET', 'submissions')],
  [
    'credentials-wrong',
    'an unknown address signs in',
    async () => form(app.guest(), '/sign-in', { email: 'unknown@example.org', password: 'wrong wrong' }),
    ['unknown@example.org'],
  ],
  [
    'forbidden',
    'an expert looks at the jury',
    async () => {
      const made = await scene();
      return api(await made.as('expert'), 'GET', `cycles/${made.cycle.id}/experts`);
    },
  ],
  ['form-expired', 'a form with the token of another', async () => form(app.guest(), '/sign-in', { _csrf: 'other' })],
  [
    'throttled',
    'nine wrong passwords',
    async () => {
      const ask = form(app.guest(), '/sign-in', { email: 'many@example.org', password: 'wrong wrong' });
      for (let n = 0; n < 8; n += 1) await ask('ru');
      return ask;
    },
    ['many@example.org'],
  ],
  ['link-expired', 'a link that nobody sent', async () => form(app.guest(), `/sign-in/link/${'x'.repeat(43)}`, {})],
  [
    'scope-missing',
    'a token that may only read',
    async () => {
      const token = await tokenOf(await given.user(app.em), 'submissions:read');
      return (locale) =>
        app.guest().api('POST', `submissions/${nobody}/submit`, undefined, {
          token,
          headers: { 'accept-language': locale },
        });
    },
  ],
  [
    'not-found',
    'an entry that is not there',
    async () => api(await app.signIn((await given.user(app.em)).email), 'GET', `submissions/${nobody}`),
  ],
  [
    'malformed',
    'half an object',
    async () => {
      const user = await given.user(app.em);
      const token = await tokenOf(user, 'submissions:write');
      return (locale) =>
        app.nest.inject({
          method: 'POST',
          url: '/api/v1/submissions',
          payload: '{"nominationId": ',
          headers: {
            'content-type': 'application/json',
            'accept-language': locale,
            authorization: `Bearer ${token}`,
          },
        });
    },
  ],
  [
    'invalid-input',
    'a sheet with an unknown field',
    async () => {
      const { browser, id } = await desk();
      return api(browser, 'PUT', `evaluations/${id}`, { colour: 'red' }, { 'if-match': '"0"' });
    },
  ],
  [
    'invalid-input',
    'an expert without an address, by form',
    async () => {
      const made = await scene();
      const fields = { name: 'Седова Анна', email: 'sedova', employer: 'Институт 6172' };
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/experts`, fields);
    },
    ['Седова Анна', 'sedova', 'Институт 6172'],
  ],
  [
    'too-large',
    'three megabytes of answers',
    async () => {
      const made = await scene();
      const { browser, body } = await entrant(made);
      return api(browser, 'POST', 'submissions', { ...body, answers: { title: 'а'.repeat(1_600_000) } });
    },
  ],
  [
    'file-type-not-allowed',
    'a broken archive as a table',
    async () => {
      const made = await scene();
      const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]);
      return upload(await made.as('organizer'), `/cycles/${made.cycle.id}/import?kind=entries`, 'x.xlsx', bytes);
    },
  ],
  [
    'file-empty',
    'an empty table',
    async () => {
      const made = await scene();
      const url = `/cycles/${made.cycle.id}/import?kind=entries`;
      return upload(await made.as('organizer'), url, 'пусто.csv', Buffer.alloc(0));
    },
  ],
  [
    'file-encoding',
    'a table in Windows-1251',
    async () => {
      const made = await scene();
      const url = `/cycles/${made.cycle.id}/import?kind=entries`;
      return upload(await made.as('organizer'), url, 'заявки.csv', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]));
    },
  ],
  [
    'import-faulty',
    'a table with faults is confirmed all the same',
    async () => {
      const made = await scene();
      const browser = await made.as('organizer');
      const rows = 'nomination,region,organisation,title,submittedAt\nНЕТ,RU-BA,Мэрия,Практика,2026-06-02T09:00:00Z\n';
      const url = `/cycles/${made.cycle.id}/import`;
      const sent = await upload(browser, `${url}?kind=entries`, 'заявки.csv', Buffer.from(rows))('ru');
      return form(browser, String(sent.headers.location), {});
    },
  ],
  [
    'stale-edit',
    'an entry saved meanwhile',
    async () => {
      const { browser, start } = await entrant(await scene());
      const { id, etag } = await start();
      await browser.api('PATCH', `submissions/${id}`, { answers: { title: 'Б' } }, { headers: { 'if-match': etag } });
      return api(browser, 'PATCH', `submissions/${id}`, { answers: { title: 'В' } }, { 'if-match': etag });
    },
  ],
  [
    'precondition-required',
    'a sheet without If-Match',
    async () => {
      const { browser, id } = await desk();
      return api(browser, 'PUT', `evaluations/${id}`, {});
    },
  ],
  [
    'idempotency-mismatch',
    'a key with another body',
    async () => {
      const { browser, body } = await entrant(await scene());
      const headers = { 'idempotency-key': `k-${newId()}` };
      await browser.api('POST', 'submissions', body, { headers });
      return api(browser, 'POST', 'submissions', { ...body, submit: true }, headers);
    },
  ],
  [
    'idempotency-running',
    'a key whose first request has not ended',
    async () => {
      const { user, browser, body } = await entrant(await scene());
      const key = `k-${newId()}`;
      const requestHash = sha256(`POST /api/v1/submissions\n${JSON.stringify(body)}`);
      await app.em.insert(IdempotencyKey, { actorId: user.id, key, requestHash, status: null, answer: null } as never);
      return api(browser, 'POST', 'submissions', body, { 'idempotency-key': key });
    },
  ],
  [
    'already-exists',
    'an expert invited twice, by form',
    async () => {
      const made = await scene();
      const browser = await made.as('organizer');
      const ask = form(browser, `/cycles/${made.cycle.id}/experts`, {
        name: 'Седова Анна',
        email: `twice${made.cycle.year}@example.org`,
        employer: 'Институт 6172',
      });
      await ask('ru');
      return ask;
    },
    ['Институт 6172'],
  ],
  [
    'still-in-use',
    'a nomination with an entry is removed',
    async () => {
      const made = await scene({ stages: { intake: later } });
      await given.submittedEntry(app.em, made);
      const url = `cycles/${made.cycle.id}/nominations/${made.nomination.id}`;
      return api(await made.as('organizer'), 'DELETE', url);
    },
  ],
  [
    'stage-closed',
    'an entry before the intake',
    async () => {
      const { browser, body } = await entrant(await scene({ stages: { intake: later } }));
      return api(browser, 'POST', 'submissions', body);
    },
  ],
  [
    'action-not-allowed',
    'a withdrawn entry is submitted',
    async () => {
      const { browser, start } = await entrant(await scene());
      const { id } = await start();
      await browser.api('POST', `submissions/${id}/submit`);
      await browser.api('POST', `submissions/${id}/withdraw`, { reason: 'Передумали' });
      return api(browser, 'POST', `submissions/${id}/submit`);
    },
  ],
  [
    'rules-frozen',
    'a criterion after the intake has begun',
    async () => {
      const made = await scene();
      const criterion = { title: 'Новый', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' };
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/criteria`, criterion);
    },
  ],
  [
    'half-of-intake-passed',
    'a competition called off in the second half of the intake',
    async () => {
      const window: [string, string] = ['2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z'];
      const made = await scene({ stages: { intake: window } });
      app.clock.moveTo('2026-11-01T00:00:00Z');
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/cancel`, { reason: 'Нет средств' });
    },
  ],
  [
    'quota-reached',
    'a second entry of a region with one place',
    async () => {
      const made = await scene({ nominations: [{ code: 'СБ', quotaPerRegion: 1 }] });
      await given.submittedEntry(app.em, made);
      const { browser, start } = await entrant(made);
      return api(browser, 'POST', `submissions/${(await start()).id}/submit`);
    },
  ],
  [
    'kind-not-allowed',
    'a ministry where others enter',
    async () => {
      const made = await scene();
      await app.em.query(`UPDATE nomination SET allowed_kinds = '{municipal}' WHERE id = $1`, [made.nomination.id]);
      const { browser, body } = await entrant(made);
      return api(browser, 'POST', 'submissions', body);
    },
  ],
  [
    'calendar-missing',
    'an entry is returned in a year without a calendar',
    async () => {
      const window: [string, string] = ['2045-06-01T00:00:00Z', '2045-07-20T00:00:00Z'];
      const made = await scene({ stages: { intake: window, screening: window } });
      const entry = await given.submittedEntry(app.em, made, { state: 'submitted' });
      app.clock.moveTo('2045-06-10T09:00:00Z');
      return api(await made.as('organizer'), 'POST', `submissions/${entry.id}/return`, { reason: 'Нет показателя' });
    },
  ],
  [
    'entry-incomplete',
    'an entry without its title',
    async () => {
      const { browser, start } = await entrant(await scene());
      return api(browser, 'POST', `submissions/${(await start({})).id}/submit`);
    },
  ],
  [
    'reason-required',
    'an entry is rejected without a ground',
    async () => {
      const made = await scene();
      const entry = await given.submittedEntry(app.em, made, { state: 'submitted' });
      return api(await made.as('organizer'), 'POST', `submissions/${entry.id}/reject`, { reason: ' ' });
    },
  ],
  [
    'conflict-of-interest',
    'a plan is published after a conflict was declared',
    async () => {
      const made = await scene({ edition: { reviewsPerEntry: 1 } });
      const expert = await given.expert(app.em, made);
      const entry = await given.submittedEntry(app.em, made);
      const browser = await made.as('organizer');
      const plan = await app.nest.get(AssignmentsService).propose(systemActor, made.cycle.id, { seed: 1 });
      const pair = { expertId: expert.id, submissionId: entry.id };
      const said = { source: 'declared', reason: '', createdAt: app.clock.now(), declaredById: null } as const;
      await app.em.insert(Conflict, { id: newId(), ...pair, ...said });
      return api(browser, 'POST', `cycles/${made.cycle.id}/assignment-plans/${plan.id}/publish`);
    },
  ],
  [
    'conflicts-undeclared',
    'an entry is opened before the declaration',
    async () => {
      const { browser, id } = await desk({ declared: false });
      return api(browser, 'GET', `evaluations/${id}`);
    },
  ],
  [
    'training-due',
    'a sheet before the training entry, through the interface',
    async () => {
      const { browser, id, cycle } = await desk();
      const judgingRules = { sheet: { remarks: 'optional' as const, remarkLength: 1, training: true } };
      await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules });
      const words = { title: 'Учебная', text: 'Текст', createdById: null, createdAt: new Date() };
      await app.em.insert(TrainingEntry, { id: newId(), cycleId: cycle.id, ...words, version: 1 });
      return api(browser, 'GET', `evaluations/${id}`);
    },
  ],
  [
    'score-off-scale',
    'eleven of ten, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'save', [`score-${first}`]: '11', note: 'Заметка 6172' };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    ['Заметка 6172'],
  ],
  [
    'sheet-incomplete',
    'one criterion of two, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'submit', [`score-${first}`]: '7', [`remark-${first}`]: typedReason };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    [typedReason],
  ],
  [
    'cannot-judge-not-foreseen',
    'an inability where the edition foresees none, by form',
    async () => {
      const { browser, id, first } = await desk();
      const fields = { version: '0', verb: 'save', [`cannot-${first}`]: '1', note: 'Заметка 6172' };
      return form(browser, `/judging/desk/${id}`, fields);
    },
    ['Заметка 6172'],
  ],
  [
    'remark-missing',
    'points without the remarks that the rules ask for, by form',
    async () => {
      const { browser, id, first, second, cycle } = await desk();
      const judgingRules = { sheet: { remarks: 'always' as const, remarkLength: 10, training: false } };
      await app.em.update(RegulationEdition, { cycleId: cycle.id }, { judgingRules });
      const fields = { version: '0', [`score-${first}`]: '7', [`score-${second}`]: '7' };
      return form(browser, `/judging/desk/${id}`, { ...fields, verb: 'submit', [`remark-${first}`]: typedReason });
    },
    [typedReason],
  ],
  [
    'sheet-frozen',
    'a submitted sheet is saved',
    async () => {
      const { browser, id, first, second } = await desk();
      const fields = { version: '0', [`score-${first}`]: '7', [`score-${second}`]: '7' };
      await browser.post(`/judging/desk/${id}`, { ...fields, verb: 'submit' });
      return form(browser, `/judging/desk/${id}`, { ...fields, verb: 'save', note: 'Заметка 6172' });
    },
    ['Заметка 6172'],
  ],
  [
    'experts-short',
    'one more expert where there is none, by form',
    async () => {
      const made = await scene();
      const { id: submissionId } = await given.submittedEntry(app.em, made);
      const found = { criterionId: null, difference: '9', above: '5', foundAt: app.clock.now(), settledAt: null };
      await app.em.insert(Divergence, { id: newId(), submissionId, state: 'waiting', assignmentId: null, ...found });
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/evaluation/divergence/${submissionId}`, {});
    },
  ],
  [
    'plan-outdated',
    'a plan is published after one of its experts has left',
    async () => {
      const made = await scene({ edition: { reviewsPerEntry: 1 } });
      const expert = await given.expert(app.em, made);
      await given.submittedEntry(app.em, made);
      const plan = await app.nest.get(AssignmentsService).propose(systemActor, made.cycle.id, { seed: 1 });
      await app.em.update(Expert, { id: expert.id }, { state: 'removed' });
      return form(await made.as('organizer'), `/cycles/${made.cycle.id}/assignment/${plan.id}/publish`, {});
    },
  ],
  [
    'nudged-already',
    'two reminders on one day',
    async () => {
      const made = await scene();
      const expert = await given.expert(app.em, made, { nudgedAt: app.clock.now() });
      await given.assignment(app.em, expert, await given.submittedEntry(app.em, made));
      return api(
        await made.as('organizer'),
        'POST',
        `cycles/${made.cycle.id}/evaluation-board/experts/${expert.id}/nudge`,
      );
    },
  ],
  [
    'cross-review-short',
    'entries are allotted where none is admitted',
    async () => {
      const made = await crossReviewed();
      return api(await made.as('organizer'), 'POST', `cycles/${made.cycle.id}/cross-reviews/allotments`, { seed: 1 });
    },
  ],
  [
    'cross-review-frozen',
    'a review that was handed in is written again',
    async () => {
      const made = await crossReviewed();
      const organisation = await given.organisation(app.em);
      const other = await given.organisation(app.em, { regionCode: 'RU-YAR' });
      const nomination = made.nominations[1]!;
      const entry = await given.submittedEntry(app.em, made, { organisation });
      await given.submittedEntry(app.em, made, { organisation: other, nomination });
      const home = `cycles/${made.cycle.id}/cross-reviews`;
      await (await made.as('organizer')).api('POST', `${home}/allotments`, { seed: 1 });
      const browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
      const { items } = (await browser.api('GET', 'cross-reviews')).json<{ items: { reviews: { id: string }[] }[] }>();
      const path = `/cross-reviews/${items[0]!.reviews[0]!.id}`;
      await browser.post(path, { version: '1', comment: `Отзыв о ${entry.title}`, verb: 'submit' });
      return form(browser, path, { version: '2', comment: 'Другой отзыв 6172', verb: 'save' });
    },
    ['Другой отзыв 6172'],
  ],
  [
    'entry-dropped-out',
    'a sheet of an entry whose entrants did not finish their reviews is opened',
    async () => {
      const made = await crossReviewed();
      const other = await given.organisation(app.em, { regionCode: 'RU-YAR' });
      const entry = await given.submittedEntry(app.em, made);
      await given.submittedEntry(app.em, made, { organisation: other, nomination: made.nominations[1]! });
      const home = `cycles/${made.cycle.id}/cross-reviews`;
      await (await made.as('organizer')).api('POST', `${home}/allotments`, { seed: 1 });
      const expert = await given.expert(app.em, made, { regionCode: 'RU-SPE' });
      const { id } = await given.assignment(app.em, expert, entry);
      await app.em.query(`UPDATE stage SET closes_at = $2 WHERE cycle_id = $1 AND kind = 'cross-review'`, [
        made.cycle.id,
        app.clock.now(),
      ]);
      return api(await app.signIn(expert.user.email), 'GET', `evaluations/${id}`);
    },
  ],
  [
    'nothing-to-rank',
    'a nomination without entries',
    async () => {
      const made = await scene();
      return api(await made.as('organizer'), 'POST', `nominations/${made.nomination.id}/ranking`);
    },
  ],
  [
    'sheets-missing',
    'a body decides while an entry has too few sheets',
    async () => {
      const { chair, home, naming, entries, nomination, post } = await judged({ ranked: false });
      await app.em.query(
        `UPDATE regulation_edition SET ranking_rule = ranking_rule || '{"minSheets": 2}' WHERE cycle_id = $1`,
        [home.slice('cycles/'.length)],
      );
      await app.em.query(
        `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
           (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
        [entries[1]!.id],
      );
      await post(`nominations/${nomination.id}/ranking`);
      return api(chair, 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'no-quorum',
    'four of nine decide',
    async () => {
      const { chair, home, naming } = await judged({ present: 4 });
      return api(chair, 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'not-a-member',
    'the auditor decides',
    async () => {
      const { as, home, naming } = await judged();
      return api(await as('auditor'), 'POST', `${home}/awards`, naming(0));
    },
  ],
  [
    'departure-needs-reason',
    'the second before the first, by form',
    async () => {
      const { chair, home, meeting, nomination, entries } = await judged();
      return form(chair, `/${home}/decisions`, {
        meeting: meeting.id,
        nomination: nomination.id,
        outcome: 'winner',
        chosen: entries[1]!.id,
        ground: typedReason,
      });
    },
    [typedReason],
  ],
  [
    'outcome-not-foreseen',
    'a reserve where the regulation has none',
    async () => {
      const { chair, home, naming } = await judged();
      return api(chair, 'POST', `${home}/awards`, { ...naming(0), outcome: 'reserve' });
    },
  ],
  [
    'second-person-needed',
    'the preparer applies the list',
    async () => {
      const { organizer, home, batch } = await listed();
      return api(organizer, 'POST', `${home}/batches/${batch.id}/apply`, { hash: batch.hash });
    },
  ],
  [
    'list-changed',
    'another list was shown',
    async () => {
      const { chair, home, batch } = await listed();
      return form(chair, `/${home}/batches/${batch.id}/apply`, { hash: 'f'.repeat(64) });
    },
  ],
  [
    'nothing-decided',
    'a protocol of a sitting without decisions',
    async () => {
      const { organizer, home, meeting } = await judged();
      return api(organizer, 'POST', `${home}/protocols`, { meetingId: meeting.id });
    },
  ],
  [
    'ranking-changed',
    'a sheet is set aside after the decision',
    async () => {
      const { organizer, home, meeting, decide, entries } = await judged();
      await decide();
      await app.em.query(
        `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
           (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
        [entries[0]!.id],
      );
      return api(organizer, 'POST', `${home}/protocols`, { meetingId: meeting.id });
    },
  ],
  [
    'approvers-needed',
    'publishing with one signature',
    async () => {
      const { organizer, home, protocol, sign } = await judged();
      const drawn = await protocol();
      await sign(drawn, organizer);
      return api(organizer, 'POST', `${home}/publications`, { protocolId: drawn.id });
    },
  ],
  [
    'same-approver',
    'a second signature of one person',
    async () => {
      const { organizer, home, protocol, sign } = await judged();
      const drawn = await protocol();
      await sign(drawn, organizer);
      return api(organizer, 'POST', `${home}/protocols/${drawn.id}/approvals`, { hash: drawn.hash });
    },
  ],
  [
    'protocol-changed',
    'a signature under something else',
    async () => {
      const { organizer, home, protocol } = await judged();
      const { id } = await protocol();
      return api(organizer, 'POST', `${home}/protocols/${id}/approvals`, { hash: 'f'.repeat(64) });
    },
  ],
  [
    'already-published',
    'the same protocol twice',
    async () => {
      const { organizer, chair, home, protocol, sign, post } = await judged();
      const drawn = await protocol();
      for (const browser of [organizer, chair]) await sign(drawn, browser);
      await post(`${home}/publications`, { protocolId: drawn.id });
      return api(organizer, 'POST', `${home}/publications`, { protocolId: drawn.id });
    },
  ],
];

/** Codes that no request leads to, and why. */
const unreachable: Partial<Record<RefusalCode, string>> = {
  'consents-needed': 'provoked over HTTP in experts.spec.ts: it needs a regulation with texts to sign',
  'nobody-voted': 'provoked over HTTP in sitting.spec.ts, like the others of a ballot: it needs a seated body',
  'ballot-tied': 'provoked over HTTP in sitting.spec.ts',
  absent: 'provoked in sitting.spec.ts: the page offers no vote to who is away',
  'declaration-needed': 'provoked in sitting.spec.ts',
  'took-part': 'provoked over HTTP in publication.spec.ts: it needs a published result and an appeal',
  'file-not-bared': 'provoked over HTTP in bare-files.spec.ts: it needs a file that is locked',
  'region-not-listed': 'regions come from a list; a table names them as the fault field.region-not-listed of a row',
  'place-taken': 'provoked over HTTP in sheet-kinds.spec.ts: it needs two sheets of one expert',
  'votes-spent': 'provoked over HTTP in sheet-kinds.spec.ts',
  'picks-apart': 'SQL’s own word in sheet-kinds.spec.ts: every verb says it with the place or the votes',
  'assignment-started':
    'what was begun stays with its expert: a plan that would take it away is refused with plan-outdated',
  'database-of-earlier-form': 'provoked by the commands in platform/migrations.spec.ts: no request meets it',
  'database-newer': 'provoked by the command in platform/migrations.spec.ts',
  'before-instant': 'what is not public yet is not found, so that nobody learns that it is there',
};

const plain = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll(/&#x27;|&#39;/g, "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The words up to the first value, which a page must hold. */
const beginningOf = (locale: Locale, key: string) => messages(locale).get(key)!.split('{')[0]!.trim();

describe('Refusals over HTTP', () => {
  it.each(table)('%s: %s', async (code, _how, arrange, typed = []) => {
    const ask = await arrange();
    for (const locale of locales) {
      const answer = await ask(locale);
      const context = `${locale} ${answer.body.slice(0, 300)}`;
      expect([context, answer.statusCode]).toEqual([context, refusalStatus[code]]);
      if (String(answer.headers['content-type']).startsWith('application/problem+json')) {
        const problem = answer.json<Record<string, string>>();
        expect(problem).toMatchObject({ code, status: refusalStatus[code], type: `urn:laureat:problem:${code}` });
        for (const part of ['title', 'detail', 'remedy']) {
          expect(problem[part]).toMatch(/\S/);
          expect(problem[part]).not.toMatch(/[{}]|undefined|null/);
        }
        const isRussian = /[А-Яа-я]/.test(problem['title']! + problem['remedy']!);
        expect([locale, isRussian]).toEqual([locale, locale === 'ru']);
      } else {
        const page = plain(answer.body);
        expect(page).toContain(`<html lang="${locale}"`);
        if (code !== 'invalid-input')
          for (const part of ['title', 'detail', 'remedy'])
            expect(page).toContain(beginningOf(locale, `refusals:${code}.${part}`));
        for (const text of typed) expect(page).toContain(text);
      }
    }
  });

  it('are all here, or it is said why no request leads to them', () => {
    const covered = new Set([...table.map(([code]) => code), ...Object.keys(unreachable)]);
    expect(Object.keys(refusalStatus).filter((code) => !covered.has(code))).toEqual([]);
    expect(Object.keys(unreachable).filter((code) => table.some(([provoked]) => provoked === code))).toEqual([]);
  });

  it('a second throttled try says when to come back', async () => {
    const ask = form(app.guest(), '/sign-in', { email: 'many-more@example.org', password: 'wrong wrong' });
    for (let n = 0; n < 8; n += 1) await ask('ru');
    expect((await ask('ru')).body).toMatch(/через \d+ секунд/);
  });
});
