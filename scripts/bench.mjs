// `npm run bench -- [NAME …] [--json]`: repeatable measurements. Every bench/*.mjs exports
//   name          what it is called
//   needsServer   true when it measures the running program (then it gets `baseUrl` and `databaseUrl`)
//   run(context)  measures once; `figure(name, unit, value)` notes a number. It is run `--runs N` times (5).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createDatabase } from './database.mjs';
import { Figures, machine, table } from './figures.mjs';
import { askCommand, runCommand, startProgram } from './program.mjs';
import { ensureBuilt, ensureInstalled, inRoot, tell } from './project.mjs';
import { freePort, startPostgres } from './services.mjs';

async function loadBenches(wanted) {
  const folder = inRoot('bench');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const benches = await Promise.all(files.map((file) => import(pathToFileURL(path.join(folder, file)).href)));
  const names = benches.map((bench) => bench.name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  return wanted.length > 0 ? benches.filter((bench) => wanted.includes(bench.name)) : benches;
}

/** A durable PostgreSQL, as in use, and the built program on it, without the demonstration. */
async function startServer() {
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
    const env = { LOG_LEVEL: 'warn', ...process.env, ...own };
    for (const command of ['migrate', 'reference']) await runCommand([command], env);
    program = startProgram({ env, port: await freePort(), stdio: [2, 'inherit'] });
    await program.ready();
    return { baseUrl: program.baseUrl, databaseUrl, command: (...args) => askCommand(args, env), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function measure(bench, { runs, server, figures }) {
  const { baseUrl, databaseUrl, command } = server ?? {};
  for (let run = 1; run <= runs; run++) {
    tell(`${bench.name}: ${run} of ${runs}`);
    const figure = (name, unit, value) => figures.note({ bench: bench.name, figure: name, unit }, value);
    await bench.run({ baseUrl, databaseUrl, command, figure });
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a number of 1 or more.');
  await ensureInstalled();
  await ensureBuilt();
  const benches = await loadBenches(positionals);
  const server = benches.some((bench) => bench.needsServer) ? await startServer() : undefined;
  const figures = new Figures();
  try {
    for (const bench of benches) await measure(bench, { runs: bench.runs ?? runs, server, figures });
  } finally {
    await server?.stop();
  }
  const lines = values.json
    ? [...figures.all(), machine()].map((line) => JSON.stringify(line))
    : table(figures.all(), machine());
  console.log(lines.join('\n'));
}

try {
  await main();
} catch (error) {
  tell(error.message);
  process.exitCode = 1;
}
