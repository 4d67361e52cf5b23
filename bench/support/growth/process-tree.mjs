// The processor time and the memory of processes with all that they started, from /proc.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Only Linux tells of other processes in this way. */
export const canRead = fs.existsSync('/proc/self/stat');

const ticksPerSecond = canRead ? Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100 : 100;

const mostReadings = 50;

/** Own time, and that of children that ended and were waited for; null when the process has gone meanwhile. */
function readStat(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything: what follows it is counted from the state on, the third field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system, childUser, childSystem] = [4, 14, 15, 16, 17].map((place) =>
      Number(fields[place - 3]),
    );
    return { pid, parent, own: user + system, ofEnded: childUser + childSystem };
  } catch {
    return null;
  }
}

/** The processes themselves and all below them. */
function treeOf(roots) {
  const all = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== null);
  const inTree = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all)
      if (inTree.has(parent) && !inTree.has(pid)) {
        inTree.add(pid);
        grown = true;
      }
  }
  return all.filter(({ pid }) => inTree.has(pid));
}

/**
 * Milliseconds of processor time so far. A process that ended lives on in the `cutime` of the parent that waited for it,
 * so that a backend of PostgreSQL that came and went between two readings is counted. The `except`ed processes are those
 * of the measurement itself; they must not end in between.
 */
export function cpuMs(roots, except = []) {
  const ticks = steadyTree(roots)
    .filter(({ pid }) => !except.includes(pid))
    .reduce((sum, { own, ofEnded }) => sum + own + ofEnded, 0);
  return (ticks * 1000) / ticksPerSecond;
}

/** A process that ends while the others are read would be in no sum, or in two: then all are read again. */
function steadyTree(roots) {
  const shapeOf = (tree) => tree.map(({ pid, ofEnded }) => `${pid} ${ofEnded}`).join();
  let tree = treeOf(roots);
  for (let reading = 0; reading < mostReadings; reading += 1) {
    const again = treeOf(roots);
    if (shapeOf(again) === shapeOf(tree)) return again;
    tree = again;
  }
  throw new Error('Processes come and go faster than they can be read.');
}

/**
 * Memory in MB: `rss` counts shared pages once for every process that has touched them, `pss` once in all; `pss` is null
 * where /proc/PID/smaps_rollup may not be read.
 */
export function memoryMb(roots, except = []) {
  const parts = treeOf(roots)
    .filter(({ pid }) => !except.includes(pid))
    .map(({ pid }) => ({
      rss: readKb(`/proc/${pid}/status`, 'VmRSS'),
      pss: readKb(`/proc/${pid}/smaps_rollup`, 'Pss'),
    }))
    .filter(({ rss }) => rss !== null);
  const sum = (name) => parts.reduce((total, part) => total + part[name], 0) / 1024;
  return { rss: sum('rss'), pss: parts.every(({ pss }) => pss !== null) ? sum('pss') : null };
}

function readKb(file, name) {
  try {
    return (
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(file, 'utf8'))?.[1] ?? Number.NaN) || null
    );
  } catch {
    return null;
  }
}
