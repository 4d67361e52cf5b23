import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { EntrantsReader } from '../../../../src/submissions/writing/entrants.reader.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';

/** The list of one's entries and the page of one say the same of what is not submitted yet, whatever was done. */
let app: TestApp;
let made: GivenCycle;
let own: Browser;
let organisationId: string;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
  made = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'] } });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true },
    { id: 'problem', type: 'textarea', label: { ru: 'Проблема' } },
    { id: 'steps', type: 'list', label: { ru: 'Шаги' } },
    { id: 'proof', type: 'files', label: { ru: 'Файлы' } },
  ];
  await app.em.update(FormVersion, { nominationId: made.nomination.id }, { fields: fields as never });
  const organisation = await given.organisation(app.em);
  organisationId = organisation.id;
  own = await app.signIn((await given.user(app.em, { memberOf: [organisation] })).email);
});
afterAll(() => app.close());

const first = { title: 'Маршрут', problem: 'Далеко\nехать', steps: ['раз', 'два'] };

async function submitted(): Promise<string> {
  const begun = { nominationId: made.nomination.id, organisationId, answers: first };
  const id = (await own.api('POST', 'submissions', begun)).json<{ id: string }>().id;
  await attach(id, 'одно.pdf');
  await attach(id, 'другое.pdf');
  // A form with a file carries its texts along; this one had none.
  await types(id, first);
  const sent = await own.api('POST', `submissions/${id}/submit`);
  expect([sent.statusCode, sent.json<{ errors?: object }>().errors]).toEqual([200, undefined]);
  return id;
}

async function attach(id: string, name: string): Promise<void> {
  const page = (await own.get(`/submissions/${id}/edit`)).body;
  const address = /formaction="([^"]*files\/proof[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
  const { statusCode } = await app.nest.inject({
    method: 'POST',
    url: address,
    payload: `--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n%PDF-1.7 ${name}\r\n--b--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    cookies: own.cookies,
  });
  expect(statusCode).toBeLessThan(400);
}

const types = async (id: string, answers: object) => {
  const headers = { 'if-match': (await own.api('GET', `submissions/${id}`)).headers['etag'] as string };
  expect((await own.api('PATCH', `submissions/${id}`, { answers }, { headers })).statusCode).toBe(200);
};
/** In the order of the revision in force. */
const filesOf = (id: string): Promise<{ id: string }[]> =>
  app.em.query(
    `SELECT (f.value->>'id')::uuid AS id FROM submission s JOIN submission_revision r ON r.id = s.revision_id,
            jsonb_array_elements(r.answers->'proof') WITH ORDINALITY f WHERE s.id = $1 ORDER BY f.ordinality`,
    [id],
  );

const deeds: [string, boolean, (id: string) => Promise<unknown>][] = [
  ['nothing', false, () => Promise.resolve()],
  ['other words', true, (id) => types(id, { ...first, problem: 'Близко' })],
  [
    'other words, and back again',
    false,
    async (id) => {
      await types(id, { ...first, problem: 'Близко' });
      await types(id, first);
    },
  ],
  ['line ends of another machine', false, (id) => types(id, { ...first, problem: 'Далеко\r\nехать' })],
  ['an answer taken away', true, (id) => types(id, { ...first, steps: [] })],
  ['rows in another order', true, (id) => types(id, { ...first, steps: ['два', 'раз'] })],
  ['another title', true, (id) => types(id, { ...first, title: 'Другой' })],
  ['a further file', true, (id) => attach(id, 'третье.pdf')],
  [
    'a file taken away',
    true,
    async (id) => {
      const [file] = await filesOf(id);
      await app.em.query('UPDATE attachment SET removed_at = now() WHERE id = $1', [file!.id]);
    },
  ],
  [
    'a caption',
    true,
    async (id) => {
      const [file] = await filesOf(id);
      await app.em.query("UPDATE attachment SET caption = 'Приказ' WHERE id = $1", [file!.id]);
    },
  ],
  [
    'files in another order',
    true,
    async (id) => {
      const [one, two] = await filesOf(id);
      await app.em.query('UPDATE attachment SET position = CASE id WHEN $1 THEN 2 ELSE 1 END WHERE id IN ($1, $2)', [
        one!.id,
        two!.id,
      ]);
    },
  ],
];

it.each(deeds)('after %s (unsent: %s)', async (_what, isUnsent, deed) => {
  const id = await submitted();
  await deed(id);
  const entry = await app.em.findOneByOrFail(Submission, { id });
  const { standing } = await app.nest.get(EntrantsReader).standing(entry);
  const page = (await own.get(`/submissions/${id}`)).body;
  expect([standing.word, page.includes('Изменения ещё не поданы')]).toEqual([
    isUnsent ? 'unsent' : 'submitted',
    isUnsent,
  ]);
});
