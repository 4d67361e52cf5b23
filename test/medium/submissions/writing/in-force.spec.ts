import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** After a revision was submitted its people type on; what they typed since is hunted wherever others read the entry. */
const secret = 'совсем-новые-слова';
let app: TestApp;
let made: GivenCycle;
let organisation: Organisation;
let own: Browser;
let id: string;
let fileId: string;

const part = (name: string, bytes: string) =>
  `--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n${bytes}\r\n--b--\r\n`;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
    { id: 'problem', type: 'textarea', label: { ru: 'Проблема' } },
    { id: 'proof', type: 'files', label: { ru: 'Файлы' } },
  ];
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields: fields as never });
  organisation = await given.organisation(app.em, { regionCode: 'RU-BA' });
  own = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const answers = { title: 'Поданное название', problem: 'Поданный текст' };
  const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
  id = (await own.api('POST', 'submissions', begun)).json<{ id: string }>().id;
  await own.api('POST', `submissions/${id}/submit`);
  const now = await own.api('GET', `submissions/${id}`);
  const headers = { 'if-match': now.headers['etag'] as string };
  const edit = { answers: { title: `Название ${secret}`, problem: `Текст ${secret}` } };
  expect((await own.api('PATCH', `submissions/${id}`, edit, { headers })).statusCode).toBe(200);
  const page = (await own.get(`/submissions/${id}/edit`)).body;
  const address = /formaction="([^"]*files\/proof[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
  await app.nest.inject({
    method: 'POST',
    url: address,
    payload: part(`${secret}.pdf`, `%PDF-1.7 ${secret}`),
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    cookies: own.cookies,
  });
  const [file] = await app.em.query<{ id: string }[]>('SELECT id FROM attachment WHERE submission_id = $1', [id]);
  fileId = file!.id;
});
afterAll(() => app.close());

const reader = async (role: string): Promise<Browser> => {
  const scope = role === 'coordinator' ? { regionCode: 'RU-BA' } : { cycleId: made.cycle.id };
  return app.signIn((await given.user(app.em, { roles: [{ role: role as never, ...scope }] })).email);
};

test.each(['organizer', 'chair', 'secretary', 'auditor', 'coordinator'])(
  'A %s reads the revision in force, nowhere what was typed since',
  async (role) => {
    const browser = await reader(role);
    const places = [
      `/submissions/${id}`,
      `/submissions/${id}?of=draft`,
      `/submissions/${id}/revisions/1`,
      `/api/v1/submissions/${id}`,
      `/api/v1/submissions`,
      `/cycles/${made.cycle.id}/register`,
      `/cycles/${made.cycle.id}/register?q=${encodeURIComponent(secret)}`,
      `/cycles/${made.cycle.id}/register.csv`,
      `/cycles/${made.cycle.id}/screening`,
      `/cycles/${made.cycle.id}/screening/${id}`,
    ];
    for (const place of places)
      expect([place, (await browser.get(place)).body.replaceAll(`value="${secret}"`, '').includes(secret)]).toEqual([
        place,
        false,
      ]);
    expect((await browser.get(`/submissions/${id}`)).body).toContain('Поданный текст');
    for (const hidden of [`/submissions/${id}/files/${fileId}`, `/submissions/${id}/changes`])
      expect([hidden, (await browser.get(hidden)).statusCode]).toEqual([hidden, 404]);
  },
);

test('Its people read both, with the difference, and what is in force is said', async () => {
  const shown = (await own.get(`/submissions/${id}`)).body;
  expect([shown.includes('Поданный текст'), shown.includes('Изменения ещё не поданы: в силе редакция 1')]).toEqual([
    true,
    true,
  ]);
  expect((await own.get(`/submissions/${id}?of=draft`)).body).toContain(secret);
  const changes = (await own.get(`/submissions/${id}/changes`)).body;
  for (const piece of ['<ins>', '<del>', secret]) expect(changes).toContain(piece);
  expect((await own.get(`/submissions/${id}/files/${fileId}`)).statusCode).toBe(200);
  const mine = (await own.get('/submissions')).body;
  expect(mine).toContain('Подана, есть неподанные изменения');
});

test('Revisions are opened and compared by whoever reads the entry', async () => {
  await own.api('POST', `submissions/${id}/submit`);
  const organizer = await reader('organizer');
  const compared = (await organizer.get(`/submissions/${id}/revisions/2?with=1`)).body;
  expect([compared.includes('<ins>'), compared.includes(secret)]).toEqual([true, true]);
  expect((await organizer.get(`/submissions/${id}/files/${fileId}`)).statusCode).toBe(200);
  for (const odd of ['0', '3', 'x', '1e9'])
    expect((await organizer.get(`/submissions/${id}/revisions/${odd}`)).statusCode).toBe(404);
});

test('The records of a draft that was begun do not tell its title', async () => {
  const answers = { title: 'Название одного черновика' };
  await own.api('POST', 'submissions', { nominationId: made.nomination.id, organisationId: organisation.id, answers });
  const records = await app.em.query<{ after: unknown }[]>("SELECT after FROM audit_record WHERE action = 'start'");
  expect(records.length).toBeGreaterThan(1);
  expect(JSON.stringify(records)).not.toContain(answers.title);
  expect((await own.get('/submissions')).body).toContain(answers.title);
});

test('A program saves with an old If-Match what nobody changed since, is told what was put together, and refused what clashes', async () => {
  const answers = { title: 'Практика', problem: 'Первое. Второе. Третье.' };
  const begun = { nominationId: made.nomination.id, organisationId: organisation.id, answers };
  const made1 = await own.api('POST', 'submissions', begun);
  const entry = `submissions/${made1.json<{ id: string }>().id}`;
  const old = { headers: { 'if-match': made1.headers['etag'] as string } };
  const colleague = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const edited = { answers: { problem: 'Самое первое. Второе. Третье.' } };
  expect((await colleague.api('PATCH', entry, edited, old)).statusCode).toBe(200);
  const other = await own.api('PATCH', entry, { answers: { title: 'Другое название' } }, old);
  expect([other.statusCode, other.json<{ merged: object }>().merged]).toEqual([200, {}]);
  const joined = await own.api('PATCH', entry, { answers: { problem: 'Первое. Второе. Последнее.' } }, old);
  expect(joined.json()).toMatchObject({ merged: { problem: 'Самое первое. Второе. Последнее.' } });
  const clash = await own.api('PATCH', entry, { answers: { title: 'Третье', problem: 'Иначе.' } }, old);
  expect([clash.statusCode, clash.json()]).toMatchObject([409, { yours: { problem: 'Иначе.', title: 'Третье' } }]);
  expect((await own.api('GET', entry)).json()).toMatchObject({
    answers: { title: 'Другое название', problem: 'Самое первое. Второе. Последнее.' },
  });
});
