import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type HeaderValue, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { User } from '../../../../src/accounts/users/user.entity.js';
import { LetterSender } from '../../../../src/notifications/letter-sender.js';
import { startApp, type Browser, type TestApp } from '../../../support/app.js';
import { given, type GivenCycle } from '../../../support/given.js';
import { relayOf } from '../../../support/letters.js';

/** Letters to many carry the way to refuse them with one press (RFC 8058), by real SMTP. */
let app: TestApp;
let server: SMTPServer;
let mails: ParsedMail[];
let made: GivenCycle;
let reader: User;
let organizer: Browser;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      // oxlint-disable-next-line promise/no-callback-in-promise -- the server's interface wants a callback
      void simpleParser(stream).then((mail) => (mails.push(mail), done()));
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  app = await startApp({ now: '2026-02-15T09:00:00Z', env: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await app.close();
  await new Promise<void>((resolve) => server.close(resolve));
});
beforeEach(async () => {
  mails = [];
  made = await given.cycle(app.em);
  const organisation = await given.organisation(app.em);
  reader = await given.user(app.em, { memberOf: [organisation] });
  await given.submittedEntry(app.em, made, { organisation });
  const roles = [{ role: 'organizer' as const, cycleId: made.cycle.id }];
  organizer = await app.signIn((await given.user(app.em, { roles })).email);
});

async function sent(fields: Record<string, string> = {}): Promise<ParsedMail | undefined> {
  const letter = { kind: 'entrants', subject: 'Приём продлён', body: 'На неделю.', ...fields };
  const path = (await organizer.post(`/cycles/${made.cycle.id}/broadcasts`, letter)).headers.location!;
  const seen = /name="seen" value="([0-9a-f]{64})"/.exec((await organizer.get(path)).body)?.[1] ?? '';
  await organizer.post(`${path}/send`, { seen });
  await relayOf(app).carryAll();
  await app.nest.get(LetterSender).sendAll();
  return mails.find(({ to }) => JSON.stringify(to).includes(reader.email) && !mails.some((m) => m.subject === ''));
}
const linkOf = (mail: ParsedMail): string => {
  const list = mail.headers.get('list') as HeaderValue as unknown as { unsubscribe: { url: string } };
  return new URL(list.unsubscribe.url).pathname;
};
/** As a mail program presses: no cookie, no form token. */
const press = (path: string) =>
  app.nest.inject({
    method: 'POST',
    url: path,
    payload: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const refusals = async () =>
  (await app.em.query('SELECT 1 FROM broadcast_refusal WHERE user_id = $1', [reader.id])).length;

test('one press of a mail program refuses them, once, and the next letter does not come', async () => {
  const path = linkOf((await sent())!);
  const opened = await app.guest().get(path);
  expect([opened.statusCode, opened.body.includes('больше не будут приходить'), await refusals()]).toEqual([
    200,
    true,
    0,
  ]);
  const pressed = await Promise.all([press(path), press(path)]);
  expect(pressed.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  expect(await refusals()).toBe(1);
  mails = [];
  expect(await sent({ subject: 'Ещё письмо' })).toBeUndefined();
});

test('the page has a button for who reads in a browser', async () => {
  const path = linkOf((await sent())!);
  const guest = app.guest();
  await guest.get(path);
  expect((await guest.post(path)).body).toContain('больше не приходят');
  expect(await refusals()).toBe(1);
});

test('a letter about a duty says nothing of refusing', async () => {
  const mail = (await sent({ isDuty: 'yes' }))!;
  expect([mail.headers.has('list'), mail.headers.has('list-unsubscribe-post')]).toEqual([false, false]);
});

test('a link that was changed, or is of nobody, refuses nothing', async () => {
  const path = linkOf((await sent())!);
  const other = await given.user(app.em);
  for (const wrong of [path.slice(0, -1), `${path}x`, path.replace(reader.id, other.id), '/letters/refuse/x'])
    expect([wrong, (await press(wrong)).statusCode]).toEqual([wrong, 410]);
  expect(await refusals()).toBe(0);
});

test('no other address takes a form without its token', async () => {
  expect((await press('/account/letters')).statusCode).toBeGreaterThanOrEqual(400);
  expect((await press('/sign-in')).statusCode).toBe(403);
});
