import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Delivery } from '../../../src/notifications/delivery.entity.js';
import { LetterSender } from '../../../src/notifications/letter-sender.js';
import { tell } from '../../../src/platform/database/save.js';
import { startApp, type TestApp } from '../../support/app.js';
import { given } from '../../support/given.js';
import { relayOf } from '../../support/letters.js';

let app: TestApp;
let server: SMTPServer;
let release = () => {};
const released = new Promise<void>((resolve) => (release = resolve));
const taken: string[] = [];

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

test('what has gone is settled while a neighbour hangs, and nothing goes twice', async () => {
  const organisation = await given.organisation(app.em);
  for (const email of ['slow@example.org', 'quick1@example.org', 'quick2@example.org'])
    await given.user(app.em, { memberOf: [organisation], email });
  const entry = await given.submittedEntry(app.em, await given.cycle(app.em), { organisation });
  await app.db.transaction((tx) =>
    tell(tx, [{ type: 'submission.admitted', submissionId: entry.id }], app.clock.now()),
  );
  await relayOf(app).carryAll();
  const sending = app.nest.get(LetterSender).sendAll();
  while ((await app.em.countBy(Delivery, { state: 'sent' })) < 2) await new Promise((later) => setTimeout(later, 50));
  expect(await app.em.findOneByOrFail(Delivery, { recipient: 'slow@example.org' })).toMatchObject({ state: 'sending' });
  release();
  expect(await sending).toBe(3);
  expect(await app.em.countBy(Delivery, { state: 'sent' })).toBe(3);
  expect(taken.sort()).toEqual(['quick1@example.org', 'quick2@example.org', 'slow@example.org']);
});
