import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../scripts/program.mjs';
import { freePort } from '../../scripts/services.mjs';
import { until } from './until.js';

export interface RunningProgram {
  baseUrl: string;
  /** Asks it to go and gives its exit code. */
  stop(): Promise<number>;
  /** As a failing machine would. */
  kill(): Promise<number>;
}

/**
 * The built program (`dist`), serving on a port of its own, once it is ready, or only alive where a fault keeps it from more.
 * Its log is shown when TEST_LOG is set.
 */
export async function runProgram(
  env: Record<string, string>,
  { from = 'ready' }: { from?: 'ready' | 'alive' } = {},
): Promise<RunningProgram> {
  const data = mkdtempSync(join(tmpdir(), 'laureat-e2e-'));
  const own = { NODE_ENV: 'test', LAUREAT_DATA: data, LAUREAT_SECRET: 'test-secret-test-secret-test-secret' };
  const program = startProgram({
    env: { ...process.env, ...own, ...env },
    port: await freePort(),
    stdio: [process.env['TEST_LOG'] ? 'inherit' : 'ignore', 'inherit'],
  });
  void program.exited.then(() => rmSync(data, { recursive: true, force: true }));
  try {
    if (from === 'ready') await program.ready();
    else await until(() => isAlive(program.baseUrl), 90);
  } catch (error) {
    await program.stop();
    throw error;
  }
  return {
    baseUrl: program.baseUrl,
    stop: () => program.stop(),
    kill: () => {
      program.signal('KILL');
      return program.exited;
    },
  };
}

const isAlive = (baseUrl: string): Promise<boolean> =>
  fetch(`${baseUrl}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
