import { Refusal } from './refusal.js';

/** The reason without surrounding space. Refuses with `reason-required` when there is none. */
export function mustGiveReason(reason: string): string {
  if (!reason.trim()) throw new Refusal({ code: 'reason-required' });
  return reason.trim();
}
