import { dayOf, homeZone, instantOf, plusDays } from '../../domain/kernel/local-day.js';
import type { JobName } from './job-table.js';

/** A recurring job: every so often, or daily at a time of the home zone; and why it exists. */
export type Schedule = { job: JobName; why: string } & ({ everyMs: number } | { at: string });

/** When it is due again after it was asked for. */
export function nextDue(schedule: Schedule, askedAt: Date): Date {
  if ('everyMs' in schedule) return new Date(askedAt.getTime() + schedule.everyMs);
  const today = dayOf(askedAt, homeZone);
  const first = instantOf(`${today}T${schedule.at}`, homeZone);
  return first > askedAt ? first : instantOf(`${plusDays(today, 1)}T${schedule.at}`, homeZone);
}
