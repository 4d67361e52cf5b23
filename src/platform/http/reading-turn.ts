import { performance } from 'node:perf_hooks';

/** A turn of the event loop in which something was read from the network. */
interface Turn {
  /** When it looked at the network. What is read later in the same turn had come by then, or came while it worked. */
  lookedAt: number;
  /** The instant that counts for all that is read in it. */
  since: number;
  loop: number;
  idleMs: number;
}

let current: Turn | null = null;
let last: Turn | null = null;

/** So little the loop waits even where there is work already. */
const noWaitMs = 1;

/**
 * For how long what is read now may have lain before the process, in milliseconds. A process that is busy reads a hundred heads in one
 * turn of its loop and works on each before it reads the next: all of them had come when the turn began, and those that it finds in
 * the turn right after may have come while it worked. Where the loop has waited in between, what is read came just then.
 */
export function unreadMs(now = performance.now()): number {
  if (!current) {
    const { idleTime: idleMs, uvMetricsInfo } = performance.nodeTiming as typeof performance.nodeTiming & {
      uvMetricsInfo?: { loopCount: number };
    };
    const loop = uvMetricsInfo?.loopCount ?? NaN; // older than 20.18: only those of one turn are taken together
    const followsAtOnce = last !== null && loop - last.loop === 1 && idleMs - last.idleMs < noWaitMs;
    current = { lookedAt: now, since: followsAtOnce ? last!.lookedAt : now, loop, idleMs };
    setImmediate(() => {
      last = current;
      current = null;
    });
  }
  return now - current.since;
}
