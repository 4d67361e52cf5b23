import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../scripts/program.mjs';
import { startPostgres } from '../../scripts/services.mjs';
import { testSecret } from '../support/app.js';
import { lastHour } from '../support/last-hour.js';
import { runProgram } from '../support/program.js';
import { until } from '../support/until.js';

/** A small disk of memory; where the machine allows none, the fault cannot be made. */
function smallDisk(): { dir: string; remove(): void } | null {
  const dir = mkdtempSync(join(tmpdir(), 'laureat-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0777', 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    rmSync(dir, { recursive: true });
    return null;
  }
  return {
    dir,
    remove() {
      execFileSync('umount', ['-l', dir]);
      rmSync(dir, { recursive: true });
    },
  };
}

const disk = smallDisk();
const withDisk = disk ? test : test.skip;

withDisk(
  'On a full disk nothing is acknowledged that is not kept, readiness says so, and all goes on once there is room',
  async () => {
    const { dir } = disk!;
    const home = join(dir, 'database');
    const filling = join(dir, 'filling');
    const postgres = await startPostgres({ dir: home, durable: true });
    const url = postgres.urlOf('postgres');
    const env = { ...process.env, NODE_ENV: 'test', LAUREAT_SECRET: testSecret, DATABASE_URL: url };
    for (const command of ['migrate', 'reference']) await runCommand([command], env);
    const { app, send, audit } = await lastHour({ DATABASE_URL: url });
    const program = await runProgram({ DATABASE_URL: url, ROLE: 'web', LOG_LEVEL: 'fatal' });
    try {
      const acknowledged: string[] = [];
      const sendOne = async () => {
        const { status, id } = await send(program.baseUrl);
        if (status === 201) acknowledged.push(id!);
        return status;
      };
      expect(await sendOne()).toBe(201);
      fill(filling);
      chmodSync(filling, 0o666);
      await until(async () => (await sendOne()) === 503, 60);
      const ready = await until(async () => {
        const answer = await fetch(`${program.baseUrl}/health/ready`);
        return answer.status === 503 && answer;
      }, 60);
      expect(await ready.json()).toMatchObject({ status: 'unavailable' });

      rmSync(filling);
      await until(async () => (await sendOne()) === 201, 60);
      await until(async () => (await fetch(`${program.baseUrl}/health/ready`)).status === 200, 60);
      const { ids, broken } = await audit();
      expect(broken).toEqual([]);
      expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    } finally {
      await program.kill();
      await app.nest.close();
      await postgres.stop();
      disk!.remove();
    }
  },
  300_000,
);

/** Writes until nothing fits any more. */
function fill(file: string): void {
  const block = Buffer.alloc(1024 * 1024);
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
