import type { Window } from './stage.js';

/** A minute of the installation's life: it answered so often, and failed so often. */
export interface ServedMinute {
  minute: Date;
  answered: number;
  failed: number;
}

/** Nobody was served from one instant to another. */
export interface Outage {
  from: Date;
  to: Date;
}

const minuteMs = 60_000;
/** A restart is no outage. */
const shortestMs = 5 * minuteMs;
/** Only what happens in the last hours takes time from people that they cannot make up for. */
const lastHoursMs = 24 * 60 * minuteMs;

/**
 * Outages in the last 24 hours of a window: at least five minutes in a row that left no trace, or in which more than half of
 * the answers were failures. What lies before the first trace or after the last one is unknown, and no outage. Traces come
 * in the order of time.
 */
export function outagesBeforeClose(traces: readonly ServedMinute[], { opensAt, closesAt }: Window): Outage[] {
  const from = Math.max(opensAt.getTime(), closesAt.getTime() - lastHoursMs);
  const well = traces.filter(({ answered, failed }) => failed * 2 <= answered).map(({ minute }) => minute.getTime());
  const outages: Outage[] = [];
  for (const [index, minute] of well.entries()) {
    const next = well[index + 1];
    if (next === undefined) break;
    const begun = Math.max(minute + minuteMs, from);
    const ended = Math.min(next, closesAt.getTime());
    if (ended - begun >= shortestMs) outages.push({ from: new Date(begun), to: new Date(ended) });
  }
  return outages;
}

/** A window that was cut short is given back as much at its end as it lost. */
export function extendedBy({ closesAt }: Window, outages: readonly Outage[]): Date {
  return new Date(outages.reduce((end, { from, to }) => end + (to.getTime() - from.getTime()), closesAt.getTime()));
}
