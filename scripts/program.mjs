// The built program as a child process: its operator commands, and the server with its readiness.
import fs from 'node:fs';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDir, inRoot, root, runNode } from './project.mjs';
import { supervise } from './supervise.mjs';

/** Runs `laureat ARGS` of the built program, its output on stderr. */
export const runCommand = (args, env) => runNode([inRoot('dist/cli.js'), ...args], { env });

/** Runs `laureat ARGS --json` and gives what it answers. */
export async function askCommand(args, env) {
  const child = supervise(process.execPath, [inRoot('dist/cli.js'), ...args, '--json'], {
    cwd: root,
    env,
    stdio: ['pipe', 2],
  });
  let text = '';
  child.process.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  const code = await child.exited;
  if (code !== 0) throw new Error(`laureat ${args.join(' ')}: exit code ${code}`);
  return JSON.parse(text);
}

/** Starts the built server; `ready()` resolves when it serves and rejects when it ends before. */
export function startProgram({ env, port, stdio }) {
  const server = supervise(process.execPath, [inRoot('dist/main.js')], {
    cwd: root,
    env: { ...env, PORT: String(port) },
    stdio,
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  return { ...server, baseUrl, ready: (withinMs) => untilReady(server, baseUrl, withinMs) };
}

async function untilReady(server, baseUrl, withinMs = 90_000) {
  let endedWith;
  void server.exited.then((code) => (endedWith = code));
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (endedWith !== undefined) throw new Error(`The program ended with exit code ${endedWith} before it served.`);
    if (await answers(`${baseUrl}/health/ready`)) return;
    await sleep(50);
  }
  throw new Error(`The program was not ready within ${withinMs / 1000} s.`);
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

/** The installation's secret: given, or made once and kept in the data folder. */
export function installationSecret() {
  if (process.env.LAUREAT_SECRET) return process.env.LAUREAT_SECRET;
  const file = path.join(dataDir(), 'secret');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataDir(), { recursive: true });
    fs.writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').trim();
}
