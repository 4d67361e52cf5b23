import { AuditRecord } from '../../../../src/platform/audit/audit-record.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { LinkVault } from '../../../../src/platform/secrets/link-vault.js';
import { SignInLink } from '../../../../src/accounts/sign-in/sign-in-link.entity.js';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { LetterSender } from '../../../../src/notifications/letter-sender.js';
import { CapturedMail } from '../../../../src/platform/mail/captured-mail.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { announce } from '../../../support/letters.js';

const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

/** A person with a second session, an API token and a link in the mailbox. */
async function scene() {
  const user = await given.user(app.em, { password });
  const [here, there] = [await app.signIn(user.email), await app.signIn(user.email)];
  const page = await here.post('/account/tokens', { name: 'Ключ', scopes: 'submissions:read', days: '30' });
  const token = /id="token">([^<]+)</.exec(page.body)![1]!;
  await app.guest().post('/sign-in/link', { email: user.email });
  const link = await app.em.findOneByOrFail(SignInLink, { userId: user.id });
  const secret = (await app.nest.get(LinkVault).read(app.em, link.id))!;
  const ways = async () => [
    (await here.get('/account')).statusCode,
    (await there.get('/account')).statusCode,
    (await app.guest().api('GET', 'submissions', undefined, { token })).statusCode,
    (await app.guest().get(`/sign-in/link/${secret}`)).statusCode,
  ];
  return { user, here, secret, ways };
}

/** The letter that the person gets of this news. */
async function letterOf(type: string, user: User): Promise<CapturedMail> {
  const messages = await app.em.findBy(OutboxMessage, { type });
  const message = messages.find(({ payload }) => payload['userId'] === user.id)!;
  await announce(app, message.id);
  await app.nest.get(LetterSender).sendAll();
  return app.em.findOneOrFail(CapturedMail, { where: { recipient: user.email }, order: { id: 'DESC' } });
}

test('A new password ends other sessions, API tokens and links; the page says so and a letter too', async () => {
  const { user, here, secret, ways } = await scene();
  expect(await ways()).toEqual([200, 200, 200, 200]);
  const changed = await here.post('/account/password', { current: password, password: 'another long phrase' });
  expect(changed.statusCode).toBe(303);
  const page = (await here.get('/account')).body;
  expect(page).toContain('Завершено: 1 другой сеанс, 1 ключ API, 1 ссылка для входа.');
  expect(await ways()).toEqual([200, 303, 401, 410]);
  expect((await app.guest().post(`/sign-in/link/${secret}`)).statusCode).toBe(410);
  const letter = await letterOf('user.password-changed', user);
  expect([letter.subject, letter.text.includes('больше не действуют')]).toEqual(['Пароль сменён', true]);
  const ended = await app.em.findOneByOrFail(AuditRecord, { action: 'end-access', subjectId: user.id });
  expect(ended.after).toEqual({ sessions: 1, tokens: 1, links: 1 });
});

test('A closed account is closed to all of them, and stays so when it is opened again', async () => {
  const { user, ways } = await scene();
  const admin = await app.signIn((await given.user(app.em, { roles: [{ role: 'admin' }] })).email);
  expect((await admin.post(`/admin/people/${user.id}/deactivate`)).statusCode).toBe(303);
  expect(await ways()).toEqual([303, 303, 401, 410]);
  const letter = await letterOf('user.deactivated', user);
  expect(letter.subject).toBe('Учётная запись закрыта');
  expect((await admin.post(`/admin/people/${user.id}/reactivate`)).statusCode).toBe(303);
  expect(await ways()).toEqual([303, 303, 401, 410]);
  expect((await app.guest().post('/sign-in', { email: user.email, password })).statusCode).toBe(303);
});

test('A password that changes while somebody signs in with the old one leaves no session of theirs', async () => {
  for (let round = 0; round < 5; round += 1) {
    const user = await given.user(app.em, { password });
    const here = await app.signIn(user.email);
    await here.get('/account');
    const others = Array.from({ length: 3 }, () => app.guest());
    await Promise.all(others.map((one) => one.get('/sign-in')));
    await Promise.all([
      here.post('/account/password', { current: password, password: 'another long phrase' }),
      ...others.map((one) => one.post('/sign-in', { email: user.email, password })),
    ]);
    const statuses = await Promise.all(others.map(async (one) => (await one.get('/account')).statusCode));
    expect(statuses).toEqual([303, 303, 303]);
  }
});

test('Letters that still wait are no way in for those who look after nothing: an auditor reads none', async () => {
  const { user } = await scene();
  const message = (await app.em.findBy(OutboxMessage, { type: 'user.link-asked' })).find(
    ({ payload }) => payload['userId'] === user.id,
  )!;
  await announce(app, message.id);
  const [delivery] = await app.em.query('SELECT id FROM delivery WHERE message_id = $1', [message.id]);
  const auditor = await app.signIn((await given.user(app.em, { roles: [{ role: 'auditor' }] })).email);
  for (const address of ['/admin/mail', `/admin/mail/${delivery.id}`, `/admin/mail/${delivery.id}/html`])
    expect((await auditor.get(address)).statusCode).toBe(403);
  for (const address of ['/dev/mail', `/dev/mail/${delivery.id}`])
    expect((await auditor.get(address)).statusCode).toBe(404);
});
