// `npm start`: everything on this machine. What is configured is used, what is not is embedded. From a fresh clone it
// installs, builds and loads the demonstration first, so only Node's own modules may be imported here.
import { postNotice, removeNotice, startOwnDatabase } from './database.mjs';
import { askCommand, installationSecret, isPortFree, runCommand, startProgram } from './program.mjs';
import { dataDir, ensureBuilt, ensureInstalled, stopCommands, tell } from './project.mjs';

const PORT = Number(process.env.PORT || 3000);
const ADDRESS = `http://localhost:${PORT}`;
const isProduction = process.env.NODE_ENV === 'production';

const DEMONSTRATION_ACCOUNTS = [
  ['organizer@laureat.test', 'organizer'],
  ['chair@laureat.test', 'chair of the jury'],
  ['second@laureat.test', 'second approver'],
  ['auditor@laureat.test', 'auditor'],
  ['expert1@laureat.test … expert12@laureat.test', 'experts'],
  ['region-ba@laureat.test', 'coordinator of a region (RU-BA)'],
  ['leader@laureat.test', 'entrant'],
];

let database;
let program;
let isStopping = false;
let isDemonstration = false;

async function start() {
  if (!(await isPortFree(PORT))) throw new Error(`Port ${PORT} is taken. Choose another: PORT=3001 npm start`);
  await ensureInstalled();
  await ensureBuilt();
  if (isStopping) return;

  const env = {
    ...process.env,
    LAUREAT_DATA: dataDir(),
    LAUREAT_SECRET: installationSecret(),
    ROLE: process.env.ROLE || 'all',
  };
  if (!env.DATABASE_URL) {
    database = await startOwnDatabase();
    env.DATABASE_URL = database.url;
    void database.exited.then(() => stop(1, 'PostgreSQL has ended.'));
  }
  postNotice({ databaseUrl: env.DATABASE_URL, port: PORT });
  await prepareDatabase(env);
  if (isStopping) return;
  isDemonstration = !isProduction && (await holdsDemonstration(env));
  env.LAUREAT_DEMO ??= String(isDemonstration);

  program = startProgram({ env, port: PORT });
  void program.exited.then((code) => stop(code, `The program has ended with exit code ${code}.`));
  await program.ready();
  if (!isStopping) welcome();
}

async function prepareDatabase(env) {
  const commands = [['migrate'], ['reference']];
  if (!isProduction) commands.push(['demo', '--if-empty']);
  for (const command of commands) {
    if (!isStopping) await runCommand(command, env);
  }
}

/** The demonstration may have its clock moved and its mails read by anybody: only a database that holds it is one. */
async function holdsDemonstration(env) {
  return (await askCommand(['demo', '--status'], env)).demonstration;
}

function welcome() {
  const lines = ['', `Laureat is running at ${ADDRESS}`];
  if (isDemonstration) {
    const width = Math.max(...DEMONSTRATION_ACCOUNTS.map(([email]) => email.length));
    lines.push('', 'Demonstration accounts, all with the password laureat-demo:');
    lines.push(...DEMONSTRATION_ACCOUNTS.map(([email, role]) => `  ${email.padEnd(width)}  ${role}`));
    if (!process.env.SMTP_URL) lines.push('', `Mail is not sent but captured: ${ADDRESS}/dev/mail`);
  }
  lines.push('', 'Ctrl-C stops everything.', `ready ${ADDRESS}`);
  console.log(lines.join('\n'));
}

/** The program first, so that it can finish its work, then the database under it. Runs once, whoever asks. */
async function stop(code, reason) {
  if (isStopping) return;
  isStopping = true;
  if (reason) tell(reason);
  await stopCommands();
  await program?.stop();
  await database?.stop();
  removeNotice();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

/** npm may be killed without a chance to tell us; then nobody is left who could stop us. */
function goWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(1, 'npm has gone.'), 1_000).unref();
}

goWithNpm();
try {
  await start();
} catch (error) {
  if (!isStopping) await stop(1, error.message);
}
