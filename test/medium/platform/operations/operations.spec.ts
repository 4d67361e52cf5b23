import { Jobs } from '../../../../src/platform/jobs/jobs.js';
import { Delivery } from '../../../../src/notifications/delivery.entity.js';
import { tell } from '../../../../src/platform/database/save.js';
import { Lifecycle } from '../../../../src/platform/operations/lifecycle.js';
import { startWork } from '../../../../src/start.js';
import { startApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';
import { until } from '../../../support/until.js';

test('Figures hold requests, jobs, the lag of the outbox and mail', async () => {
  const app = await startApp({ now: '2026-02-15T09:00:00Z', database: 'figures' });
  const figures = async () => (await app.guest().get('/metrics')).body;
  try {
    const made = await given.cycle(app.em);
    const organisation = await given.organisation(app.em);
    await given.user(app.em, { memberOf: [organisation] });
    const entry = await given.submittedEntry(app.em, made, { organisation });
    const minuteAgo = new Date(Date.now() - 60_000);
    const event = { type: 'submission.submitted', submissionId: entry.id, revision: 1 };
    await app.db.transaction((tx) => tell(tx, [event], minuteAgo));
    const before = await figures();
    expect(before).toMatch(/^laureat_outbox_waiting 1$/m);
    expect(Number(/^laureat_outbox_lag_seconds (\S+)$/m.exec(before)?.[1])).toBeGreaterThan(55);
    await startWork(app.nest);
    for (let round = 0; round < 200; round += 1) {
      if ((await app.em.countBy(Delivery, { state: 'sent' })) === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const followed = 'laureat_job_seconds_count{name="judging.compareSheets",outcome="done"} 1';
    await app.nest.get(Jobs).add('judging.compareSheets', { messageIds: [] });
    for (let round = 0; round < 200 && !(await figures()).includes(followed); round += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await app.guest().get('/sign-in');
    const after = await figures();
    expect(after).toMatch(/^laureat_outbox_waiting 0$/m);
    expect(after).toMatch(/^laureat_http_request_seconds_count\{method="GET",route="\/sign-in",status="200"\} 1$/m);
    expect(after).toContain(followed);
    expect(after).toMatch(/^laureat_mail_total\{outcome="sent"\} 1$/m);
  } finally {
    await app.close();
  }
});

test('The program is ready until it begins to close, and says so before it stops answering', async () => {
  const app = await startApp({ database: 'closing' });
  expect((await app.guest().get('/health/ready')).statusCode).toBe(200);
  const lifecycle = app.nest.get(Lifecycle);
  const begin = lifecycle.beforeApplicationShutdown.bind(lifecycle);
  const heard: unknown[] = [];
  const beginAndAsk = async () => {
    await begin();
    const ready = await app.guest().get('/health/ready');
    const { status, database, queue, stopping } = ready.json();
    heard.push(
      [ready.statusCode, { status, database, queue, stopping }],
      (await app.guest().get('/health/live')).statusCode,
    );
  };
  Object.assign(lifecycle, { beforeApplicationShutdown: beginAndAsk });
  await app.close();
  expect(heard).toEqual([[503, { status: 'unavailable', database: true, queue: true, stopping: true }], 200]);
});

test('A process whose clock differs from the database by more than a second takes no requests, and says so', async () => {
  const app = await startApp({ database: 'skewed' });
  const systemNow = Date.now;
  const ready = async () => {
    const answer = await app.guest().get('/health/ready');
    return [answer.statusCode, answer.json<{ checks: { clock: { ok: boolean } } }>().checks.clock.ok];
  };
  try {
    for (const [skewMs, told] of [
      [0, [200, true]],
      [-5000, [503, false]],
      [5000, [503, false]],
    ] as const) {
      Date.now = () => systemNow() + skewMs;
      expect([skewMs, await ready()]).toEqual([skewMs, told]);
    }
    expect((await app.guest().get('/metrics')).body).toMatch(/^laureat_check_ok\{check="clock"\} 0$/m);
    // Whoever sends past the readiness is held as well, until the clock is right again.
    const guest = app.guest();
    const send = () => guest.post('/sign-in/link', { email: 'somebody@example.org' });
    const held = await send();
    expect([held.statusCode, held.headers['retry-after']]).toEqual([503, '10']);
    expect((await guest.get('/practices')).statusCode).toBe(200);
    Date.now = systemNow;
    await until(async () => (await send()).statusCode < 400);
  } finally {
    Date.now = systemNow;
    await app.close();
  }
});
