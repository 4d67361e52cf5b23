// The checkout itself: where it is, whether its packages are installed and its program is built.
// Only Node's own modules here: this runs before anything is installed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { supervise } from './supervise.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const inRoot = (...parts) => path.join(root, ...parts);
export const dataDir = () => path.resolve(root, process.env.LAUREAT_DATA || '.data');

const running = new Set();

/** Runs a command in the checkout, its output on stderr so that stdout stays ours; rejects unless it ends well. */
export async function run(command, args, options = {}) {
  const child = supervise(command, args, { cwd: root, stdio: [2, 2], ...options });
  running.add(child);
  const code = await child.exited;
  running.delete(child);
  if (code !== 0) throw new Error(`${[path.basename(command), ...args].join(' ')}: exit code ${code}`);
}

/** Ends what `run` is running, for who has to leave in the middle. */
export const stopCommands = () => Promise.all([...running].map((child) => child.stop()));

export const runNode = (args, options) => run(process.execPath, args, options);

/** Says what goes on, where it does not mix with a command's own output. */
export const tell = (line) => void process.stderr.write(`${line}\n`);

/* ---------- packages ---------- */

/** Installs the packages when they are missing or are no longer those of package-lock.json. */
export async function ensureInstalled() {
  if (installedAsLocked()) return;
  if (isLink(inRoot('node_modules'))) {
    tell('node_modules is a link and differs from package-lock.json: left as it is.');
    return;
  }
  tell('Installing packages …');
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  await run(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: installEnvironment(),
  });
}

/** Development packages are needed to build, whatever NODE_ENV the program itself is to run with. */
function installEnvironment() {
  const { NODE_ENV: _ignored, ...env } = process.env;
  return { ...env, npm_config_include: 'dev' };
}

function installedAsLocked() {
  const installedFile = inRoot('node_modules/.package-lock.json');
  if (!fs.existsSync(installedFile)) return false;
  const wanted = JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([name, { version, optional, devOptional, peer }]) => {
    if (name === '') return true;
    if (!installed[name]) return Boolean(optional || devOptional || peer); // e.g. another platform's binaries
    return installed[name].version === version;
  });
}

function isLink(file) {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/* ---------- build ---------- */

// The stamp lies in dist, so that whatever empties dist also forgets that it was built.
const stampFile = inRoot('dist/.stamp');
const PROGRAM_SOURCES = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const ASSET_SOURCES = ['assets', 'templates', 'src', 'scripts/build-assets.mjs', 'package-lock.json'];

/** Builds what is older than its sources: the program, or only the styles, icons and scripts of its pages. */
export async function ensureBuilt() {
  const wanted = sourceStamps();
  const built = builtStamps();
  if (built.program !== wanted.program) return build();
  if (built.assets === wanted.assets) return;
  tell('Building assets …');
  await buildAssets();
  writeStamps(wanted);
}

export async function build() {
  const stamps = sourceStamps(); // before building: a source saved meanwhile is then built the next time
  tell('Building …');
  fs.rmSync(inRoot('dist'), { recursive: true, force: true });
  await runNode([inRoot('node_modules/ts7/bin/tsc'), '-p', 'tsconfig.build.json']);
  fs.cpSync(inRoot('src/migrations/sql'), inRoot('dist/migrations/sql'), { recursive: true });
  await buildAssets();
  writeStamps(stamps);
}

const buildAssets = () => runNode([inRoot('scripts/build-assets.mjs')]);
const writeStamps = (stamps) => fs.writeFileSync(stampFile, JSON.stringify(stamps));
const sourceStamps = () => ({ program: contentHash(PROGRAM_SOURCES), assets: contentHash(ASSET_SOURCES) });

function builtStamps() {
  const complete = ['dist/main.js', 'dist/cli.js', 'dist/.stamp'].every((file) => fs.existsSync(inRoot(file)));
  return complete ? JSON.parse(fs.readFileSync(stampFile, 'utf8')) : {};
}

function contentHash(names) {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const file of names.flatMap((name) => filesBelow(inRoot(name)))) {
    hash.update(`\0${path.relative(root, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [file];
  return fs
    .readdirSync(file)
    .sort()
    .flatMap((name) => filesBelow(path.join(file, name)));
}
