import { whileHeld } from '../support/held.js';
import { lastHour } from '../support/last-hour.js';
import { runProgram } from '../support/program.js';
import { until } from '../support/until.js';

const clients = 40;

test('A program that is asked to end answers every request that it has begun, and says first that it is not ready', async () => {
  const { app, send, audit, nomination } = await lastHour();
  const program = await runProgram({
    DATABASE_URL: app.databaseUrl,
    ROLE: 'web',
    DATABASE_POOL: '50',
    SHUTDOWN_DELAY: '1',
    LOG_LEVEL: 'error',
  });
  try {
    await send(program.baseUrl); // the counter of the nomination is there
    const counter = {
      sql: 'SELECT 1 FROM register_counter WHERE nomination_id = $1 FOR UPDATE',
      values: [nomination.id],
    };
    let answers: ReturnType<typeof send>[] = [];
    let ended: Promise<number> | undefined;
    await whileHeld(app.databaseUrl, counter, {
      begin: () => void (answers = Array.from({ length: clients }, () => send(program.baseUrl))),
      waiters: clients,
      async meanwhile() {
        ended = program.stop();
        const told = await until(async () => {
          const ready = await fetch(`${program.baseUrl}/health/ready`);
          return ready.status === 503 && ((await ready.json()) as { stopping: boolean });
        });
        expect(told.stopping).toBe(true);
        // The doors are shut, and everybody inside still waits.
        await until(() => fetch(`${program.baseUrl}/health/live`).then(isShut, () => true));
      },
    });
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(clients).fill(201));
    expect(await ended).toBe(0);
    const { ids, broken } = await audit();
    expect([ids.length, broken]).toEqual([clients + 1, []]);
  } finally {
    await program.kill();
    await app.close();
  }
});

/** A connection that was kept is told to go elsewhere; a new one is not taken. */
const isShut = ({ status }: Response): boolean => status === 503;
