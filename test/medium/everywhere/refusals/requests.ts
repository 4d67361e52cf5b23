import { IdempotencyKey } from '../../../../src/platform/database/idempotency-key.entity.js';
import { newId, sha256 } from '../../../../src/platform/ids.js';
import { tokenOf } from './accounts.js';
import { given } from '../../../support/given.js';
import { api, app, desk, entrant, form, later, scene, upload, type Case } from '../../../support/refusals.js';
import { headed, spreadsheet, text } from '../../../support/spreadsheet.js';

const nobody = '00000000-0000-7000-8000-000000000000';

export const requests: Case[] = [
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
    'a table in KOI8-R',
    async () => {
      const made = await scene();
      const url = `/cycles/${made.cycle.id}/import?kind=entries`;
      return upload(
        await made.as('organizer'),
        url,
        'заявки.csv',
        Buffer.from([0xfa, 0xc1, 0xd1, 0xd7, 0xcb, 0xc1, 0x0a]),
      );
    },
  ],
  [
    'table-too-big',
    'a spreadsheet with a word in its last row and column',
    async () => {
      const made = await scene();
      const far = Buffer.from(spreadsheet(`${headed}<row r="1048576">${text('XFD1048576', 'x')}</row>`));
      return upload(await made.as('organizer'), `/cycles/${made.cycle.id}/import?kind=entries`, 'далеко.xlsx', far);
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
    'idempotency-answer-lost',
    'a key whose program died before it had kept the answer',
    async () => {
      const { user, browser, body } = await entrant(await scene());
      const key = `k-${newId()}`;
      const requestHash = sha256(`POST /api/v1/submissions\n${JSON.stringify(body)}`);
      const createdAt = new Date(Date.now() - 61_000);
      const lost = { actorId: user.id, key, requestHash, status: null, answer: null, createdAt };
      await app.em.insert(IdempotencyKey, lost as never);
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
];
