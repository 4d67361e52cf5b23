import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import type { Answers, FormField } from '../../../../src/domain/cycles/form.js';
import { hashCommand } from '../../../../src/commands/hash.js';
import type { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { problemOf } from '../../../../src/platform/http/problems/problem.js';
import { Printer } from '../../../../src/platform/paper/printer.js';
import { printed } from '../../../../src/platform/paper/press.js';
import { Attachment } from '../../../../src/submissions/files/attachment.entity.js';
import { AttachmentsService } from '../../../../src/submissions/files/attachments.service.js';
import { SubmissionRevision } from '../../../../src/submissions/revisions/submission-revision.entity.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { SavingService } from '../../../../src/submissions/writing/saving.service.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { textOfPdf } from '../../../support/text-of-answer.js';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const fields: FormField[] = [
  { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true, step: { ru: 'Практика' } },
  { id: 'idea', type: 'textarea', label: { ru: 'Суть решения' }, maxLength: 50_000 },
  {
    id: 'results',
    type: 'table',
    label: { ru: 'Результаты' },
    columns: [
      { id: 'what', type: 'text', label: { ru: 'Показатель' } },
      { id: 'after', type: 'number', label: { ru: 'Стало' } },
    ],
  },
  { id: 'proofs', type: 'files', label: { ru: 'Подтверждения' }, step: { ru: 'Файлы' }, maxFiles: 3 },
];
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3000, 'x')]);

let app: TestApp;
let service: SubmissionsService;
beforeAll(async () => {
  app = await startApp();
  service = app.nest.get(SubmissionsService);
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

async function entry(answers: Answers = {}) {
  const made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-19T21:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  await app.em.update(FormVersion, { id: made.form.id }, { fields });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation], timeZone: 'Asia/Yekaterinburg' });
  const actor = (await actorOfUser(app.db, user.id)) as Person;
  const browser = await app.signIn(user.email);
  const input = {
    nominationId: made.nomination.id,
    organisationId: organisation.id,
    answers: { title: 'Семейный паспорт', idea: 'Полный разбор', ...answers },
  };
  const { id } = await service.start(actor, input);
  const attach = (name: string, bytes: Buffer = pdf) =>
    app.nest.get(AttachmentsService).attach(actor, id, 'proofs', { name, bytes: Readable.from([bytes]) });
  return { ...made, id, user, actor, browser, organisation, input, attach };
}

const hashOf = async (browser: Browser, id: string, number = 1) => {
  const { rawPayload } = await browser.get(`/submissions/${id}/revisions/${number}/content.json`);
  return sha256(rawPayload);
};

describe('the hash of an entry', () => {
  it('is that of its content as it is downloaded, on the page and for programs, and of nothing else', async () => {
    const one = await entry();
    const other = await entry();
    await one.attach('б.pdf');
    await one.attach('а.pdf');
    await other.attach('а.pdf');
    await other.attach('б.pdf');
    for (const { actor, id } of [one, other]) await service.submit(actor, id);
    const revisions = await app.em.findBy(SubmissionRevision, [{ submissionId: one.id }, { submissionId: other.id }]);
    const [hash, another] = revisions.map(({ contentHash }) => contentHash);
    expect(hash).toBe(another);
    expect(await hashOf(one.browser, one.id)).toBe(hash);
    const told = await one.browser.api('GET', `submissions/${one.id}/revisions/1/content`);
    expect(sha256(told.rawPayload)).toBe(hash);
    expect(told.body).not.toContain(one.id);
  });

  it('is computed again by the command, which compares the files too', async () => {
    const here = await entry();
    await here.attach('Паспорт “А”.pdf');
    await service.submit(here.actor, here.id);
    const { contentHash } = await app.em.findOneByOrFail(SubmissionRevision, { submissionId: here.id });
    const folder = mkdtempSync(join(tmpdir(), 'laureat-hash-'));
    const content = (await here.browser.get(`/submissions/${here.id}/revisions/1/content.json`)).body;
    writeFileSync(join(folder, 'entry.json'), JSON.stringify(JSON.parse(content), null, 4).normalize('NFD'));
    const run = async (path: string) => {
      const said: unknown[] = [];
      const code = await hashCommand.run({ values: {}, positionals: [path], print: (data) => void said.push(data) });
      return { code, said: said[0] as { hash: string; files: { state: string }[] } };
    };
    expect(await run(join(folder, 'entry.json'))).toMatchObject({ code: 0, said: { hash: contentHash } });
    expect(await run(folder)).toMatchObject({ code: 1, said: { hash: contentHash, files: [{ state: 'missing' }] } });
    writeFileSync(join(folder, 'Паспорт “А”.pdf'), 'another');
    expect((await run(folder)).said.files).toMatchObject([{ state: 'differs' }]);
    writeFileSync(join(folder, 'renamed.pdf'), pdf);
    expect(await run(folder)).toMatchObject({ code: 0, said: { files: [{ state: 'same' }] } });
  });

  it('submitted again with the same content makes no revision, by the page and for programs', async () => {
    const here = await entry();
    const first = await here.attach('а.pdf');
    await service.submit(here.actor, here.id);
    // The same bytes under the same name, and the same words in another spelling.
    await app.nest.get(AttachmentsService).detach(here.actor, here.id, first.id);
    await here.attach('а.pdf');
    const { version } = await service.submit(here.actor, here.id);
    await app.nest.get(SavingService).save(here.actor, here.id, {
      version,
      answers: { title: 'Семейный паспорт'.normalize('NFD'), idea: 'Полный разбор' },
    });
    await here.browser.post(`/submissions/${here.id}/submit`, {});
    await here.browser.api('POST', `submissions/${here.id}/submit`);
    expect(await app.em.countBy(SubmissionRevision, { submissionId: here.id })).toBe(1);
    // A caption is content.
    await app.em.update(Attachment, { submissionId: here.id }, { caption: 'Страница 3' });
    await here.browser.post(`/submissions/${here.id}/submit`, {});
    expect(await app.em.countBy(SubmissionRevision, { submissionId: here.id })).toBe(2);
    expect(await hashOf(here.browser, here.id, 2)).not.toBe(await hashOf(here.browser, here.id, 1));
  });
});

describe('the papers of an entry', () => {
  it('say when it arrived in the zone of the cycle and one’s own, who sent it, and each file with its hash', async () => {
    const here = await entry();
    await here.attach('Отчёт "2026".pdf');
    await service.submit(here.actor, here.id);
    const { body } = await here.browser.get(`/submissions/${here.id}/receipt`);
    const text = body.replaceAll('&quot;', '"').replaceAll('\u00a0', ' ');
    for (const said of ['12:00:00 МСК', 'Москва', 'UTC+3', '14:00', here.user.name, here.organisation.name])
      expect(text).toContain(said);
    expect(text).toContain('Отчёт "2026".pdf');
    expect(text).toContain(sha256(pdf).slice(0, 8));
    expect(text).toContain('laureat hash');
    const paper = await here.browser.get(`/submissions/${here.id}/revisions/1/entry.pdf`);
    expect(paper.headers['content-type']).toBe('application/pdf');
    const printedText = textOfPdf(paper.rawPayload);
    for (const said of ['Семейный паспорт', 'Полный разбор', sha256(pdf).slice(0, 8)])
      expect(printedText).toContain(said);
    expect(paper.rawPayload.toString('latin1')).toContain('/Lang (ru)');
    expect(paper.rawPayload.toString('latin1')).toContain('/Marked true');
  });

  it('are for those who may read the entry, and a draft for its own people alone', async () => {
    const here = await entry();
    const stranger = await app.signIn(
      (await given.user(app.em, { memberOf: [await given.organisation(app.em)] })).email,
    );
    const organizer = await app.signIn(
      (await given.user(app.em, { roles: [{ role: 'organizer', cycleId: here.cycle.id }] })).email,
    );
    const paths = ['draft.pdf', 'deadline.ics', 'receipt', 'revisions/1/entry.pdf', 'revisions/1/content.json'];
    const codes = async (browser: Browser) =>
      Promise.all(paths.map(async (path) => (await browser.get(`/submissions/${here.id}/${path}`)).statusCode));
    expect(await codes(here.browser)).toEqual([200, 200, 404, 404, 404]);
    expect(await codes(organizer)).toEqual([404, 404, 404, 404, 404]);
    await service.submit(here.actor, here.id);
    expect(await codes(here.browser)).toEqual([200, 200, 200, 200, 200]);
    expect(await codes(organizer)).toEqual([404, 404, 200, 200, 200]);
    expect(await codes(stranger)).toEqual([404, 404, 404, 404, 404]);
    for (const number of ['0', '-1', '1e3', '99999999', 'x', '2'])
      expect((await here.browser.get(`/submissions/${here.id}/revisions/${number}/entry.pdf`)).statusCode).toBe(404);
  });

  it('print what people type: signs that no font has, words without end, many pages and tables', async () => {
    const idea = `Ракета 🚀 и семья 👨‍👩‍👧, 漢字. ${'Щ'.repeat(400)} ${'Полный разбор положения семей. '.repeat(1400)}`;
    const results = Array.from({ length: 40 }, (_, n) => ({ what: `Показатель ${n} ${'ы'.repeat(60)}`, after: '54' }));
    const here = await entry({ idea, results });
    await service.submit(here.actor, here.id);
    const paper = await here.browser.get(`/submissions/${here.id}/revisions/1/entry.pdf`);
    expect(paper.statusCode).toBe(200);
    const text = textOfPdf(paper.rawPayload);
    expect(text).toContain('[U+1F680]');
    expect(text).toContain('[U+6F22]');
    expect(text.match(/Показатель 39/g)).not.toBeNull();
  });

  it('are refused with words where too many are printed at once', async () => {
    const printer = app.nest.get(Printer);
    const paper = { document: { content: ['Слово'], defaultStyle: { font: 'Serif' } }, foot: '', head: '' };
    const made = await Promise.allSettled(Array.from({ length: 30 }, () => printer.print(paper)));
    const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refusal] : []));
    expect(refused).toHaveLength(10);
    expect(refused[0]!.detail).toEqual({ code: 'paper-not-made', why: 'busy' });
    const facts = { locale: 'ru' as const, timeZone: 'UTC', requestId: '' };
    expect(problemOf(refused[0]!, facts)).toMatchObject({ status: 503, title: 'Документ сейчас не напечатать' });
    await expect(printer.print(paper)).resolves.toBeDefined();
  });

  it('print the same bytes for the same paper', async () => {
    const paper = () => ({
      document: { content: ['Слово 🚀'], defaultStyle: { font: 'Serif' }, info: { creationDate: new Date(0) } },
      foot: 'низ',
      head: '',
    });
    expect(await printed(paper())).toEqual(await printed(paper()));
  });
});

describe('the deadline for a calendar', () => {
  const unfolded = (text: string) => text.replaceAll('\r\n ', '');

  it('is the end of the intake, or the term of a returned entry, in a file that calendars take', async () => {
    const here = await entry({ title: `Практика; с запятой, и ${'длинным названием '.repeat(8)}` });
    const { body, headers } = await here.browser.get(`/submissions/${here.id}/deadline.ics`);
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
    for (const line of body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(body).not.toMatch(/(?<!\r)\n/);
    const text = unfolded(body);
    expect(text).toContain(`UID:entry-${here.id}@contest.example\r\n`);
    expect(text).toContain('DTEND:20260619T210000Z\r\n');
    expect(text).toContain('Практика\\; с запятой\\, и');
    await service.submit(here.actor, here.id);
    await app.em.query(
      `UPDATE submission SET state = 'returned', due_at = '2026-06-15T21:00:00Z', reason = 'Нет показателя',
      screened_at = now(), screened_by_id = $2 WHERE id = $1`,
      [here.id, here.user.id],
    );
    const returned = unfolded((await here.browser.get(`/submissions/${here.id}/deadline.ics`)).body);
    expect(returned).toContain('DTEND:20260615T210000Z\r\n');
    expect(returned).toContain(`UID:entry-${here.id}@contest.example\r\n`);
  });

  it('is not where nothing can be changed any more', async () => {
    const here = await entry();
    await service.submit(here.actor, here.id);
    app.clock.moveTo('2026-06-19T21:00:00Z');
    expect((await here.browser.get(`/submissions/${here.id}/deadline.ics`)).statusCode).toBe(404);
    expect((await here.browser.get(`/submissions/${here.id}`)).body).not.toContain('deadline.ics');
    expect((await here.browser.get(`/submissions/${here.id}/receipt`)).body).not.toContain('deadline.ics');
  });
});

describe('the blank form', () => {
  it('is for everybody once the cycle is announced, and says what is needed and how much', async () => {
    const here = await entry();
    const path = `/cycles/${here.cycle.id}/nominations/${here.nomination.id}/blank.pdf`;
    const { statusCode, rawPayload } = await app.guest().get(path);
    expect(statusCode).toBe(200);
    const text = textOfPdf(rawPayload).replaceAll('\u00a0', ' ');
    for (const said of ['Название практики', 'нужно', 'до 50 000 знаков', 'до 3 файлов, каждый до 20 МБ'])
      expect(text).toContain(said);
    await app.em.query(`UPDATE cycle SET state = 'draft', announced_at = NULL WHERE id = $1`, [here.cycle.id]);
    expect((await app.guest().get(path)).statusCode).toBe(404);
  });
});
