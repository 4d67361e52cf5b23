// `npm run -s laureat -- COMMAND`: the operator's program, with a database under it when the command needs one.
// Progress goes to stderr; stdout and the exit code are the command's own.
import { spawn } from 'node:child_process';
import { runningDatabase, startOwnDatabase } from './database.mjs';
import { installationSecret, runCommand } from './program.mjs';
import { dataDir, ensureBuilt, ensureInstalled, inRoot, tell } from './project.mjs';

const FILE_COMMANDS = ['verify', 'hash', 'stats', 'assign', 'help'];

/** Whether a command works on files alone. `cycle` does, unless it exports, imports or checks a cycle of the database. */
function needsDatabase([command, sub, ...rest]) {
  const all = [command, sub, ...rest];
  if (command === undefined || all.includes('--help') || all.includes('-h') || command.startsWith('--')) return false;
  if (FILE_COMMANDS.includes(command)) return false;
  if (command !== 'cycle') return true;
  if (sub === 'lint') return !rest.some((word) => !word.startsWith('-'));
  return sub !== undefined && !sub.startsWith('-');
}

async function findDatabase(env, args) {
  const url = process.env.DATABASE_URL || (await runningDatabase());
  if (url) return { url, stop: async () => {} };
  const own = await startOwnDatabase({ patienceMs: 30_000 }); // another command may be just about to finish
  if (own.isNew && args[0] !== 'migrate') await fill({ ...env, DATABASE_URL: own.url });
  return own;
}

async function fill(env) {
  tell('Making the database …');
  await runCommand(['migrate'], env);
  await runCommand(['reference'], env);
}

/** Runs the command on our own input and output. Ctrl-C reaches it by itself; what is sent to us is passed on. */
function runInForeground(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [inRoot('dist/cli.js'), ...args], { stdio: 'inherit', env });
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

async function main(args) {
  await ensureInstalled();
  await ensureBuilt();
  const env = { ...process.env, LAUREAT_DATA: dataDir() };
  if (!needsDatabase(args)) return runInForeground(args, env);

  env.LAUREAT_SECRET = installationSecret();
  const database = await findDatabase(env, args);
  try {
    return await runInForeground(args, { ...env, DATABASE_URL: database.url });
  } finally {
    await database.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  tell(error.message);
  process.exitCode = 1;
}
