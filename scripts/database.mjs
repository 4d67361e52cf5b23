// Which database the program works on: the one configured, that of a running instance, or our own in the data folder.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { dataDir, tell } from './project.mjs';
import { startPostgres } from './services.mjs';

const NAME = 'laureat';
const noticeFile = () => path.join(dataDir(), 'runtime.json');

/** Our own durable PostgreSQL in the data folder, with its database made when it is not there yet. */
export async function startOwnDatabase({ patienceMs } = {}) {
  fs.mkdirSync(dataDir(), { recursive: true });
  const postgres = await startPostgres({ dir: path.join(dataDir(), 'postgres'), durable: true, patienceMs });
  try {
    const isNew = await createDatabase(postgres.url, NAME);
    return { url: postgres.urlOf(NAME), isNew, exited: postgres.exited, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** @returns {Promise<boolean>} whether it had to be made */
export async function createDatabase(adminUrl, name) {
  return withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return false;
    await client.query(`create database "${name}"`);
    return true;
  });
}

export async function withClient(url, work) {
  const { default: pg } = await import('pg'); // only now: this file is read before the packages are there
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/* ---------- the notice by which `laureat` finds a running instance ---------- */

export function postNotice(notice) {
  fs.mkdirSync(dataDir(), { recursive: true });
  const draft = `${noticeFile()}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify({ ...notice, pid: process.pid })}\n`, { mode: 0o600 });
  fs.renameSync(draft, noticeFile());
}

export function removeNotice() {
  if (readNotice()?.pid === process.pid) fs.rmSync(noticeFile(), { force: true });
}

/** The database of the instance that runs on this data folder, if one does. */
export async function runningDatabase() {
  const notice = readNotice();
  const isRunning = notice && isAlive(notice.pid) && (await listens(new URL(notice.databaseUrl)));
  return isRunning ? notice.databaseUrl : undefined;
}

function readNotice() {
  try {
    return JSON.parse(fs.readFileSync(noticeFile(), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') tell(`${noticeFile()} is not readable and is not used: ${error.message}`);
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // someone else's process is a process
  }
}

/** The process number alone may have been given anew since the notice was posted. */
function listens({ hostname, port }) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port || 5432), timeout: 3_000 });
    const answer = (isThere) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}
