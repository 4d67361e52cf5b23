import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startServer } from '../../../scripts/bench-server.mjs';
import { tell } from '../../../scripts/project.mjs';
import { measureIdle, idleMemory } from './idle.mjs';
import { measureLetters } from './letters.mjs';
import { Meter } from './meter.mjs';
import { canRead } from './process-tree.mjs';
import { measureRow } from './measure-row.mjs';
import { rowsOf } from './rows.mjs';
import { untilSettled } from './settled.mjs';
import { startSink } from './sink.mjs';

/** What a program does once when it starts is no part of its rest. */
const secondsToRest = 60;

/** All rows at one size, on a database, a PostgreSQL and a program of their own. */
export async function measureSize({ entries, practices, rounds, only, verify, figures }) {
  if (!canRead) tell('Skipped: processor time and memory. They are read from /proc, which this system has not.');
  const sink = await startSink();
  try {
    const fill = (at) => fillDatabase(at, { entries, practices, verify });
    const server = await startServer({ fill, env: { SMTP_URL: sink.url } });
    try {
      await withConnection(server.databaseUrl, async (database) => {
        const { rows } = await database.query('SELECT pg_backend_pid() AS pid');
        const meter = new Meter(server.roots, [rows[0].pid]);
        const figure = (title, unit, value) => figures.note({ bench: `growth ${entries}`, figure: title, unit }, value);
        await measureAll({ server, database, meter, sink, rounds, only, figure });
      });
    } finally {
      await server.stop();
    }
  } finally {
    sink.stop();
  }
}

async function withConnection(connectionString, work) {
  const database = new pg.Client({ connectionString });
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}

async function measureAll({ server, database, meter, sink, rounds, only, figure }) {
  const wants = (title) => !only || only.some((part) => title.includes(part));
  await sleep(secondsToRest * 1000);
  await untilSettled(database);
  idleMemory({ meter, figure });
  const idle = await measureIdle({ meter, figure });
  const scene = { server, database, meter, sink, rounds, figure, idle };
  if (wants('letter')) await measureLetters(scene);
  meter.watchMemory();
  for (const row of await rowsOf(server, database)) if (wants(row.title)) await measureOrTell(row, scene);
  const { pss, rss } = meter.mostMemory();
  if (pss) figure('memory under load', 'MB', pss);
  if (rss) figure('memory under load, shared pages counted for each process', 'MB', rss);
}

async function fillDatabase({ command, databaseUrl }, { entries, practices, verify }) {
  tell(`growth: filling a database with ${entries} entries and ${practices} practices …`);
  const startedAt = performance.now();
  const made = await command('bench-growth', '--entries', String(entries), '--practices', String(practices));
  await withConnection(databaseUrl, async (database) => {
    await database.query('VACUUM ANALYZE');
    await database.query('CHECKPOINT');
  });
  tell(`growth: filled in ${Math.round((performance.now() - startedAt) / 1000)} s: ${JSON.stringify(made.made)}`);
  if (verify) {
    await command('invariants');
    await command('audit', 'verify');
    tell('growth: the invariants and the audit chain hold.');
  }
  return made;
}

/** A row that fails is no reason to lose the others: it is told, and the bench fails at its end. */
async function measureOrTell(row, scene) {
  try {
    await measureRow(row, scene);
  } catch (error) {
    tell(`growth: ${row.title}: ${error.stack}`);
    process.exitCode = 1;
  }
}
