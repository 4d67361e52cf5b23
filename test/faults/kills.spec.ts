import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../scripts/program.mjs';
import { freePort, startPostgres } from '../../scripts/services.mjs';
import { testSecret } from '../support/app.js';
import { lastHour, type Sent } from '../support/last-hour.js';
import { runProgram, type RunningProgram } from '../support/program.js';

/** `npm run faults` asks for the long form. */
const isLong = process.env['FAULTS'] === 'long';
const entries = isLong ? 3000 : 120;
const clients = 8;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'laureat-faults-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test(
  'Nothing acknowledged is lost, doubled or half written when web processes and the database are killed under load',
  async () => {
    const port = await freePort();
    // As in use: a server that trades its promises for speed loses what it acknowledged in the last half second.
    let postgres = await startPostgres({ dir, port, durable: true });
    const url = postgres.urlOf('postgres');
    const env = { ...process.env, NODE_ENV: 'test', LAUREAT_SECRET: testSecret, DATABASE_URL: url };
    for (const command of ['migrate', 'reference']) await runCommand([command], env);
    const { app, send, audit } = await lastHour({ DATABASE_URL: url });
    // The connections of this process die with the server: nobody is to be frightened by it.
    const web = () => runProgram({ DATABASE_URL: url, ROLE: 'web', LOG_LEVEL: 'fatal' });
    const programs: RunningProgram[] = [await web(), await web()];
    try {
      const results: Sent[] = [];
      let next = 0;
      const client = async (number: number) => {
        while (next < entries) {
          next += 1;
          let sent = await send(programs[number % 2]!.baseUrl);
          // As a program that was taught to repeat: the same key, until it is answered.
          while (sent.status !== 201) {
            await sleep(100);
            const again = await send(programs[number % 2]!.baseUrl, sent.key);
            if (again.status !== null && again.status < 500 && again.status !== 201 && again.status !== 409)
              throw new Error(`a repeat was answered ${again.status}`);
            if (again.status === 409 && sent.status === 409) break;
            sent = again;
          }
          results.push(sent);
        }
      };
      const reached = async (share: number) => {
        while (results.length < entries * share) await sleep(20);
      };
      const work = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
      await reached(0.2);
      await programs[0]!.kill();
      programs[0] = await web();
      await reached(0.5);
      await postgres.stopAtOnce();
      postgres = await startPostgres({ dir, port, durable: true });
      await reached(0.8);
      await programs[1]!.kill();
      programs[1] = await web();
      await work;

      const { ids, broken, numbersTwice } = await audit();
      expect(broken).toEqual([]);
      expect(numbersTwice).toBe(0);
      const acknowledged = results.flatMap(({ id }) => id ?? []);
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
      // Each key made one entry: also those whose answer died with its process.
      expect(ids).toHaveLength(entries);
    } finally {
      for (const program of programs) await program.kill();
      await app.nest.close();
      await postgres.stop();
    }
  },
  isLong ? 1_800_000 : 300_000,
);
