// Private PostgreSQL and Redis servers for development, tests and small installations: no Docker, no root needed.
// Only Node's own modules here: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  findPostgres,
  handOver,
  readIfThere,
  reachableDir,
  serverAccount,
  temporaryDir,
} from './postgres-programs.mjs';
import { supervise } from './supervise.mjs';

const SUPERUSER = 'app';

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export function findProgram(...names) {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/usr/sbin',
  ];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => fs.existsSync(file));
}

/* ---------- PostgreSQL ---------- */

/**
 * Starts PostgreSQL and resolves when it accepts connections.
 * `dir` keeps the data (a temporary folder, removed at the end, when left out); `durable` survives power loss and asks
 * for a password, otherwise everything is traded for speed; `patienceMs` is how long to wait for an earlier server that
 * is still closing its files.
 * @param {{ dir?: string, durable?: boolean, port?: number, patienceMs?: number }} [options]
 */
export async function startPostgres({ dir, durable = false, port, patienceMs = 5_000 } = {}) {
  const account = serverAccount();
  const bin = findPostgres(account);
  const temporary = dir === undefined;
  const home = temporary ? temporaryDir('laureat-pg-', account) : reachableDir(path.resolve(dir), account);
  await waitUntilUnused(home, patienceMs);
  if (!fs.existsSync(path.join(home, 'PG_VERSION'))) initialise({ home, bin, account, durable });

  const { server, usedPort } = await launch({ home, bin, account, durable, port, temporary });
  const password = readIfThere(path.join(home, 'password')).trim();
  const socket = socketFolder(home);
  const urlOf = (database) =>
    `postgres://${SUPERUSER}${password && `:${password}`}@127.0.0.1:${usedPort}/${database}` +
    (socket && `?host=${encodeURIComponent(socket)}`);
  return {
    url: urlOf('postgres'),
    urlOf,
    dir: home,
    exited: server.exited,
    stop: () => server.stop(),
    /** As a failing machine would: nothing is ended in order. */
    stopAtOnce() {
      server.signal('QUIT');
      return server.exited;
    },
  };
}

/** Refuses a folder that a living server holds; forgets the note of a dead one, whose number may have been given anew. */
async function waitUntilUnused(home, patienceMs) {
  const note = path.join(home, 'postmaster.pid');
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const pid = Number.parseInt(readIfThere(note), 10);
    if (!pid) return;
    if (!isPostgresOf(pid, home)) return fs.rmSync(note, { force: true });
    if (Date.now() > deadline) {
      throw new Error(
        `${home} is in use: PostgreSQL, process ${pid}, is running on it. ` +
          'Stop the other `npm start` or `laureat`, or choose another folder with LAUREAT_DATA.',
      );
    }
    await sleep(100);
  }
}

function isPostgresOf(pid, home) {
  const command = fs.existsSync('/proc/self/cmdline')
    ? readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    : spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
  return command.includes('postgres') && `${command} `.includes(` ${home} `);
}

/** Made beside and renamed, so that an interrupted start leaves no half of a database. */
function initialise({ home, bin, account, durable }) {
  const inside = path.join(home, 'unfinished');
  fs.rmSync(inside, { recursive: true, force: true });
  const args = ['-D', inside, '-U', SUPERUSER, '-E', 'UTF8', '--no-instructions'];
  // Letters and sorting are ICU's; plain C as the base locale would blind trigrams and stemming to Cyrillic.
  const base = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  args.push(`--locale=${base}`, '--locale-provider=icu', '--icu-locale=ru-RU');
  if (!durable) args.push('-A', 'trust', '--no-sync');
  const passwordFile = path.join(home, 'new-password');
  if (durable) {
    fs.writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    handOver(passwordFile, account);
    args.push('-A', 'scram-sha-256', `--pwfile=${passwordFile}`);
  }
  const made = spawnSync(path.join(bin, 'initdb'), args, { ...account, cwd: home, encoding: 'utf8' });
  if (made.status !== 0)
    throw new Error(`PostgreSQL could not make its files in ${home}:\n${made.stdout}${made.stderr}`);
  if (durable) fs.renameSync(passwordFile, path.join(home, 'password'));
  for (const name of fs.readdirSync(inside).filter((each) => each !== 'PG_VERSION')) {
    fs.rmSync(path.join(home, name), { recursive: true, force: true });
    fs.renameSync(path.join(inside, name), path.join(home, name));
  }
  fs.renameSync(path.join(inside, 'PG_VERSION'), path.join(home, 'PG_VERSION')); // last: it says that all is there
  fs.rmdirSync(inside);
  fs.chmodSync(home, 0o700);
}

async function launch({ home, bin, account, durable, port, temporary }) {
  for (let attempt = 1; ; attempt++) {
    const usedPort = port ?? (await freePort());
    const server = supervise(path.join(bin, 'postgres'), serverArguments({ home, durable, port: usedPort }), {
      ...account,
      cwd: home,
      lastSignal: 'INT', // PostgreSQL's "fast" shutdown: ends sessions, keeps everything committed
      rubbish: temporary ? home : '',
      ...serverLog(home, account),
    });
    if (await accepts(home, server)) return { server, usedPort };
    const log = readIfThere(path.join(home, 'server.log'));
    await server.stop();
    const lostRace = port === undefined && /could not bind/.test(log);
    if (!lostRace || attempt === 3) throw new Error(`PostgreSQL did not start in ${home}:\n${log.slice(-4000)}`);
  }
}

/**
 * Where the server's socket stands: a round trip through it costs a third less processor time than one by the network.
 * Empty where the folder's name is longer than an address of a socket may be.
 */
function socketFolder(home) {
  return process.platform !== 'win32' && Buffer.byteLength(home) <= 80 ? home : '';
}

function serverArguments({ home, durable, port }) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder(home),
    max_connections: 200,
    shared_buffers: '256MB',
    jit: 'off',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '4GB' }),
  };
  return [
    '-D',
    home,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

function serverLog(home, account) {
  const file = path.join(home, 'server.log');
  const log = fs.openSync(file, 'w', 0o600);
  handOver(file, account);
  return { stdio: [log, log] };
}

/** PostgreSQL writes `ready` into the last line of its note when it accepts connections. */
async function accepts(home, server) {
  let gone = false;
  void server.exited.then(() => (gone = true));
  const deadline = Date.now() + 60_000; // recovery after a power loss may take its time
  while (!gone && Date.now() < deadline) {
    if (/^ready/m.test(readIfThere(path.join(home, 'postmaster.pid')))) return true;
    await sleep(20);
  }
  return false;
}

/* ---------- Redis ---------- */

export function findRedis() {
  return process.env.REDIS_BIN ?? findProgram('redis-server', 'valkey-server', 'keydb-server');
}

/** Starts a Redis that keeps nothing on disk and, as BullMQ demands, never evicts. */
export async function startRedis({ port } = {}) {
  const program = findRedis();
  if (!program) throw new Error('No Redis to start: run `npm run setup:system`, or set REDIS_URL to a server.');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-redis-'));
  const usedPort = port ?? (await freePort());
  const flags = {
    port: usedPort,
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = supervise(program, args, { stdio: ['pipe', 'inherit'], rubbish: dir });
  await said(server, 'Ready to accept connections');
  return { url: `redis://127.0.0.1:${usedPort}`, stop: () => server.stop() };
}

function said(server, words) {
  return new Promise((resolve, reject) => {
    let log = '';
    server.process.stdout.on('data', (text) => {
      log += text;
      if (log.includes(words)) resolve();
    });
    void server.exited.then(() => reject(new Error(`Redis did not start:\n${log}`)));
  });
}
