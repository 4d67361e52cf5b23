// What a bench measures: a durable PostgreSQL, as in use, and the built program on it, without the demonstration.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase } from './database.mjs';
import { askCommand, runCommand, startProgram } from './program.mjs';
import { freePort, startPostgres } from './services.mjs';

/** `fill` is given the commands before the program starts; `env` is for the program alone. */
export async function startServer({ fill, env: further } = {}) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-bench-'));
  const postgres = await startPostgres({ durable: true });
  let program;
  const stop = async () => {
    await program?.stop();
    await postgres.stop();
    fs.rmSync(data, { recursive: true, force: true });
  };
  try {
    await createDatabase(postgres.url, 'laureat');
    const databaseUrl = postgres.urlOf('laureat');
    const secret = process.env.LAUREAT_SECRET ?? 'bench-secret-bench-secret-bench-secret';
    const own = { DATABASE_URL: databaseUrl, LAUREAT_DATA: data, LAUREAT_SECRET: secret, LAUREAT_BENCH: '1' };
    const env = { LOG_LEVEL: 'warn', ...process.env, ...own, ...further };
    const command = (...args) => askCommand(args, env);
    for (const name of ['migrate', 'reference']) await runCommand([name], env);
    const filled = await fill?.({ command, databaseUrl });
    program = startProgram({ env, port: await freePort(), stdio: [2, 'inherit'] });
    await program.ready();
    const postmaster = Number.parseInt(fs.readFileSync(path.join(postgres.dir, 'postmaster.pid'), 'utf8'), 10);
    return { baseUrl: program.baseUrl, databaseUrl, command, filled, stop, roots: [program.process.pid, postmaster] };
  } catch (error) {
    await stop();
    throw error;
  }
}
