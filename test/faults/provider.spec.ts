import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Delivery } from '../../src/notifications/delivery.entity.js';
import { LetterSender } from '../../src/notifications/letter-sender.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { tell } from '../../src/platform/database/save.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { freePort } from '../../scripts/services.mjs';
import { startApp, type TestApp } from '../support/app.js';
import { given } from '../support/given.js';

const people = 120;
let app: TestApp;
let port: number;
let server: SMTPServer | null = null;
const taken: string[] = [];

beforeAll(async () => {
  port = await freePort();
  app = await startApp({ now: new Date().toISOString(), env: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
  const [relay, notifications] = [app.nest.get(OutboxRelay), app.nest.get(NotificationsService)];
  relay.tellBy((tx, messages, now) => notifications.tell(tx, messages, now));
});
afterAll(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  await app.close();
});

/** A mail server that refuses one mailbox for good and puts another one off. */
async function listen(): Promise<void> {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('gone')) return done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      if (address.startsWith('full')) return done(Object.assign(new Error('mailbox full'), { responseCode: 452 }));
      done();
    },
    onData(stream, session, done) {
      stream.resume().on('end', () => {
        taken.push(session.envelope.rcptTo[0]!.address);
        done();
      });
    },
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  expect((server.server.address() as AddressInfo).port).toBe(port);
}

const states = async () =>
  Object.fromEntries(
    (
      await app.em.query(
        `SELECT state || CASE cause WHEN '' THEN '' ELSE ' ' || cause END AS state, count(*)::int AS n FROM delivery GROUP BY 1`,
      )
    ).map(({ state, n }: { state: string; n: number }) => [state, n]),
  );
/** So much time passes for letters: they were first tried that much earlier, and what rests has rested. */
const pass = (time: string) =>
  app.em.query(
    `UPDATE delivery SET first_tried_at = first_tried_at - $1::interval, retry_at = retry_at - $1::interval WHERE state = 'waiting'`,
    [time],
  );

test('A provider that is away for a day loses no letter; what it refuses is told apart and sent again by its cause', async () => {
  const made = await given.cycle(app.em);
  const organisation = await given.organisation(app.em);
  for (let n = 0; n < people; n += 1) await given.user(app.em, { memberOf: [organisation] });
  await given.user(app.em, { memberOf: [organisation], email: 'gone@example.org' });
  await given.user(app.em, { memberOf: [organisation], email: 'full@example.org' });
  const entry = await given.submittedEntry(app.em, made, { organisation });
  const event = { type: 'submission.submitted', submissionId: entry.id, revision: 1 };
  await app.db.transaction((tx) => tell(tx, [event], new Date()));
  await app.nest.get(OutboxRelay).carryAll();
  const sender = app.nest.get(LetterSender);

  for (let hours = 0; hours < 24; hours += 6) {
    // On a busy machine the first letters rest for a shorter time than all take, and are tried once more.
    expect(await sender.sendAll()).toBeGreaterThanOrEqual(people + 2);
    await pass('6 hours');
  }
  expect(await states()).toEqual({ 'waiting unreachable': people + 2 });

  await listen();
  await sender.sendAll();
  expect(await states()).toEqual({ sent: people, 'failed refused': 1, 'waiting put-off': 1 });
  expect(new Set(taken).size).toBe(people);

  // Redriving what was put off leaves what was refused, and the other way round.
  expect(await sender.redrive('put-off')).toBe(1);
  expect(await states()).toEqual({ sent: people, 'failed refused': 1, 'waiting put-off': 1 });
  await sender.sendAll();
  expect(await sender.redrive('refused')).toBe(1);
  expect(await app.em.countBy(Delivery, { state: 'failed' })).toBe(0);
  expect(taken).toHaveLength(people);
}, 240_000);

test('A letter for which somebody waits goes before thousands of others', async () => {
  await app.em.query(`DELETE FROM delivery`);
  taken.length = 0;
  const person = await given.user(app.em, { email: 'waits@example.org' });
  const [message] = await app.em.query('SELECT id FROM outbox_message LIMIT 1');
  const facts = { name: 'Анна', timeZone: 'Europe/Moscow', facts: { title: 'Школа', number: '1', cycle: 'Конкурс' } };
  await app.em.query(
    `INSERT INTO delivery (id, message_id, event, recipient, locale, subject, context, created_at)
     SELECT gen_random_uuid(), $1, 'submission.submitted', 'many' || n || '@example.org', 'ru', 'Принята', $2, now() - interval '1 hour'
       FROM generate_series(1, 3000) n`,
    [message.id, JSON.stringify(facts)],
  );
  await app.guest().post('/sign-in/link', { email: person.email });
  await app.nest.get(OutboxRelay).carryAll();
  const link = await app.em.findOneByOrFail(Delivery, { event: 'user.link-asked' });
  expect(link.isUrgent).toBe(true);
  await app.nest.get(LetterSender).sendAll();
  expect(taken[0]).toBe('waits@example.org');
}, 240_000);
