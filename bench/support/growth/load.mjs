import { spread } from '../contest.mjs';

export const clients = 8;

/**
 * Eight clients, each with one request after another, until so many were answered or the time is over. `send` is given the
 * number of its client and of its request.
 */
export async function load({ requests, seconds }, send) {
  const startedAt = performance.now();
  const times = [];
  let begun = 0;
  const isOver = () => begun >= requests || performance.now() - startedAt > seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (!isOver()) {
        const number = begun++;
        const sentAt = performance.now();
        await send({ client, number });
        times.push(performance.now() - sentAt);
      }
    }),
  );
  const perSecond = times.length / ((performance.now() - startedAt) / 1000);
  return { count: times.length, perSecond, p95: spread(times).p95 };
}
