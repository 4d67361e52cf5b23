import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from '../../src/cycles/stages/stage.entity.js';
import { lastHour } from '../support/last-hour.js';
import { runProgram } from '../support/program.js';

/** The library that shows a process another time; `npm run setup:system` installs it on Debian. */
function findFakeTime(): string | null {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name)) : [];
  const files = [...folders, '/usr/local/lib'].map((folder) => join(folder, 'faketime', 'libfaketime.so.1'));
  return process.env['LIBFAKETIME'] ?? files.find((file) => existsSync(file)) ?? null;
}

const library = findFakeTime();
const withSkew = library ? test.each : test.skip.each;

withSkew<[string, string, number]>([
  ['slow, and the intake closed half a minute ago', '-90s', -30_000],
  ['fast, and the intake closes in half a minute', '+90s', 30_000],
])(
  'A web process whose clock is a minute and a half %s, is not ready, says so and takes nothing in (needs libfaketime: npm run setup:system)',
  async (_how, offset, closesInMs) => {
    const { app, cycle, send, audit } = await lastHour({}, closesInMs < 0 ? 'slow' : 'fast');
    const env = { DATABASE_URL: app.databaseUrl, ROLE: 'web', LOG_LEVEL: 'fatal' };
    const skewed = await runProgram(
      { ...env, LD_PRELOAD: library!, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      { from: 'alive' },
    );
    const right = await runProgram(env);
    try {
      const { status: taken } = await send(right.baseUrl);
      expect(taken).toBe(201);
      await app.em.update(
        Stage,
        { cycleId: cycle.id, kind: 'intake' },
        { closesAt: new Date(Date.now() + closesInMs) },
      );

      const ready = await fetch(`${skewed.baseUrl}/health/ready`);
      expect(ready.status).toBe(503);
      const { checks } = (await ready.json()) as { checks: { clock: { ok: boolean; problem: string } } };
      expect(checks.clock.ok).toBe(false);
      // By the clock of the database it is ahead or behind by so much, within what the two readings take.
      const told = Number(/-?\d+/.exec(checks.clock.problem)![0]);
      expect(Math.abs(told + Number.parseInt(offset, 10) * 1000)).toBeLessThan(2000);
      // Neither late nor in time: its clock says nothing about either, until it is right.
      expect((await send(skewed.baseUrl)).status).toBe(503);
      const { ids, broken } = await audit();
      expect([ids.length, broken]).toEqual([1, []]);
    } finally {
      await skewed.kill();
      await right.kill();
      await app.close();
    }
  },
  300_000,
);
