import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { In } from 'typeorm';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { LetterSender } from '../../../src/notifications/letter-sender.js';
import { Mailer } from '../../../src/platform/mail/mailer.js';
import { tell } from '../../../src/platform/database/save.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';
import { relayOf } from '../../support/letters.js';

let app: TestApp;
let server: SMTPServer;
let release: () => void;
let released: Promise<void>;
let taken: string[];

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]!.address;
      stream.resume();
      stream.on('end', () => {
        taken.push(to);
        // oxlint-disable-next-line promise/no-callback-in-promise -- the server's interface wants a callback
        if (to.startsWith('slow')) void released.then(() => done());
        else done();
      });
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

/** Letters on the way to one mailbox that answers late and two that answer at once. */
async function sendThree(name: string) {
  taken = [];
  released = new Promise((resolve) => (release = resolve));
  const organisation = await given.organisation(app.em);
  const people = [`slow-${name}@example.org`, `quick1-${name}@example.org`, `quick2-${name}@example.org`];
  for (const email of people) await given.user(app.em, { memberOf: [organisation], email });
  const entry = await given.submittedEntry(app.em, await given.cycle(app.em), { organisation });
  await relayOf(app).carryAll();
  const event = { type: 'submission.admitted', submissionId: entry.id };
  await app.db.transaction((tx) => tell(tx, [event], app.clock.now()));
  await relayOf(app).carryAll();
  await app.em.delete(Delivery, { event: 'submission.submitted' });
  const count = (state: Delivery['state']) => app.em.countBy(Delivery, { state, recipient: In(people) });
  return { sending: app.nest.get(LetterSender).sendAll(), count, people };
}

test('what has gone is settled while a neighbour hangs, and nothing goes twice', async () => {
  const { sending, count, people } = await sendThree('one');
  while ((await count('sent')) < 2) await new Promise((later) => setTimeout(later, 50));
  expect(await app.em.findOneByOrFail(Delivery, { recipient: people[0]! })).toMatchObject({ state: 'sending' });
  release();
  expect(await sending).toBe(3);
  expect(await count('sent')).toBe(3);
  expect(taken.sort()).toEqual([...people].sort());
});

test('what goes while others are being settled is settled too', async () => {
  const sent = jest.spyOn(app.nest.get(Mailer), 'sendAll');
  const settle = jest.spyOn(app.db.reader, 'transaction');
  const { sending, count } = await sendThree('two');
  // The first settling waits until the slow one has gone: it is no part of it.
  const settling = app.db.reader.transaction.bind(app.db.reader);
  settle.mockImplementationOnce((async (work: never) => {
    release();
    await Promise.all(sent.mock.results.flatMap(({ value }) => value as Promise<unknown>[]));
    return settling(work);
  }) as never);
  expect(await sending).toBe(3);
  expect([await count('sending'), await count('sent')]).toEqual([0, 3]);
  settle.mockRestore();
  sent.mockRestore();
});
