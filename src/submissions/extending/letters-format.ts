import {
  formatDeadline,
  formatOwnTime,
  formatRemaining,
  lastMinute,
  type TimeFormat,
} from '../../platform/web/format-time.js';

/** A deadline as a letter tells it: by the contest's clock, by the reader's own, and how much is left. */
export function lettersFormat(closesAt: Date, format: TimeFormat & { now: Date; ownZone: string }) {
  const { now, ownZone, timeZone, locale } = format;
  const own = { ...format, timeZone: ownZone, beside: timeZone };
  return {
    until: formatDeadline(closesAt, format),
    ownUntil: formatOwnTime(lastMinute(closesAt, timeZone), own),
    left: formatRemaining(now, closesAt, locale),
  };
}
