import { wallTime } from '../../domain/kernel/local-day.js';
import type { Locale } from './i18n.js';
import { homeZone } from '../../domain/kernel/local-day.js';

const MINUTE = 60_000;

const MONTHS: Record<Locale, readonly string[]> = {
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};
const MONTHS_SHORT: Record<Locale, readonly string[]> = {
  ru: 'янв фев мар апр мая июн июл авг сен окт ноя дек'.split(' '),
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
};

export interface TimeFormat {
  locale: Locale;
  /** IANA name of the zone that the reader is shown. */
  timeZone: string;
  /** What "the current year" is judged by; without it the year is always written. */
  now?: Date;
  /** `auto` writes the year only when it is not the current one. */
  year?: 'auto' | 'always' | 'never';
}

/** «31 августа, 23:59 МСК». The zone is always named; the year when it is not the current one or asked for. */
export function formatInstant(at: Date, format: TimeFormat & { seconds?: boolean }): string {
  // A no-break space: a time never parts from its zone.
  return `${formatLocalTime(at, format)}\u00a0${zoneName(at, format)}`;
}

/**
 * The last minute of a half-open window: «31 августа, 23:59 МСК» for a window that closes at midnight of 1 September.
 * Any other closing instant is written as it is. `closesIn` is the zone whose midnight counts (the cycle's).
 */
export function formatDeadline(closesAt: Date, format: TimeFormat & { closesIn?: string }): string {
  return formatInstant(lastMinute(closesAt, format.closesIn ?? format.timeZone), format);
}

/** The instant itself, or a minute less when it is midnight in the zone. */
export function lastMinute(closesAt: Date, timeZone: string): Date {
  const { hour, minute, second } = wallTime(closesAt, timeZone);
  const midnight = hour === 0 && minute === 0 && second === 0 && closesAt.getTime() % 1000 === 0;
  return midnight ? new Date(closesAt.getTime() - MINUTE) : closesAt;
}

/**
 * «В Уфе это 1 сентября, 01:59»: an instant that was told in the zone `beside`, on the reader's own wall. `place` is the
 * place in the words of the sentence («в Уфе», "in Ufa"). Empty when the reader's clock shows the same.
 */
export function formatOwnTime(at: Date, format: TimeFormat & { beside: string; place?: string }): string {
  if (offset(at, format.timeZone) === offset(at, format.beside)) return '';
  const place = format.place ?? (format.locale === 'ru' ? 'по вашим часам' : 'on your clock');
  const start = place.charAt(0).toUpperCase() + place.slice(1);
  return `${start} ${format.locale === 'ru' ? 'это' : 'it is'} ${formatLocalTime(at, format)}`;
}

/** «16:32», 24 hours. */
export function formatClock(at: Date, timeZone: string, seconds = false): string {
  const wall = wallTime(at, timeZone);
  return [wall.hour, wall.minute, ...(seconds ? [wall.second] : [])].map((n) => String(n).padStart(2, '0')).join(':');
}

/** «31 августа» or «31 августа 2018 года». A `YYYY-MM-DD` text is a calendar day and belongs to no zone. */
export function formatDay(day: Date | string, format: TimeFormat): string {
  const { year, month, day: number } = calendarDay(day, format.timeZone);
  const words = `${number} ${MONTHS[format.locale][month - 1]}`;
  if (!writesYear(year, format)) return words;
  return format.locale === 'ru' ? `${words} ${year} года` : `${words} ${year}`;
}

/**
 * «15 июл – 31 авг», «1 – 30 сен», with short months; years when they differ or are not the current one.
 * The end is the end of a half-open window: midnight belongs to the day before it.
 */
export function formatSpan(from: Date | string, to: Date | string, format: TimeFormat): string {
  const start = calendarDay(from, format.timeZone);
  const end = calendarDay(to instanceof Date ? lastMinute(to, format.timeZone) : to, format.timeZone);
  const month = (day: { month: number }) => MONTHS_SHORT[format.locale][day.month - 1];
  const years = format.year !== 'never' && (writesYear(end.year, format) || writesYear(start.year, format));
  const tail = `${end.day} ${month(end)}${years ? ` ${end.year}` : ''}`;
  if (start.year !== end.year && years) return `${start.day} ${month(start)} ${start.year} – ${tail}`;
  if (start.month !== end.month || start.year !== end.year) return `${start.day} ${month(start)} – ${tail}`;
  return start.day === end.day ? tail : `${start.day} – ${tail}`;
}

const UNITS = [
  { minutes: 1440, ru: ['день', 'дня', 'дней'], en: ['day', 'days'] },
  { minutes: 60, ru: ['час', 'часа', 'часов'], en: ['hour', 'hours'] },
  { minutes: 1, ru: ['минута', 'минуты', 'минут'], en: ['minute', 'minutes'] },
] as const;
const ORDER = { one: 0, few: 1, many: 2, other: 2, zero: 2, two: 1 } as const;
const plurals = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') };

/** «4 дня 9 часов»: the two largest units next to each other, minutes floored; «меньше минуты»; «срок прошёл». */
export function formatRemaining(from: Date, to: Date, locale: Locale): string {
  const left = to.getTime() - from.getTime();
  if (left <= 0) return locale === 'ru' ? 'срок прошёл' : 'time is up';
  let minutes = Math.floor(left / MINUTE);
  if (minutes === 0) return locale === 'ru' ? 'меньше минуты' : 'less than a minute';
  const counts = UNITS.map((unit) => {
    const count = Math.floor(minutes / unit.minutes);
    minutes -= count * unit.minutes;
    return count;
  });
  const first = counts.findIndex((count) => count > 0);
  return counts
    .map((count, index) => ({ count, unit: UNITS[index]! }))
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count} ${unitWord(unit, count, locale)}`)
    .join(' ');
}

function unitWord(unit: (typeof UNITS)[number], count: number, locale: Locale): string {
  const form = plurals[locale].select(count);
  return locale === 'ru' ? unit.ru[ORDER[form]] : unit.en[form === 'one' ? 0 : 1];
}

/** «1 сентября, 01:59»: without the zone, for sentences that name it otherwise. */
export function formatLocalTime(at: Date, format: TimeFormat & { seconds?: boolean }): string {
  return `${formatDay(at, format)}, ${formatClock(at, format.timeZone, format.seconds)}`;
}

/** «МСК», «МСК+2»: Russian zones are named by their distance from Moscow. */
export function zoneName(at: Date, { locale, timeZone }: Pick<TimeFormat, 'locale' | 'timeZone'>): string {
  const moscow = locale === 'ru' ? 'МСК' : 'MSK';
  const minutes = offset(at, timeZone) - offset(at, homeZone);
  if (minutes === 0) return moscow;
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, '0')}` : '';
  return `${moscow}${minutes > 0 ? '+' : '−'}${Math.floor(size / 60)}${rest}`;
}

/** The zone in words, with its distance from UTC: «Москва, стандартное время, UTC+3». */
export function zoneWords(at: Date, { locale, timeZone }: Pick<TimeFormat, 'locale' | 'timeZone'>): string {
  const part = (timeZoneName: 'long' | 'shortOffset') =>
    new Intl.DateTimeFormat(locale === 'ru' ? 'ru-RU' : 'en-GB', { timeZone, timeZoneName })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${part('long')}, ${part('shortOffset').replace('GMT', 'UTC')}`;
}

function offset(at: Date, timeZone: string): number {
  const wall = wallTime(at, timeZone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return Math.round((asUtc - at.getTime()) / MINUTE);
}

function calendarDay(day: Date | string, timeZone: string): { year: number; month: number; day: number } {
  if (day instanceof Date) return wallTime(day, timeZone);
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) throw new Error(`not a calendar day: ${day}`);
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

function writesYear(year: number, { year: rule = 'auto', now, timeZone }: TimeFormat): boolean {
  if (rule !== 'auto') return rule === 'always';
  return now === undefined || wallTime(now, timeZone).year !== year;
}
