import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { lastHour } from '../support/last-hour.js';
import { runProgram } from '../support/program.js';
import { until } from '../support/until.js';

const clients = 40;

test('A program that is asked to end answers every request that it has begun, and says first that it is not ready', async () => {
  const { app, send, audit, nomination } = await lastHour();
  const owner = new pg.Client({ connectionString: app.databaseUrl });
  await owner.connect();
  const program = await runProgram({
    DATABASE_URL: app.databaseUrl,
    ROLE: 'web',
    DATABASE_POOL: '50',
    SHUTDOWN_DELAY: '1',
    LOG_LEVEL: 'error',
  });
  try {
    await send(program.baseUrl); // the counter of the nomination is there
    await owner.query('BEGIN');
    await owner.query('SELECT 1 FROM register_counter WHERE nomination_id = $1 FOR UPDATE', [nomination.id]);
    const answers = Array.from({ length: clients }, () => send(program.baseUrl));
    await until(async () => (await waiting(owner)) === clients);
    const ended = program.stop();
    const ready = await until(async () => {
      const answer = await fetch(`${program.baseUrl}/health/ready`);
      return answer.status === 503 && ((await answer.json()) as { stopping: boolean });
    });
    expect(ready.stopping).toBe(true);
    await sleep(1500); // the doors are shut by now, and everybody inside still waits
    await owner.query('COMMIT');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(clients).fill(201));
    expect(await ended).toBe(0);
    const { ids, broken } = await audit();
    expect([ids.length, broken]).toEqual([clients + 1, []]);
  } finally {
    await owner.end();
    await program.kill();
    await app.close();
  }
});

async function waiting(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0].n as number;
}
