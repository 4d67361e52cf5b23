import { startApp, type Browser, type TestApp } from '../../../../support/app.js';
import { given } from '../../../../support/given.js';

let app: TestApp;
let browser: Browser;
let id: string;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  const made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  await app.em.query(
    `UPDATE form_version SET fields = fields || '[{"id":"proof","type":"files","label":{"ru":"Файлы"}}]'::jsonb WHERE nomination_id = $1`,
    [made.nomination.id],
  );
  const organisation = await given.organisation(app.em);
  browser = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
  const input = { nominationId: made.nomination.id, organisationId: organisation.id, answers: { title: 'Черновик' } };
  id = (await browser.api('POST', 'submissions', input)).json<{ id: string }>().id;
});
afterAll(() => app.close());

const keeps = (form: string, copyId: string, text: string) =>
  browser.post('/kept', { form, copyId, texts: JSON.stringify([['reason', text]]) });
const kept = async (form: string) =>
  (await browser.get(`/kept?form=${form}`)).json<{ copyId: string | null; texts: [string, string][] | null }>();

test('What is typed is kept for who typed it, and for nobody else', async () => {
  await keeps('a', 'one', 'Секретные слова');
  expect(await kept('a')).toMatchObject({ copyId: 'one', texts: [['reason', 'Секретные слова']] });
  const stranger = await app.signIn((await given.user(app.em)).email);
  expect((await stranger.get('/kept?form=a')).json()).toEqual({ copyId: null, sent: [], texts: null, savedAt: null });
  expect((await app.guest().get('/kept?form=a')).headers['location']).toMatch(/^\/sign-in/);
});

test('A form that was refused keeps its text; one that was taken ends it, and a save that comes late brings it not back', async () => {
  await keeps('b', 'two', 'Причина');
  const page = `/submissions/${id}/withdraw`;
  await browser.post(page, { reason: 'x'.repeat(5000), _kept: 'b', _keptCopy: 'two' });
  expect((await kept('b')).texts).not.toBeNull();
  await browser.post(page, { reason: 'Причина', _kept: 'b', _keptCopy: 'two' });
  expect((await kept('b')).texts).toBeNull();
  await keeps('b', 'two', 'Опоздавшее сохранение');
  expect((await kept('b')).texts).toBeNull();
  await keeps('b', 'three', 'Набрано заново');
  expect((await kept('b')).texts).toEqual([['reason', 'Набрано заново']]);
});

test('A form that carries files says in its address which copy it is', async () => {
  const { organisation_id: organisationId, nomination_id: nominationId } = (
    await app.em.query<{ organisation_id: string; nomination_id: string }[]>(
      'SELECT organisation_id, nomination_id FROM submission WHERE id = $1',
      [id],
    )
  )[0]!;
  const begun = await browser.api('POST', 'submissions', {
    nominationId,
    organisationId,
    answers: { title: 'Другой' },
  });
  const page = `/submissions/${begun.json<{ id: string }>().id}/edit`;
  await keeps('c', 'four', 'Основание');
  const address = /formaction="([^"]*files\/proof[^"]*)"/.exec((await browser.get(page)).body)![1]!;
  const sent = await app.nest.inject({
    method: 'POST',
    url: `${address.replaceAll('&amp;', '&')}&_kept=c&_keptCopy=four`,
    payload: '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nДругой\r\n--b--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    cookies: browser.cookies,
  });
  expect(sent.statusCode).toBe(303);
  expect((await kept('c')).texts).toBeNull();
});

test.each([
  ['no list', 'x'],
  ['a list of something else', '[1]'],
  ['half a character', '[["a","\\ud800"]]'],
  ['a sign that no text has', '[["a","\\u0000"]]'],
  ['a text without end', JSON.stringify([['a', 'x'.repeat(200_000)]])],
])('%s is refused', async (_what, texts) => {
  expect((await browser.post('/kept', { form: 'd', copyId: 'x', texts })).statusCode).toBe(422);
});

test('Two windows that send the same form each find their own copy sent, and a person keeps no more than a hundred forms', async () => {
  await keeps('e', 'first', 'Одно');
  await keeps('e', 'second', 'Другое');
  const sends = (copy: string) => browser.post('/preferences', { theme: 'system', _kept: 'e', _keptCopy: copy });
  await sends('first');
  expect((await kept('e')).texts).toEqual([['reason', 'Другое']]);
  await sends('second');
  const row = (await browser.get('/kept?form=e')).json<{ sent: string[]; texts: unknown }>();
  expect([row.sent.toSorted(), row.texts]).toEqual([['first', 'second'], null]);
  for (let form = 0; form < 105; form += 1) await keeps(`many ${form}`, 'x', 'Текст');
  expect(await app.em.query('SELECT count(*)::int AS n FROM kept_text')).toEqual([{ n: 100 }]);
});
