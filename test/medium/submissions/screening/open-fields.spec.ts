import { Readable } from 'node:stream';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { FormField } from '../../../../src/domain/cycles/form.js';
import type { Actor, Person } from '../../../../src/domain/kernel/actor.js';
import { AuditRecord } from '../../../../src/platform/audit/audit-record.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { AttachmentsService } from '../../../../src/submissions/files/attachments.service.js';
import { ScreeningService } from '../../../../src/submissions/screening/screening.service.js';
import { SavingService } from '../../../../src/submissions/writing/saving.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { announce, deliver } from '../../../support/letters.js';

/** A return opens some of the fields: pages, saving, files, submitting, programs and letters hold to it. */
let app: TestApp;
let made: GivenCycle;
let screener: Person;

const fields: FormField[] = [
  { id: 'title', type: 'text', label: { ru: 'Название практики', en: 'Title' }, step: { ru: 'О практике' } },
  { id: 'result', type: 'textarea', label: { ru: 'Измеренный результат', en: 'Result' }, step: { ru: 'Результаты' } },
  { id: 'proof', type: 'files', label: { ru: 'Подтверждения', en: 'Proof' }, step: { ru: 'Результаты' } },
];
const title = 'Семейный навигатор';
const pdf = () => ({ name: 'Приказ.pdf', bytes: Readable.from([Buffer.from('%PDF-1.7\nприказ')]) });

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z', broken: ['register-is-unbroken'] });
  made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-30T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  await app.em.update(FormVersion, { id: made.form.id }, { fields });
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  screener = (await actorOfUser(app.db, (await given.user(app.em, { roles })).id)) as Person;
});
afterAll(() => app.close());

async function returned(open: string[], between: (id: string, actor: Actor) => Promise<unknown> = async () => null) {
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const actor = await actorOfUser(app.db, user.id);
  const input = { nominationId: made.nomination.id, organisationId: organisation.id };
  const { id } = await app.nest
    .get(SubmissionsService)
    .start(actor, { ...input, answers: { title, result: 'Стало 7,1 %' } });
  await app.nest.get(AttachmentsService).attach(actor, id, 'proof', pdf());
  await app.nest.get(SubmissionsService).submit(actor, id);
  await between(id, actor);
  await app.nest.get(ScreeningService).returnForRevision(screener, id, { reason: 'Нет значения «до»', open });
  const { version } = await app.em.findOneByOrFail(Submission, { id });
  return { id, actor, user, version };
}

const detail = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { detail?: unknown }) => error.detail,
  );
const save = (actor: Actor, id: string, version: number, answers: Record<string, string>) =>
  app.nest.get(SavingService).save(actor, id, { version, answers });

it('changes of an open field are kept and submitted, others refused by name, and the next submission opens all', async () => {
  const { id, actor, version } = await returned(['result']);
  expect(await detail(save(actor, id, version, { title: 'Другое', result: 'Было 6,8 %' }))).toEqual({
    code: 'fields-closed',
    titles: ['Название практики'],
    problems: [{ pointer: '/title', rule: 'field-closed' }],
  });
  const files = app.nest.get(AttachmentsService);
  expect(await detail(files.attach(actor, id, 'proof', pdf()))).toMatchObject({ titles: ['Подтверждения'] });
  await save(actor, id, version, { title, result: 'Было 6,8 %, стало 7,1 %' });
  const again = await app.nest.get(SubmissionsService).submit(actor, id);
  expect(again).toMatchObject({ state: 'submitted', revisions: 2, openFields: null });
  await files.attach(actor, id, 'proof', pdf());
});

it('nothing chosen leaves all open', async () => {
  const { id, actor, version } = await returned([]);
  await save(actor, id, version, { title: 'Другое' });
  expect(await app.nest.get(SubmissionsService).submit(actor, id)).toMatchObject({ title: 'Другое' });
});

it('what was typed and taken off before the return is put back in one press, and is not lost', async () => {
  const { id, actor, user } = await returned(['result'], async (entry, writer) => {
    await save(writer, entry, 1, { title: 'Новое имя' });
    const [file] = await app.em.query<{ id: string }[]>('SELECT id FROM attachment WHERE submission_id = $1', [entry]);
    await app.nest.get(AttachmentsService).detach(writer, entry, file!.id);
  });
  const submissions = app.nest.get(SubmissionsService);
  expect(await detail(submissions.submit(actor, id))).toMatchObject({
    code: 'fields-closed',
    titles: ['Название практики', 'Подтверждения'],
  });
  const browser = await app.signIn(user.email);
  const check = (await browser.get(`/submissions/${id}/check`)).body;
  expect([check.includes('поле закрыто'), check.includes(`action="/submissions/${id}/submit"`)]).toEqual([true, false]);
  const page = (await browser.get(`/submissions/${id}/edit?step=1`)).body;
  expect([page.includes('Новое имя'), page.includes('name="title"'), page.includes('name="putBack"')]).toEqual([
    true,
    false,
    true,
  ]);
  expect((await browser.post(`/submissions/${id}/edit?step=1`, { putBack: '1' })).statusCode).toBe(303);
  const [past] = await app.em.query<{ value: string }[]>(
    "SELECT value FROM submission_field_past WHERE submission_id = $1 AND field = 'title' ORDER BY version DESC",
    [id],
  );
  expect(past).toBeDefined();
  await save(actor, id, 99, { result: 'Было 6,8 %' });
  const { revisionId } = await submissions.submit(actor, id);
  const [frozen] = await app.em.query<{ title: string; files: number }[]>(
    'SELECT title, jsonb_array_length(files) AS files FROM submission_revision WHERE id = $1',
    [revisionId],
  );
  expect(frozen).toEqual({ title, files: 1 });
});

it('pages say what is open and why; a page that was opened before loses nothing of what it sends', async () => {
  const { id, user, version } = await returned(['result']);
  const browser = await app.signIn(user.email);
  expect((await browser.get(`/submissions/${id}`)).body).toContain('Открыто для правки поле: Измеренный результат.');
  const shown = (await browser.get(`/submissions/${id}/edit`)).body;
  expect([shown.includes('name="result"'), shown.includes('name="files.proof"'), shown.includes('Приказ.pdf')]).toEqual(
    [true, false, true],
  );
  const late = await browser.post(`/submissions/${id}/edit?step=1`, { title: 'Набрано раньше', version: `${version}` });
  expect([late.statusCode, late.body.includes('Набрано раньше')]).toEqual([422, true]);
});

it('who screens chooses on the page, programs by the API; the record and the letter say it', async () => {
  const organisation = await given.organisation(app.em);
  const english = await given.user(app.em, { memberOf: [organisation], locale: 'en' });
  const { id } = await given.submittedEntry(app.em, made, { state: 'submitted', organisation });
  const browser = await app.signIn(
    (await app.em.query('SELECT email FROM user_account WHERE id = $1', [screener.userId]))[0].email,
  );
  const path = `/cycles/${made.cycle.id}/screening/${id}`;
  const refused = await browser.post(path, { verb: 'return', reason: '', open: ['result', 'proof'] });
  expect([refused.statusCode, /value="proof"\s+checked/.test(refused.body)]).toEqual([422, true]);
  expect((await browser.api('POST', `submissions/${id}/return`, { reason: 'x', openFields: ['no'] })).statusCode).toBe(
    422,
  );
  await browser.post(path, { verb: 'return', reason: 'Нет файла', open: ['result', 'proof'] });
  expect((await browser.api('GET', `submissions/${id}`)).json()).toMatchObject({ openFields: ['result', 'proof'] });
  const [record] = await app.em.findBy(AuditRecord, { subjectId: id, action: 'return' });
  expect(record!.after).toMatchObject({ openFields: ['result', 'proof'] });
  const news = (await app.em.findBy(OutboxMessage, { type: 'submission.returned' })).find(
    ({ payload }) => payload['submissionId'] === id,
  )!;
  await announce(app, news.id);
  const [letter] = await app.em.query<{ id: string }[]>('SELECT id FROM delivery WHERE message_id = $1', [news.id]);
  await deliver(app, letter!.id);
  const [mail] = await app.em.query<{ text: string }[]>('SELECT text FROM captured_mail WHERE recipient LIKE $1', [
    `%${english.email}%`,
  ]);
  expect(mail!.text).toMatch(/Open for change[\s\S]*Result, Proof/);
});

it('SQL keeps open fields to returned entries', async () => {
  const { id } = await given.submittedEntry(app.em, made, { state: 'submitted' });
  await expect(app.em.update(Submission, { id }, { openFields: ['title'] })).rejects.toThrow('submission_open_fields');
});
