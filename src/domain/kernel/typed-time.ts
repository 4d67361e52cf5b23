import { type Day, instantOf, isDay, isOfOurTime } from './local-day.js';

const months = ['янв', 'фев', 'мар', 'апр', 'ма', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'];
const monthsEn = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const yearFirst = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T\s,]+(.+))?$/i;
const dayFirst = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})(?:\s*г(?:ода|\.)?)?(?:[T\s,]+(?:в\s+)?(.+))?$/i;
const inWords =
  /^(\d{1,2})(?:-?го|-?е)?[\s-]+(\p{L}{3,8})\.?[\s-]+(\d{4})(?:\s*г(?:ода|\.)?)?(?:[\s,]+(?:в\s+|at\s+)?(.+))?$/iu;
const timeOfDay = /^(\d{1,2})[:.ч](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*(.*)$/i;
const offset = /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i;

interface TypedTime {
  day: Day;
  /** `HH:mm:ss`; a day alone begins at midnight. */
  clock: string | null;
  zone: string;
}

/**
 * Rules §6. The day that a person typed, as `YYYY-MM-DD`: with the year first, as `31.12.2026` or in words («31 декабря 2026 г.»).
 * The day comes before the month. `null` for what is none, also for a day that the calendar does not have.
 */
export function dayFromTyped(typed: string): Day | null {
  const read = readTyped(typed);
  return read && read.clock === null ? read.day : null;
}

/**
 * Rules §6. The instant that a person typed: a day as in `dayFromTyped` with the time of day after it, in the zone given unless
 * the text names another (`Z`, `+03:00`, «МСК»). A day alone is its first instant. `null` for what is none: a date that does not
 * exist, the 25th hour, `24:00`.
 */
export function instantFromTyped(typed: string, timeZone: string): Date | null {
  const read = readTyped(typed);
  if (!read) return null;
  const wall = `${read.day}T${read.clock ?? '00:00:00'}`;
  if (!read.zone) return instantOf(wall, timeZone);
  const minutes = minutesOf(read.zone);
  return minutes === null ? null : new Date(Date.parse(`${wall}Z`) - minutes * 60_000);
}

function readTyped(typed: string): TypedTime | null {
  const text = typed.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
  if (text.length > 60) return null;
  const day = dayIn(text);
  if (!day || !isDay(day.day) || !isOfOurTime(day.day)) return null;
  if (!day.rest) return { day: day.day, clock: null, zone: '' };
  const time = timeOfDay.exec(day.rest);
  if (!time) return null;
  const [, hour = '', minute = '', second = '00', zone = ''] = time;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return { day: day.day, clock: `${hour.padStart(2, '0')}:${minute}:${second}`, zone: zone.trim() };
}

function dayIn(text: string): { day: Day; rest: string } | null {
  const first = yearFirst.exec(text);
  if (first) return { day: dayText(first[1]!, first[2]!, first[3]!), rest: first[4] ?? '' };
  const last = dayFirst.exec(text);
  if (last) return { day: dayText(fullYear(last[3]!), last[2]!, last[1]!), rest: last[4] ?? '' };
  const words = inWords.exec(text);
  const month = words ? monthOf(words[2]!) : null;
  return words && month ? { day: dayText(words[3]!, String(month), words[1]!), rest: words[4] ?? '' } : null;
}

const dayText = (year: string, month: string, day: string): Day =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

const fullYear = (year: string): string => (year.length === 2 ? `20${year}` : year);

function monthOf(word: string): number | null {
  const lower = word.toLowerCase();
  const index = months.findIndex((month) => (month === 'ма' ? /^ма[йя]$/.test(lower) : lower.startsWith(month)));
  const english = monthsEn.findIndex((month) => lower.startsWith(month));
  return index >= 0 ? index + 1 : english >= 0 ? english + 1 : null;
}

/** How far before UTC the zone is that a text names; `null` for one that nobody knows. */
function minutesOf(zone: string): number | null {
  const bare = zone.replace(/^\(|\)$/g, '').toLowerCase();
  if (['z', 'utc', 'gmt'].includes(bare)) return 0;
  if (['мск', 'msk', 'московское время', 'по москве', 'мск.'].includes(bare)) return 180;
  const [, sign, hours = '', minutes = '0'] = offset.exec(bare) ?? [];
  if (!sign || Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
