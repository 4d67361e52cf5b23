import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import type { FormField } from '../../../../src/domain/cycles/form.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { AttachmentsService } from '../../../../src/submissions/files/attachments.service.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { Readable } from 'node:stream';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../../support/given.js';

let app: TestApp;
let earlier: GivenCycle;
let now: GivenCycle;
let organisation: Organisation;
let browser: Browser;
let entry: Submission;
let email: string;
const now2026 = '2026-06-10T09:00:00Z';
const field = (id: string, label: string, type = 'text'): FormField =>
  ({ id, type, label: { ru: label } }) as unknown as FormField;

beforeAll(async () => {
  app = await startApp({ now: now2026 });
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2025-06-10T09:00:00Z');
  await app.em.query(`UPDATE cycle SET state = 'draft' WHERE state = 'announced'`);
  earlier = await given.cycle(app.em, { stages: { intake: ['2025-06-01T00:00:00Z', '2025-07-01T00:00:00Z'] } });
  await asks(earlier, [
    field('title', 'Название'),
    field('people', 'Сколько людей?'),
    field('old', 'Прежнее'),
    field('proof', 'Файлы', 'files'),
  ]);
  organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  ({ email } = user);
  browser = await app.signIn(email);
  const input = { nominationId: earlier.nomination.id, organisationId: organisation.id };
  const answers = { title: 'Служба помощи', people: '340', old: 'Уйдёт' };
  const { id } = (await browser.api('POST', 'submissions', { ...input, answers })).json<{ id: string }>();
  const bytes = Readable.from([Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n')]);
  const actor = actorOf(user, { organisationIds: [organisation.id] });
  await app.nest.get(AttachmentsService).attach(actor, id, 'proof', { name: 'Отчёт «2025».pdf', bytes });
  entry = await app.em.findOneByOrFail(Submission, { id });
  await at(now2026);
  now = await given.cycle(app.em, { stages: { intake: ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'] } });
  await asks(now, [
    field('title', 'Название'),
    field('people', 'Сколько семей?'),
    field('fresh', 'Новое'),
    field('proof', 'Файлы', 'files'),
  ]);
});

/** The nomination's form, as a version of it is written. */
const asks = ({ nomination }: GivenCycle, fields: FormField[]) =>
  app.em.query('UPDATE form_version SET fields = $1 WHERE nomination_id = $2', [JSON.stringify(fields), nomination.id]);
/** A year later the person signs in anew. */
async function at(instant: string): Promise<void> {
  app.clock.moveTo(instant);
  browser = await app.signIn(email);
}
const begins = () => browser.post(`/submissions/${entry.id}/continue`, { nominationId: now.nomination.id });

it('answers and files go into a draft of the open contest; what changed is marked, what has no place is told before', async () => {
  const before = (await browser.get(`/submissions/${entry.id}/continue`)).body;
  for (const words of ['Сколько семей?', 'Новое', 'Прежнее', 'Отчёт «2025».pdf']) expect(before).toContain(words);
  const answer = await begins();
  expect(answer.statusCode).toBe(303);
  const draft = await app.em.findOneByOrFail(Submission, { continuedFromId: entry.id });
  expect([draft.state, draft.cycleId, draft.title]).toEqual(['draft', now.cycle.id, 'Служба помощи']);
  const [was] = await app.em.findBy(Attachment, { submissionId: entry.id });
  const [is, ...more] = await app.em.findBy(Attachment, { submissionId: draft.id });
  expect([is!.fileId, is!.field, more]).toEqual([was!.fileId, 'proof', []]);
  const edit = (await browser.get(`/submissions/${draft.id}/edit`)).body;
  expect(edit).toContain('Вопрос изменился, прежде он звучал так: «Сколько людей?»');
  expect(edit).toContain('340');
  expect(edit).not.toContain('Уйдёт');
  expect((await browser.get(`/submissions/${entry.id}/continue`)).body).toContain(`href="/submissions/${draft.id}"`);
});

it('the earlier entry stays as it is, also when a file is taken off the new one', async () => {
  await begins();
  const draft = await app.em.findOneByOrFail(Submission, { continuedFromId: entry.id });
  const [file] = await app.em.findBy(Attachment, { submissionId: draft.id });
  await browser.post(`/submissions/${draft.id}/files/${file!.id}/remove`);
  expect(await app.em.countBy(Attachment, { submissionId: entry.id })).toBe(1);
  const old = await app.em.findOneByOrFail(Submission, { id: entry.id });
  expect([old.version, old.title]).toEqual([entry.version, entry.title]);
});

it('another organisation cannot go on from it; without an open intake the page says so and the press is refused', async () => {
  const stranger = await app.signIn((await given.user(app.em, { memberOf: [await given.organisation(app.em)] })).email);
  expect((await stranger.get(`/submissions/${entry.id}/continue`)).statusCode).toBe(404);
  expect(
    (await stranger.post(`/submissions/${entry.id}/continue`, { nominationId: now.nomination.id })).statusCode,
  ).toBe(404);
  await at('2026-08-10T09:00:00Z');
  expect((await browser.get(`/submissions/${entry.id}/continue`)).body).toContain('ни один конкурс не принимает');
  expect((await begins()).statusCode).toBe(404);
});

it('the entry leads there once its own intake is over', async () => {
  expect((await browser.get(`/submissions/${entry.id}`)).body).toContain(`href="/submissions/${entry.id}/continue"`);
  await at('2025-06-10T09:00:00Z');
  expect((await browser.get(`/submissions/${entry.id}`)).body).not.toContain('/continue"');
});
