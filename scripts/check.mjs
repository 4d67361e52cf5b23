// `npm run check [-- STEP …]`: the whole truth about the code, step by step. Begins nothing more after a step that fails.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase } from './database.mjs';
import { runCommand, startProgram } from './program.mjs';
import { ensureBuilt, ensureInstalled, inRoot, root } from './project.mjs';
import { freePort, startPostgres } from './services.mjs';

const tool = (script, ...args) => runTool([inRoot('node_modules', script), ...args]);

const STEPS = {
  format: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  lint: () => tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  types: () => tool('ts7/bin/tsc', '-p', 'tsconfig.json', '--noEmit'),
  boundaries: () =>
    tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
      'src',
    ),
  unused: () => tool('knip/bin/knip.js'),
  templates: () => checkTemplates(),
  documents: () => tool('jest/bin/jest.js', 'test/domain/docs'),
  build: () => ensureBuilt(),
  migrations: () => withEmptyDatabase(checkMigrations),
  boot: () => withEmptyDatabase(checkBoot),
};

/** These look at what is built, one after another; the others at the sources. */
const BUILT = ['build', 'migrations', 'boot'];

/** Runs one of our tools; its output is shown only when it has something against us. */
function runTool(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim() || `exit code ${code}`))));
  });
}

/** Templates are written to be read and changed line by line; no formatter knows our Handlebars, so these few rules stand here. */
function checkTemplates() {
  const files = fs.readdirSync(inRoot('templates'), { recursive: true }).filter((file) => file.endsWith('.hbs'));
  const faults = files.flatMap((file) => templateFaults(path.join('templates', file)));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

function templateFaults(file) {
  const text = fs.readFileSync(inRoot(file), 'utf8');
  const faults = [];
  text.split('\n').forEach((line, index) => {
    const fault = (words) => faults.push(`${file}:${index + 1}: ${words}`);
    if (line.length > 160)
      fault('over 160 characters; break the tag between attributes or the call between parameters');
    if (/\t|\s$/.test(line)) fault('a tab or trailing white space; take it out');
    if (/^ *(?! )/.exec(line)[0].length % 2 > 0)
      fault('indented by an odd number of spaces; indent by two for each nesting');
  });
  return [
    ...faults,
    ...crowdedBlocks(text).map((line) => `${file}:${line}: a block over several lines; give its tag a line`),
  ];
}

/** Lines where a tag of a block that spans lines, `{{#…}}`, `{{else}}` or `{{/…}}`, stands beside something else. */
function crowdedBlocks(text) {
  const lineOf = (at) => text.slice(0, at).split('\n').length;
  const open = [];
  const crowded = [];
  for (const { 0: tag, index } of text.matchAll(/\{\{!--[^]*?--\}\}|\{\{~?(#|\/|else\b)[^]*?\}\}/g)) {
    if (tag.startsWith('{{!--')) continue;
    if (/^\{\{~?#/.test(tag)) open.push([]);
    open.at(-1).push({ from: index, to: index + tag.length });
    if (!/^\{\{~?\//.test(tag)) continue;
    const tags = open.pop();
    if (lineOf(tags[0].from) === lineOf(index)) continue;
    const isAlone = ({ from, to }) => /(^|\n) *$/.test(text.slice(0, from)) && /^(\n|$)/.test(text.slice(to));
    crowded.push(...tags.filter((one) => !isAlone(one)).map((one) => lineOf(one.from)));
  }
  return crowded;
}

/** The entities must say what the migrations make: nothing is left to generate. */
async function checkMigrations(env) {
  await runCommand(['migrate'], env);
  await runCommand(['migrate', '--check'], env);
}

/** The built program serves on an empty migrated database and goes when asked. Only this sees cycles of ES modules. */
async function checkBoot(env) {
  await runCommand(['migrate'], env);
  const program = startProgram({ env, port: await freePort(), stdio: ['ignore', 'inherit'] });
  try {
    await program.ready(60_000);
  } catch (error) {
    await program.stop();
    throw error;
  }
  const code = await program.stop(10_000);
  if (code !== 0) throw new Error(`The program ended with exit code ${code} within 10 s of SIGTERM instead of 0.`);
}

async function withEmptyDatabase(work) {
  await ensureBuilt();
  const postgres = await startPostgres();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-check-'));
  try {
    await createDatabase(postgres.url, 'laureat');
    const secret = process.env.LAUREAT_SECRET ?? 'check-secret-check-secret-check-secret';
    await work(ownEnvironment({ DATABASE_URL: postgres.urlOf('laureat'), LAUREAT_DATA: data, LAUREAT_SECRET: secret }));
  } finally {
    await postgres.stop();
    fs.rmSync(data, { recursive: true, force: true });
  }
}

/** Ours alone: what the developer's shell is set up to talk to is not to be checked, let alone touched. */
function ownEnvironment(own) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(REDIS_URL|SMTP_URL|S3_.*|ROLE|PORT|NODE_ENV)$/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

async function check(names) {
  const unknown = names.filter((name) => !STEPS[name]);
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. The steps are ${Object.keys(STEPS).join(', ')}.`);
    return 2;
  }
  await ensureInstalled();
  const begun = performance.now();
  const ofSources = names.filter((name) => !BUILT.includes(name));
  if (!(await passInLanes(ofSources, 2))) return 1;
  for (const name of names.filter((name) => BUILT.includes(name))) if (!(await passes(name))) return 1;
  console.log(`all ${names.length} passed`.padEnd(20), seconds(begun));
  return 0;
}

/** Several at a time, in their order; none is begun after one has failed. */
async function passInLanes(names, lanes) {
  const waiting = [...names];
  let isWell = true;
  const lane = async () => {
    for (let name = waiting.shift(); name && isWell; name = waiting.shift()) isWell = (await passes(name)) && isWell;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return isWell;
}

async function passes(name) {
  const begun = performance.now();
  try {
    await STEPS[name]();
    console.log(`ok     ${name}`.padEnd(20), seconds(begun));
    return true;
  } catch (error) {
    console.error(`\n${error.message}\n`);
    console.log(`FAILED ${name}`.padEnd(20), seconds(begun));
    return false;
  }
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const asked = process.argv.slice(2);
process.exitCode = await check(asked.length > 0 ? asked : Object.keys(STEPS));
