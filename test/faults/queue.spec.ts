import { Redis } from 'ioredis';
import { startRedis } from '../../scripts/services.mjs';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { Tasks } from '../../src/platform/jobs/tasks.js';
import { Task } from '../../src/platform/jobs/task.entity.js';
import { Timetable } from '../../src/platform/jobs/timetable.js';
import { Readiness } from '../../src/platform/operations/readiness.js';
import { startWork } from '../../src/start.js';
import { startApp, type TestApp } from '../support/app.js';
import { given } from '../support/given.js';
import { until } from '../support/until.js';

const withRedis = process.env['TEST_REDIS_URL'] ? describe : describe.skip;

withRedis('A queue that forgets everything', () => {
  let app: TestApp;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let client: Redis;

  beforeAll(async () => {
    redis = await startRedis();
    client = new Redis(redis.url);
    app = await startApp({ now: '2026-02-15T09:00:00Z', database: 'forgets', env: { REDIS_URL: redis.url } });
    await startWork(app.nest);
  });
  afterAll(async () => {
    client.disconnect();
    await app.close();
    await redis.stop();
  });

  const endedAt = async (job: string): Promise<Date | null> => {
    const [row] = await app.em.query('SELECT ended_at FROM schedule_run WHERE job = $1', [job]);
    return row?.ended_at ?? null;
  };

  test('takes no schedule with it: what is due is asked for again, and done', async () => {
    const before = await until(() => endedAt('cycles.planNotices'));
    await client.flushall();
    await app.em.query(`UPDATE schedule_run SET due_at = now() WHERE job = 'cycles.planNotices'`);
    await app.nest.get(Timetable).ask();
    await until(async () => (await endedAt('cycles.planNotices'))! > before);
  });

  test('and a job that was asked for and is gone is asked for once more', async () => {
    await until(() => endedAt('cycles.planNotices'));
    await app.em.query(
      `UPDATE schedule_run SET asked_at = now() - interval '31 minutes', ended_at = now() - interval '1 day',
              due_at = now() + interval '1 hour' WHERE job = 'cycles.planNotices'`,
    );
    const { checks } = await app.nest.get(Readiness).report();
    expect(checks['schedules']).toEqual({ ok: false, problem: 'cycles.planNotices is 31 min late' });
    await app.nest.get(Timetable).ask();
    await until(async () => Date.now() - (await endedAt('cycles.planNotices'))!.getTime() < 60_000);
    expect((await app.nest.get(Readiness).report()).checks['schedules']).toEqual({ ok: true });
  });

  test('and work that a person asked for is begun again', async () => {
    const person = await given.user(app.em);
    await client.flushall();
    const cycle = await given.cycle(app.em);
    const task = await app.db.transaction((tx) =>
      app.nest.get(Tasks).keep(tx, 'judging.readSignals', {
        state: 'waiting',
        total: 1,
        startedById: person.id,
        input: { cycleId: cycle.cycle.id },
        result: null,
      }),
    );
    await app.nest.get(Timetable).ask();
    await until(async () => (await app.em.findOneByOrFail(Task, { id: task.id })).finishedAt);
  });

  test('is told by the readiness of a worker while it is away, and pages go on', async () => {
    expect(app.nest.get(Jobs).backend).toBe('redis');
    await redis.stop();
    const answer = await app.guest().get('/health/ready');
    expect([answer.statusCode, answer.json<{ status: string }>().status]).toEqual([200, 'degraded']);
    expect((await app.guest().get('/')).statusCode).toBe(200);
  });
});
