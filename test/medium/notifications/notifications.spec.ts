import { simpleParser } from 'mailparser';
import { RoleInvitationsService } from '../../../src/accounts/role-invitations/role-invitations.service.js';
import { SignInService } from '../../../src/accounts/sign-in/sign-in.service.js';
import { systemActor } from '../../../src/domain/kernel/actor.js';
import { Evaluation } from '../../../src/judging/sheets/evaluation.entity.js';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { LettersService } from '../../../src/notifications/letters.service.js';
import { news } from '../../../src/notifications/all-news.js';
import { LetterSender } from '../../../src/notifications/letter-sender.js';
import { tell } from '../../../src/platform/database/save.js';
import { newId } from '../../../src/platform/ids.js';
import { untoldNews } from '../../../src/platform/jobs/job-table.js';
import { CapturedMail } from '../../../src/platform/mail/captured-mail.entity.js';
import { OutboxMessage } from '../../../src/platform/outbox/outbox-message.entity.js';
import { startApp, type TestApp } from '../../support/app.js';
import { actorOf, given } from '../../support/given.js';
import { announce, deliver, relayOf } from '../../support/letters.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    now: '2026-02-15T09:00:00Z',
    // Its protocols and publications are written by hand.
    broken: [
      'protocol-has-its-hash',
      'publication-has-its-hash',
      'publication-has-two-signatures',
      'published-decision-is-on-record',
    ],
  });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-02-15T09:00:00Z'));

/** Appends an event and returns the id of its message. */
async function happened(type: string, facts: Record<string, string | number>): Promise<string> {
  await app.db.transaction((tx) => tell(tx, [{ type, ...facts }], app.clock.now()));
  const [message] = await app.em.find(OutboxMessage, { where: { type }, order: { id: 'DESC' }, take: 1 });
  return message!.id;
}
const deliveriesOf = (messageId: string) =>
  app.em.find(Delivery, { where: { messageId }, order: { recipient: 'ASC' } });
async function send(messageId: string): Promise<Delivery[]> {
  await announce(app, messageId);
  for (const { id } of await deliveriesOf(messageId)) await deliver(app, id);
  return deliveriesOf(messageId);
}
const mailOf = async ({ id }: Delivery): Promise<CapturedMail> =>
  app.em.findOneByOrFail(CapturedMail, { messageId: `<${id}@contest.example>` });

async function entryOfTwo(values: object = {}) {
  const made = await given.cycle(app.em);
  const organisation = await given.organisation(app.em);
  const russian = await given.user(app.em, { memberOf: [organisation], timeZone: 'Asia/Yekaterinburg' });
  const english = await given.user(app.em, { memberOf: [organisation], locale: 'en', name: 'Smith John' });
  const entry = await given.submittedEntry(app.em, made, { organisation, title: 'Семейные паспорта', ...values });
  return { ...made, organisation, russian, english, entry };
}

describe('An event', () => {
  test('becomes one letter for each person, however often and side by side it is announced and delivered', async () => {
    const { entry, russian, english } = await entryOfTwo();
    const id = await happened('submission.submitted', { submissionId: entry.id, revision: 1 });
    await Promise.all(Array.from({ length: 6 }, () => announce(app, id)));
    const rows = await deliveriesOf(id);
    expect(rows.map(({ recipient }) => recipient)).toEqual([russian.email, english.email].sort());
    await Promise.all(rows.flatMap((row) => Array.from({ length: 5 }, () => deliver(app, row.id))));
    await announce(app, id);
    const sent = await deliveriesOf(id);
    expect(sent.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['sent', 1],
    ]);
    for (const row of sent)
      expect(await app.em.countBy(CapturedMail, { messageId: `<${row.id}@contest.example>` })).toBe(1);
  });

  test('that nobody hears about is passed over', async () => {
    const id = await happened('nobody.hears', {});
    expect(await announce(app, id)).toBeNull();
    expect(await deliveriesOf(id)).toEqual([]);
  });

  test('reaches neither people who left nor closed accounts', async () => {
    const { entry, russian, english } = await entryOfTwo();
    await app.em.update('user_account', { id: russian.id }, { deactivatedAt: new Date() });
    const rows = await send(await happened('submission.admitted', { submissionId: entry.id }));
    expect(rows.map(({ recipient }) => recipient)).toEqual([english.email]);
  });
});

describe('The receipt', () => {
  test('names number, revision, hash and time with its zone and the reader’s own, in both languages and forms', async () => {
    const { entry } = await entryOfTwo({ submittedAt: new Date('2026-02-10T09:30:15Z') });
    const rows = await send(await happened('submission.submitted', { submissionId: entry.id, revision: 1 }));
    const [revision]: { content_hash: string }[] = await app.em.query(
      'SELECT content_hash FROM submission_revision WHERE id = $1',
      [entry.revisionId],
    );
    for (const row of rows) {
      const { html, text } = await mailOf(row);
      for (const version of [html, text]) {
        expect(version).toContain(entry.registerNumber);
        expect(version.replaceAll(' ', '')).toContain(revision!.content_hash);
        expect(version).toMatch(row.locale === 'ru' ? /12:30:15\sМСК/ : /12:30:15\sMSK/);
        expect(version).toContain(`https://contest.example/submissions/${entry.id}/receipt`);
      }
      if (row.locale === 'ru') expect(text).toContain('14:30');
      expect(text).not.toMatch(/&\w+;|<\w/);
    }
  });
});

describe('A letter with a personal link', () => {
  const invite = async () => {
    const input = { email: `guest${Date.now()}@example.org`, name: 'Гость Анна Ивановна', role: 'auditor' as const };
    const invitation = await app.nest.get(RoleInvitationsService).invite(systemActor, input);
    const rows: { id: string }[] = await app.em.query(
      "SELECT id FROM outbox_message WHERE type = 'invitation.sent' AND payload->>'invitationId' = $1",
      [invitation.id],
    );
    return rows[0]!.id;
  };

  test('carries the token in the mail alone: neither the row nor the preview has it', async () => {
    const id = await invite();
    await announce(app, id);
    const [waiting] = await deliveriesOf(id);
    await deliver(app, waiting!.id);
    const mail = await mailOf(waiting!);
    const token = /invitations\/([\w-]{20,})/.exec(mail.text)![1]!;
    expect((await app.guest().get(`/invitations/${token}`)).statusCode).toBe(200);
    const admin = await given.user(app.em, { roles: [{ role: 'admin' }] });
    const browser = await app.signIn(admin.email);
    const seen = [
      JSON.stringify(await deliveriesOf(id)),
      (await browser.get(`/admin/mail/${waiting!.id}`)).body,
      (await browser.get(`/admin/mail/${waiting!.id}/html`)).body,
      JSON.stringify(await app.em.query('SELECT * FROM sealed_link')),
      JSON.stringify(await app.em.query('SELECT * FROM audit_record')),
    ];
    for (const text of seen) expect(text).not.toContain(token);
    expect(seen[1]).toContain('/invitations/•••');
  });

  test('is not written for a link that was used meanwhile', async () => {
    const user = await given.user(app.em);
    await app.nest.get(SignInService).sendLink(user.email, { address: '127.0.0.1', device: '' });
    await app.em.query('UPDATE sign_in_link SET used_at = now() WHERE user_id = $1', [user.id]);
    const [message] = await app.em.find(OutboxMessage, {
      where: { type: 'user.link-asked' },
      order: { id: 'DESC' },
      take: 1,
    });
    expect(await send(message!.id)).toEqual([]);
  });
});

describe('Every kind of letter', () => {
  test('is written in both languages, as HTML and as text', async () => {
    const { cycle, nomination, entry, organisation } = await entryOfTwo();
    const dueAt = new Date('2026-02-20T21:00:00Z');
    const person = { screenedById: systemActor.userId ?? entry.id, screenedAt: dueAt };
    const place = { cycle, nomination };
    const returned = await given.submittedEntry(app.em, place, {
      organisation,
      state: 'returned',
      reason: 'Нет подписи <b>',
      dueAt,
      ...person,
    });
    const rejected = await given.submittedEntry(app.em, place, {
      organisation,
      state: 'rejected',
      reason: 'Не та номинация',
      ...person,
    });
    const withdrawn = await given.submittedEntry(app.em, place, {
      organisation,
      state: 'withdrawn',
      withdrawnAt: dueAt,
    });
    const experts = [];
    const reopened: string[] = [];
    for (const locale of ['ru', 'en'] as const) {
      const user = await given.user(app.em, { locale });
      const expert = await given.expert(app.em, { cycle }, { user });
      const { id: assignmentId } = await given.assignment(app.em, expert, entry);
      const sheet = { id: newId(), assignmentId, revisionId: entry.revisionId!, state: 'draft' as const };
      const times = { createdAt: dueAt, savedAt: dueAt, submittedAt: null, restorationId: null };
      await app.em.insert(Evaluation, { ...sheet, ...times, version: 2 });
      reopened.push(sheet.id);
      experts.push(expert);
      await given.user(app.em, { locale, roles: [{ role: 'organizer', cycleId: cycle.id }] });
    }
    const [intake, review]: { id: string }[] = await app.em.query(
      "SELECT id FROM stage WHERE cycle_id = $1 AND kind IN ('intake', 'review') ORDER BY position",
      [cycle.id],
    );
    const told: [string, Record<string, string | number>][] = [
      ['submission.submitted', { submissionId: entry.id, revision: 1 }],
      ['submission.returned', { submissionId: returned.id }],
      ['submission.admitted', { submissionId: entry.id }],
      ['submission.rejected', { submissionId: rejected.id }],
      ['submission.withdrawn', { submissionId: withdrawn.id }],
      ['assignment.published', { planId: entry.id, expertId: experts[0]!.id }],
      ['assignment.published', { planId: entry.id, expertId: experts[1]!.id }],
      ['evaluation.reopening-asked', { evaluationId: reopened[0]!, cycleId: cycle.id }],
      ['evaluation.reopened', { evaluationId: reopened[0]! }],
      ['evaluation.reopened', { evaluationId: reopened[1]! }],
      ...experts.flatMap(({ userId }): [string, Record<string, string | number>][] => [
        ['user.password-changed', { userId, at: dueAt.toISOString() }],
        ['user.deactivated', { userId, at: dueAt.toISOString() }],
      ]),
      ['stage.opened', { stageId: intake!.id, noticeKind: 'opens' }],
      ['stage.closed', { stageId: intake!.id, noticeKind: 'closes' }],
      ['stage.reminder', { stageId: intake!.id, noticeKind: 'closes-in-3-days' }],
    ];
    const locales = new Map<string, Set<string>>();
    const check = async (event: string, facts: Record<string, string | number>) => {
      for (const row of await send(await happened(event, facts))) {
        expect([event, row.state, row.lastError]).toEqual([event, 'sent', '']);
        const { html, text, subject } = await mailOf(row);
        const parsed = await simpleParser(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`);
        expect(parsed.text).toContain(row.locale === 'ru' ? 'Здравствуйте' : 'Dear');
        expect(text).not.toMatch(/\{\w+\}|undefined|Invalid|\[object/);
        expect(subject).not.toMatch(/\{|undefined/);
        locales.set(event, (locales.get(event) ?? new Set()).add(row.locale));
      }
    };
    for (const [event, facts] of told) await check(event, facts);
    app.clock.moveTo('2026-05-29T09:00:00Z');
    await check('stage.reminder', { stageId: review!.id, noticeKind: 'closes-in-3-days' });
    for (const [event] of told) expect([event, [...(locales.get(event) ?? [])].sort()]).toEqual([event, ['en', 'ru']]);
    const [letter] = await app.em.query("SELECT html FROM captured_mail WHERE html LIKE '%Нет подписи%' LIMIT 1");
    expect((letter as { html: string }).html).toContain('Нет подписи &lt;b&gt;');
  });
});

describe('Results', () => {
  async function published(publishAt: string) {
    const scene = await entryOfTwo();
    const publicationId = scene.entry.id; // any id will do
    const second = (await given.user(app.em)).id;
    const ids = [publicationId, scene.cycle.id, second];
    await app.em.query(
      `INSERT INTO meeting (id, cycle_id, body, number, held_on, place, members, present, chair_name, secretary_name, created_at)
       VALUES ($1, $2, 'Жюри', '1', '2026-02-14', 'Москва', 5, 5, 'А', 'Б', now())`,
      ids.slice(0, 2),
    );
    await app.em.query(
      `INSERT INTO protocol (id, cycle_id, meeting_id, twin, hash, created_at) VALUES ($1, $2, $1, '{}', repeat('a', 64), now())`,
      ids.slice(0, 2),
    );
    for (const user of [scene.russian.id, second])
      await app.em.query(
        `INSERT INTO approval (id, protocol_id, user_id, user_name, capacity, hash, approved_at)
         VALUES (gen_random_uuid(), $1, $2, 'Имя', 'chair', repeat('a', 64), now())`,
        [publicationId, user],
      );
    const snapshot = { items: [{ submissionId: scene.entry.id, outcome: 'winner' }] };
    await app.em.query(
      `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, created_at, created_by_id)
       VALUES ($1, $2, 1, $1, $4, repeat('b', 64), $5, now(), $3)`,
      [...ids, JSON.stringify(snapshot), publishAt],
    );
    return { ...scene, publicationId };
  }

  test('are told to nobody before their instant, and to everybody once after it', async () => {
    const { publicationId, entry } = await published('2026-02-15T12:00:00Z');
    const id = await happened('result.announced', { publicationId, submissionId: entry.id });
    expect(await send(id)).toEqual([]);
    expect(await announce(app, id)).toEqual(new Date('2026-02-15T12:00:00Z'));
    app.clock.moveTo('2026-02-15T12:00:00Z');
    const rows = await send(id);
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect((await mailOf(rows.find(({ locale }) => locale === 'ru')!)).text).toContain('победитель');
  });

  test('wait in the outbox and are told when their instant has come', async () => {
    const { publicationId, entry } = await published('2026-02-15T12:00:00Z');
    const id = await happened('result.announced', { publicationId, submissionId: entry.id });
    const relay = relayOf(app);
    await relay.carryAll();
    expect(await app.em.findOneByOrFail(OutboxMessage, { id })).toMatchObject({ dispatchedAt: null });
    app.clock.moveTo('2026-02-15T12:00:00Z');
    await relay.carryAll();
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect((await app.em.findOneByOrFail(OutboxMessage, { id })).dispatchedAt).toEqual(app.clock.now());
  });
});

describe('A letter whose sender died', () => {
  test('goes again under the same Message-ID, but not while somebody may be at it', async () => {
    const { entry } = await entryOfTwo();
    const id = await happened('submission.admitted', { submissionId: entry.id });
    await announce(app, id);
    const [first, second] = await deliveriesOf(id);
    await app.em.update(Delivery, first!.id, { state: 'sending', startedAt: new Date(Date.now() - 3 * 60_000) });
    await app.em.update(Delivery, second!.id, { state: 'sending', startedAt: new Date() });
    expect(await app.nest.get(LetterSender).returnStuck()).toBe(1);
    await Promise.all([first!, second!].map((row) => deliver(app, row.id)));
    expect((await deliveriesOf(id)).map(({ state }) => state).sort()).toEqual(['sending', 'sent']);
    expect(await mailOf(first!)).toBeDefined();
  });
});

describe('Letters', () => {
  test('that failed are sent again and those that wait are taken back, by whom they concern', async () => {
    const { cycle, entry } = await entryOfTwo();
    const letters = app.nest.get(LettersService);
    const id = await happened('submission.admitted', { submissionId: entry.id });
    await announce(app, id);
    const [failed, waiting] = await deliveriesOf(id);
    await app.em.update(Delivery, failed!.id, { state: 'failed', lastError: '550 no such mailbox', attempts: 8 });
    const scope = { nominationId: null, regionCode: null };
    const organizer = actorOf(await given.user(app.em), {
      grants: [{ role: 'organizer', cycleId: cycle.id, ...scope }],
    });
    const stranger = actorOf(await given.user(app.em), {
      grants: [{ role: 'organizer', cycleId: entry.id, ...scope }],
    });
    await expect(letters.resend(stranger, failed!.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(letters.resend(organizer, waiting!.id)).rejects.toMatchObject({ code: 'action-not-allowed' });
    await letters.resend(organizer, failed!.id);
    await letters.withdraw(organizer, waiting!.id);
    await deliver(app, failed!.id);
    await deliver(app, waiting!.id);
    expect((await deliveriesOf(id)).map(({ state }) => state).sort()).toEqual(['sent', 'withdrawn']);
  });
});

it('no letter is written of news that nobody is told', () => {
  expect(Object.keys(news).filter((type) => untoldNews.has(type))).toEqual([]);
});
