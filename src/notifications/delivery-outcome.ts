import { cut } from '../domain/kernel/cut.js';
import { Refusal } from '../domain/kernel/refusal.js';

/**
 * Why a letter did not go: the mail server cannot be reached or does not let us in; it put the letter off; it refused this
 * letter or its recipient for good; the letter itself can no longer be written.
 */
export const deliveryCauses = ['unreachable', 'put-off', 'refused', 'unwritable'] as const;
export type DeliveryCause = (typeof deliveryCauses)[number];

export interface Outcome {
  id: string;
  state: 'sent' | 'waiting' | 'failed';
  cause: DeliveryCause | '';
  error: string;
  retryMs: number | null;
}

const minuteMs = 60_000;
/** A letter that could not be handed over is tried for so long: an outage of a weekend loses none. */
export const triedForMs = 3 * 24 * 60 * minuteMs;
/** The longest rest between two tries: a server that comes back is noticed soon, one that puts off is not pressed. */
const longestRestMs = { unreachable: 5 * minuteMs, 'put-off': 60 * minuteMs } as const;

/**
 * What becomes of a letter after a try; `ageMs` is how long ago it was first tried. The rest before a further try doubles
 * from two seconds up to the longest of its cause. Units: milliseconds. Codes: RFC 5321 §4.2.1, RFC 3463.
 */
export function outcomeOf(
  { id, attempts }: { id: string; attempts: number },
  error: Error | null,
  ageMs: number,
): Outcome {
  if (!error) return { id, state: 'sent', cause: '', error: '', retryMs: null };
  const cause = causeOf(error);
  const message = cut(error.message, 500);
  if (cause === 'refused' || cause === 'unwritable' || ageMs > triedForMs)
    return { id, state: 'failed', cause, error: message, retryMs: null };
  const retryMs = Math.min(longestRestMs[cause], 2000 * 2 ** Math.min(attempts - 1, 20));
  return { id, state: 'waiting', cause, error: message, retryMs };
}

/** Answers by which a server turns us away and not the letter: sign-in wanted or failed, service closing. */
const turnedAway = new Set([421, 432, 454, 530, 534, 535, 538]);

export function causeOf(error: Error & { responseCode?: unknown; code?: unknown }): DeliveryCause {
  if (error instanceof Refusal) return 'unwritable';
  const { responseCode, code } = error;
  if (typeof responseCode !== 'number' || code === 'EAUTH' || turnedAway.has(responseCode)) return 'unreachable';
  if (responseCode >= 500) return 'refused';
  return 'put-off';
}
