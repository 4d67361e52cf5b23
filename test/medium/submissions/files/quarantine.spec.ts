import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { actorOfUser } from '../../../../src/accounts/sign-in/identities.service.js';
import { FormVersion } from '../../../../src/cycles/forms/form-version.entity.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { FileScans } from '../../../../src/platform/files/scanning/file-scans.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { Readiness } from '../../../../src/platform/operations/readiness.js';
import { AttachmentsService } from '../../../../src/submissions/files/attachments.service.js';
import { SubmissionsService } from '../../../../src/submissions/writing/submissions.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { ClamdServer, eicar } from '../../../support/clamd.js';
import { announce } from '../../../support/letters.js';
import { given } from '../../../support/given.js';

const clamd = new ClamdServer();
let app: TestApp;
beforeAll(async () => {
  await clamd.start();
  app = await startApp({ env: { CLAMAV_URL: clamd.url } });
});
afterAll(async () => {
  await app.close();
  await clamd.stop();
});

const pdf = (text = '') => Buffer.concat([Buffer.from(`%PDF-1.7\n${text}\n`), randomBytes(200_000)]);

async function scene() {
  const made = await given.cycle(app.em, {
    stages: {
      intake: ['2026-06-01T00:00:00Z', '2026-06-20T00:00:00Z'],
      screening: ['2026-06-01T00:00:00Z', '2026-07-20T00:00:00Z'],
    },
  });
  const fields = [
    { id: 'title', type: 'text', label: { ru: 'Название практики' } },
    { id: 'proofs', type: 'files', label: { ru: 'Файлы' } },
  ];
  await app.em.update(FormVersion, { id: made.form.id }, { fields: fields as never });
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const organizer = await given.user(app.em, { roles: [{ role: 'organizer', cycleId: made.cycle.id }] });
  const actor = (await actorOfUser(app.db, user.id)) as Person;
  const { id } = await app.nest.get(SubmissionsService).start(actor, {
    nominationId: made.nomination.id,
    organisationId: organisation.id,
    answers: { title: 'Практика' },
  });
  const attach = (name: string, bytes: Buffer) =>
    app.nest.get(AttachmentsService).attach(actor, id, 'proofs', { name, bytes: Readable.from([bytes]) });
  const [browser, staff] = [await app.signIn(user.email), await app.signIn(organizer.email)];
  return { ...made, id, actor, attach, browser, staff, user, organizer };
}

const stateOf = async (id: string): Promise<string> => {
  const rows: { state: string }[] = await app.em.query('SELECT state FROM file_scan WHERE id = $1', [id]);
  return rows[0]?.state ?? 'none';
};

describe('a file that is sent while a scanner is connected', () => {
  it('is scanned byte for byte and opened once it is clean', async () => {
    const { id, attach, browser } = await scene();
    const before = clamd.scanned;
    const { id: file, fileId } = await attach('Чистый.pdf', pdf());
    expect(clamd.scanned).toBe(before + 1);
    expect(await stateOf(fileId)).toBe('clean');
    expect((await browser.get(`/submissions/${id}/files/${file}`)).statusCode).toBe(200);
  });

  it('in which something is found is given to nobody, told to its people and the organizer, and not submitted', async () => {
    const { id, attach, browser, staff, actor, user, organizer } = await scene();
    await attach('Чистый.pdf', pdf());
    await app.nest.get(SubmissionsService).submit(actor, id);
    const { id: file, fileId } = await attach('Счёт.pdf', pdf(eicar));
    expect(await stateOf(fileId)).toBe('infected');
    for (const path of ['', '/view', '/shown'])
      expect([404, 409]).toContain((await browser.get(`/submissions/${id}/files/${file}${path}`)).statusCode);
    expect((await browser.get(`/submissions/${id}/files/${file}`)).body).toContain('Файл пока нельзя открыть');
    const page = (await browser.get(`/submissions/${id}/edit`)).body;
    expect(page).toContain('Заражён (Win.Test.EICAR_HDB-1)');
    expect(page).not.toContain(`href="/submissions/${id}/files/${file}"`);
    const refused = await browser.api('POST', `submissions/${id}/submit`);
    expect(refused.json()).toMatchObject({ code: 'entry-incomplete', errors: [{ pointer: '/proofs' }] });
    expect((await browser.get(`/submissions/${id}/check`)).body).toContain('найден вирус');
    expect((await staff.get(`/submissions/${id}/files/${file}`)).statusCode).toBe(404);
    const news = (await app.em.findBy(OutboxMessage, { type: 'file.infected' })).find(
      ({ payload }) => payload['fileId'] === fileId,
    );
    await announce(app, news!.id);
    const letters: { recipient: string }[] = await app.em.query(
      'SELECT recipient FROM delivery WHERE message_id = $1',
      [news!.id],
    );
    expect(letters.map(({ recipient }) => recipient).sort()).toEqual([user.email, organizer.email].sort());
    await app.nest.get(AttachmentsService).detach(actor, id, file);
    expect((await browser.api('POST', `submissions/${id}/submit`)).statusCode).toBe(200);
  });

  it('waits in quarantine while the scanner is down, may be submitted, and is opened once it was looked at', async () => {
    const { id, attach, browser, staff, actor } = await scene();
    const { port } = clamd;
    await clamd.stop();
    const { id: file, fileId } = await attach('Ждёт.pdf', pdf());
    expect(await stateOf(fileId)).toBe('waiting');
    expect((await browser.get(`/submissions/${id}/files/${file}`)).statusCode).toBe(409);
    expect((await browser.get(`/submissions/${id}/edit`)).body).toContain('Проверяется на вирусы');
    const entry = await app.nest.get(SubmissionsService).submit(actor, id);
    expect(entry.state).toBe('submitted');
    expect((await staff.get(`/submissions/${id}/files/${file}`)).statusCode).toBe(409);
    expect((await app.nest.get(Readiness).report()).checks['scanner']).toMatchObject({ ok: false });
    await app.nest.get(FileScans).scanWaiting();
    expect(await stateOf(fileId)).toBe('waiting');
    await clamd.start(port);
    await app.nest.get(FileScans).scanWaiting();
    expect(await stateOf(fileId)).toBe('clean');
    expect((await staff.get(`/submissions/${id}/files/${file}`)).statusCode).toBe(200);
    expect((await app.nest.get(Readiness).report()).checks['scanner']).toEqual({ ok: true });
  });

  it('is answered once where two scan it at once', async () => {
    const { attach } = await scene();
    const { port } = clamd;
    await clamd.stop();
    const { fileId } = await attach('Дважды.pdf', pdf(eicar));
    await clamd.start(port);
    await Promise.all([1, 2, 3].map(() => app.nest.get(FileScans).scanWaiting()));
    const news = await app.em.findBy(OutboxMessage, { type: 'file.infected' });
    expect(news.filter(({ payload }) => payload['fileId'] === fileId)).toHaveLength(1);
  });
});

describe('the administrator', () => {
  it('is told whether anything scans', async () => {
    const { email } = await given.user(app.em, { roles: [{ role: 'admin' }] });
    expect((await (await app.signIn(email)).get('/admin')).body).toContain('Каждый файл проверяет сканер');
  });
});
