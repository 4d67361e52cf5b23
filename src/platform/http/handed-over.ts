import { longestWorkMs } from '../clock.js';

/** Seconds with a fraction (nginx, `t=$msec`) or whole milliseconds (Caddy, Heroku), with or without `t=` before them. */
const form = /^(?:t=)?(\d{10}\.\d{1,3}|\d{13})$/;

/**
 * Milliseconds since 1970 at which the proxy took a request over, by its own word in the header that the operator named. `null` where
 * it says nothing, or what cannot be: an instant to come, or one from which no work is judged any more.
 */
export function handedOverAt(said: string | string[] | undefined, now: number): number | null {
  const [, digits] = form.exec(typeof said === 'string' ? said.trim() : '') ?? [];
  if (digits === undefined) return null;
  const at = digits.includes('.') ? Math.floor(Number(digits) * 1000) : Number(digits);
  return at <= now && now - at <= longestWorkMs ? at : null;
}
