// Who takes part: PostgreSQL, two web processes behind a proxy and a worker, with a contest in its intake.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase } from '../../../scripts/database.mjs';
import { tell } from '../../../scripts/project.mjs';
import { askCommand, runCommand, startProgram } from '../../../scripts/program.mjs';
import { freePort, startPostgres } from '../../../scripts/services.mjs';
import { startSink } from '../growth/sink.mjs';
import { arrivalHeader, startProxy } from './proxy.mjs';

export async function cast() {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-rush-'));
  const port = await freePort();
  const home = path.join(data, 'postgres');
  let postgres = await startPostgres({ dir: home, durable: true, port });
  const sink = await startSink();
  const programs = [];
  let proxy = null;
  const databaseUrl = postgres.urlOf('laureat');
  const secret = 'bench-secret-bench-secret-bench-secret';
  const env = {
    LOG_LEVEL: 'fatal',
    ...process.env,
    DATABASE_URL: databaseUrl,
    LAUREAT_DATA: path.join(data, 'files'),
    LAUREAT_SECRET: secret,
    LAUREAT_BENCH: '1',
    SMTP_URL: sink.url,
    TRUSTED_PROXIES: 'loopback',
    ARRIVAL_HEADER: arrivalHeader,
  };
  const starts = async (role, at) => {
    const program = startProgram({ env: { ...env, ROLE: role }, port: at, stdio: [2, 'inherit'] });
    programs.push(program);
    await program.ready();
    return program;
  };
  const postmaster = () => Number.parseInt(fs.readFileSync(path.join(postgres.dir, 'postmaster.pid'), 'utf8'), 10);
  const stop = async () => {
    proxy?.stop();
    await Promise.all(programs.map((program) => program.stop()));
    await postgres.stop();
    sink.stop();
    fs.rmSync(data, { recursive: true, force: true });
  };
  try {
    await createDatabase(postgres.url, 'laureat');
    for (const name of ['migrate', 'reference']) await runCommand([name], env);
    const filled = await askCommand(['bench-growth', '--entries', '1000', '--practices', '100'], env);
    const ports = [await freePort(), await freePort()];
    const web = [await starts('web', ports[0]), await starts('web', ports[1])];
    await starts('worker', await freePort());
    proxy = await startProxy(path.join(data, 'proxy'), ports);
    tell(proxy ? 'nginx stands before the web processes' : 'no nginx: the crowd comes to the web processes themselves');
    return {
      filled,
      databaseUrl,
      addresses: () => (proxy ? [proxy.baseUrl, proxy.baseUrl] : web.map(({ baseUrl }) => baseUrl)),
      roots: () => [...programs.map(({ process: { pid } }) => pid), postmaster(), ...(proxy ? [proxy.pid] : [])],
      async killWeb() {
        web[0].process.kill('SIGKILL');
        web[0] = await starts('web', ports[0]);
      },
      async restartPostgres() {
        await postgres.stop();
        postgres = await startPostgres({ dir: home, durable: true, port });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
