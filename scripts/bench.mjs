// `npm run bench -- [NAME …] [--json]`: repeatable measurements. Every bench/*.mjs exports
//   name          what it is called
//   needsServer   true when it measures the running program (then it gets `baseUrl` and `databaseUrl`)
//   onRequest     true when it is run only by its name
//   run(context)  measures once; `figure(name, unit, value)` notes a number. It is run `--runs N` times (5).
//   report(figures, options)  what follows from the figures, as `lines`, and whether it is `ok`
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startServer } from './bench-server.mjs';
import { Figures, machine, table } from './figures.mjs';
import { ensureBuilt, ensureInstalled, inRoot, tell } from './project.mjs';

async function loadBenches(wanted) {
  const folder = inRoot('bench');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const benches = await Promise.all(files.map((file) => import(pathToFileURL(path.join(folder, file)).href)));
  const names = benches.map((bench) => bench.name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  return benches.filter((bench) => (wanted.length > 0 ? wanted.includes(bench.name) : !bench.onRequest));
}

async function measure(bench, { runs, server, figures, options }) {
  const { baseUrl, databaseUrl, command } = server ?? {};
  for (let run = 1; run <= runs; run++) {
    tell(`${bench.name}: ${run} of ${runs}`);
    const figure = (name, unit, value) => figures.note({ bench: bench.name, figure: name, unit }, value);
    await bench.run({ baseUrl, databaseUrl, command, figure, figures, options });
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      runs: { type: 'string', default: '5' },
      // Of `growth` and `rush`: see bench/README.md.
      entries: { type: 'string' },
      submissions: { type: 'string' },
      seconds: { type: 'string' },
      practices: { type: 'string' },
      rows: { type: 'string' },
      verify: { type: 'boolean' },
      check: { type: 'boolean' },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a number of 1 or more.');
  await ensureInstalled();
  await ensureBuilt();
  const benches = await loadBenches(positionals);
  const server = benches.some((bench) => bench.needsServer) ? await startServer() : undefined;
  const figures = new Figures();
  try {
    for (const bench of benches) await measure(bench, { runs: bench.runs ?? runs, server, figures, options: values });
  } finally {
    await server?.stop();
  }
  const lines = values.json
    ? [...figures.all(), machine()].map((line) => JSON.stringify(line))
    : table(figures.all(), machine());
  console.log(lines.join('\n'));
  for (const bench of benches) reportOf(bench, figures, values);
}

function reportOf(bench, figures, options) {
  const report = bench.report?.(figures.all(), options);
  if (!report) return;
  if (options.json) report.lines.forEach(tell);
  else console.log(`\n${report.lines.join('\n')}`);
  if (!report.ok) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  tell(error.message);
  process.exitCode = 1;
}
