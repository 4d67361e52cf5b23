import { tell } from '../../../scripts/project.mjs';
import { load } from './load.mjs';
import { untilSettled } from './settled.mjs';

/** A round ends after so many requests or seconds, whatever comes first. */
const roundSeconds = 12;
/** A program that has run for a while is what a contest meets: its code is compiled by use, and that takes some hundred requests. */
const warmUp = { requests: 800, seconds: 10 };

/**
 * One row: warmed up, then measured in rounds that begin when nothing is left to do. What is used without any request is
 * taken off. `settles` says that the work which a request leaves to the background is measured too.
 */
export async function measureRow(row, { database, meter, rounds, figure, idle }) {
  tell(`growth: ${row.title}`);
  const missing = await row.missing?.();
  if (missing) return tell(`growth: ${row.title}: ${missing}`);
  await row.prepare?.();
  await load({ ...warmUp, requests: row.warmUp ?? warmUp.requests }, row.send);
  for (let round = 0; round < rounds; round += 1) {
    await row.prepare?.();
    await untilSettled(database, row.settles ? undefined : ['messages', 'jobs', 'letters']);
    const before = meter.cpu();
    const startedAt = performance.now();
    const { count, perSecond, p95 } = await load({ requests: row.requests, seconds: roundSeconds }, row.send);
    const costs = (title) => {
      const ownMs = meter.cpu() - before - (idle * (performance.now() - startedAt)) / 1000;
      if (!Number.isNaN(ownMs)) figure(title, 'CPU ms', ownMs / count);
    };
    costs(row.title);
    figure(row.title, 'requests per s', perSecond);
    figure(row.title, 'p95 ms', p95);
    if (!row.settles) continue;
    await untilSettled(database);
    costs(`${row.title}, settled`);
  }
}
