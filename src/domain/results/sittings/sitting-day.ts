import { dayOf, type Day } from '../../kernel/local-day.js';
import { Refusal } from '../../kernel/refusal.js';

/** A sitting and the zone of its contest. */
export interface SittingDay {
  heldOn: Day;
  timeZone: string;
}

/** Rules §11. Whether the day of a sitting is still to come: until then nobody is at it, and it decides nothing. */
export const isAhead = ({ heldOn, timeZone }: SittingDay, now: Date): boolean => dayOf(now, timeZone) < heldOn;

/** Refuses with `sitting-ahead` what is said to have happened at a sitting before its day. */
export function mustHaveCome(sitting: SittingDay, at: Date): void {
  if (isAhead(sitting, at)) throw new Refusal({ code: 'sitting-ahead', heldOn: sitting.heldOn });
}
