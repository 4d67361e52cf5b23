// `npm test [-- PATHS AND JEST OPTIONS]`: all tests, or those asked for. Ends with `N passed, N failed`; what this
// machine cannot run is named, and under CI=true that is a failure.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './browser.mjs';
import { ensureInstalled, inRoot, root, tell } from './project.mjs';
import { findProgram, findRedis } from './services.mjs';

const needsServices = (args) => !(args.length > 0 && args.every((arg) => arg.startsWith('test/domain')));

/** Installs the browser and Redis where this is allowed without asking anyone. */
function ensureSystem() {
  const isLight = process.env.CI !== 'true' || process.platform !== 'linux' || findProgram('chromium-headless-shell');
  if (findRedis() && findChromium() && isLight) return;
  const may =
    process.getuid?.() === 0 || process.platform === 'darwin' || spawnSync('sudo', ['-n', 'true']).status === 0;
  if (may) spawnSync('sh', [inRoot('scripts/setup-system.sh')], { stdio: ['ignore', 2, 2] });
  else tell('Some tests need chromium and redis-server: `npm run setup:system` installs them.');
}

function runJest(args, summaryFile) {
  return new Promise((resolve) => {
    const jest = spawn(process.execPath, [inRoot('node_modules/jest/bin/jest.js'), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, TZ: 'UTC', TEST_SUMMARY_FILE: summaryFile },
    });
    jest.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main(args) {
  await ensureInstalled();
  if (needsServices(args)) ensureSystem();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-test-'));
  const summaryFile = path.join(scratch, 'summary');
  const code = await runJest(args, summaryFile);
  const summary = fs.existsSync(summaryFile) ? fs.readFileSync(summaryFile, 'utf8') : '';
  fs.rmSync(scratch, { recursive: true });

  const isIncomplete = summary.startsWith('could not run here') && process.env.CI === 'true';
  if (isIncomplete) tell('CI=true asks for everything: what could not run is a failure.');
  if (summary) console.log(`\n${summary.trimEnd()}`);
  else if (code !== 0) console.log('\n0 passed, 1 failed'); // Jest ended before the first test
  return code || (isIncomplete ? 1 : 0);
}

process.exitCode = await main(process.argv.slice(2));
