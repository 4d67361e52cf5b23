import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../../../scripts/project.mjs';

const windows = 2;
/** As long as the pause between two sealings of the audit log: each window has one. */
const windowSeconds = 30;

export function idleMemory({ meter, figure }) {
  const { rss, pss } = meter.memory();
  if (pss) figure('memory idle', 'MB', pss);
  if (rss) figure('memory idle, shared pages counted for each process', 'MB', rss);
}

/** What the program and PostgreSQL use while nobody asks for anything; gives it per second, on average. */
export async function measureIdle({ meter, figure }) {
  tell(`growth: idle, ${windows * windowSeconds} s`);
  const begun = meter.cpu();
  for (let window = 0; window < windows; window += 1) {
    const before = meter.cpu();
    await sleep(windowSeconds * 1000);
    const perSecond = (meter.cpu() - before) / windowSeconds;
    if (!Number.isNaN(perSecond)) figure('idle', 'CPU ms per s', perSecond);
  }
  return (meter.cpu() - begun) / (windows * windowSeconds) || 0;
}
