import pg from 'pg';
import { IsNull } from 'typeorm';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { Jobs } from '../../../../src/platform/jobs/jobs.js';
import { tell } from '../../../../src/platform/database/save.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import type { OutboxRelay } from '../../../../src/platform/outbox/outbox-relay.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { relayOf } from '../../../support/letters.js';

let app: TestApp;
let relay: OutboxRelay;
beforeAll(async () => {
  app = await startApp({ now: '2026-02-15T09:00:00Z' });
  relay = relayOf(app);
  await relay.carryAll();
});
afterAll(() => app.close());

/** An entry of which one person hears, and its news. */
async function admitted(): Promise<{ event: { type: string; submissionId: string }; email: string }> {
  const organisation = await given.organisation(app.em);
  const user = await given.user(app.em, { memberOf: [organisation] });
  const entry = await given.submittedEntry(app.em, await given.cycle(app.em), { organisation });
  await relay.carryAll();
  return { event: { type: 'submission.admitted', submissionId: entry.id }, email: user.email };
}
const happened = (event: { type: string }) => app.db.transaction((tx) => tell(tx, [event], app.clock.now()));
const lettersTo = (recipient: string) => app.em.countBy(Delivery, { recipient });

test('a transaction wakes who looks for work when it left some, and at no other time', async () => {
  const { event } = await admitted();
  let woken = 0;
  app.db.onCommit(() => (woken += 1));
  await relay.carryAll();
  await app.db.transaction((tx) => tx.query('SELECT 1'));
  expect(woken).toBe(0);
  await happened(event);
  expect(woken).toBe(1);
  await relay.carryAll();
  expect(woken).toBe(2);
});

test('a message that was committed late is told, though one after it was told already', async () => {
  const [late, soon] = [await admitted(), await admitted()];
  let finish = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const slow = app.db.transaction(async (tx) => {
    await tell(tx, [late.event], app.clock.now());
    written();
    await held;
  });
  await isWritten;
  await happened(soon.event);
  await relay.carryAll();
  expect([await lettersTo(late.email), await lettersTo(soon.email)]).toEqual([0, 1]);
  finish();
  await slow;
  await relay.carryAll();
  expect([await lettersTo(late.email), await lettersTo(soon.email)]).toEqual([1, 1]);
});

test('a message whose letters cannot be written comes again, and holds up no other', async () => {
  const [bad, good] = [await admitted(), await admitted()];
  const owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  await owner.query(`ALTER TABLE delivery ADD CONSTRAINT of_a_test CHECK (recipient <> '${bad.email}')`);
  await app.db.transaction((tx) => tell(tx, [bad.event, good.event], app.clock.now()));
  await relay.carryAll();
  expect([await lettersTo(bad.email), await lettersTo(good.email)]).toEqual([0, 1]);
  const [waiting] = await app.em.findBy(OutboxMessage, { dispatchedAt: IsNull(), type: 'submission.admitted' });
  expect(waiting).toMatchObject({
    payload: { submissionId: bad.event.submissionId },
    dueAt: new Date('2026-02-15T09:00:30Z'),
  });
  await owner.query('ALTER TABLE delivery DROP CONSTRAINT of_a_test');
  await owner.end();
  await relay.carryAll();
  expect(await lettersTo(bad.email)).toBe(0);
  app.clock.moveTo('2026-02-15T09:00:30Z');
  await relay.carryAll();
  expect(await lettersTo(bad.email)).toBe(1);
});

test('what comes again after a crash is followed with everything that came along since', async () => {
  const event = { type: 'expert.left', expertId: '00000000-0000-7000-8000-000000000000' };
  await happened(event);
  await relay.carryAll();
  await app.em.query("UPDATE outbox_message SET dispatched_at = NULL WHERE type = 'expert.left'");
  await happened(event);
  await relay.carryAll();
  const jobs = await app.nest.get(Jobs).queue('news').getJobs(['waiting']);
  const followed = jobs.filter(({ name }) => name === 'judging.fillVacancies');
  const counts = followed.map((job) => (job.data as { messageIds: string[] }).messageIds.length);
  expect(counts.sort((a, b) => a - b)).toEqual([1, 2]);
});
