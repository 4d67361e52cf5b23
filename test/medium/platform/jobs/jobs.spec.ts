import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { tell } from '../../../../src/platform/database/save.js';
import { CapturedMail } from '../../../../src/platform/mail/captured-mail.entity.js';
import { OutboxMessage } from '../../../../src/platform/outbox/outbox-message.entity.js';
import { OutboxRelay } from '../../../../src/platform/outbox/outbox-relay.js';
import { Jobs } from '../../../../src/platform/jobs/jobs.js';
import { startWork } from '../../../../src/start.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

const redis = process.env['TEST_REDIS_URL'];
const backEnds: [name: string, env: Record<string, string>][] = [
  ['PostgreSQL', {}],
  ...(redis ? ([['Redis', { REDIS_URL: redis }]] as [string, Record<string, string>][]) : []),
];

describe.each(backEnds)('Background work on %s', (name, env) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ now: '2026-02-15T09:00:00Z', database: name.toLowerCase(), env });
    await startWork(app.nest);
  });
  afterAll(() => app.close());

  async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
    for (let round = 0; round < 200; round += 1) {
      const found = await look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('waited in vain');
  }

  test('carries an event from the outbox to a letter to each person', async () => {
    const made = await given.cycle(app.em);
    const organisation = await given.organisation(app.em);
    for (let n = 0; n < 3; n += 1) await given.user(app.em, { memberOf: [organisation] });
    const entry = await given.submittedEntry(app.em, made, { organisation });
    const event = { type: 'submission.submitted', submissionId: entry.id, revision: 1 };
    await app.db.transaction((tx) => tell(tx, [event], app.clock.now()));
    await until(async () => (await app.em.countBy(Delivery, { state: 'sent' })) === 3);
    expect(await app.em.count(CapturedMail)).toBe(3);
    const [message] = await app.em.find(OutboxMessage);
    expect(message!.dispatchedAt).not.toBeNull();
    expect(app.nest.get(Jobs).backend).toBe(name === 'Redis' ? 'redis' : 'postgres');
  });

  test('does nothing twice when a message comes again', async () => {
    await app.em.query(`UPDATE outbox_message SET dispatched_at = NULL WHERE created_at >= '2026-02-15'`);
    await app.nest.get(OutboxRelay).carryAll();
    expect(await app.em.countBy(Delivery, { state: 'waiting' })).toBe(0);
    expect(await app.em.count(Delivery)).toBe(3);
    expect(await app.em.count(CapturedMail)).toBe(3);
  });

  test('takes back a delayed job that has not begun', async () => {
    const jobs = app.nest.get(Jobs);
    await jobs.add('judging.compareSheets', { messageIds: [] }, { jobId: 'later', delayMs: 60_000 });
    expect(await jobs.queue('news').getJob('later')).toBeDefined();
    await jobs.cancel('judging.compareSheets', 'later');
    expect(await jobs.queue('news').getJob('later')).toBeFalsy();
  });
});
