import { initialOf } from '../../domain/kernel/cut.js';
import type { Locale } from './i18n.js';

export {
  formatClock,
  formatDay,
  formatDeadline,
  formatInstant,
  formatLocalTime,
  formatOwnTime,
  formatRemaining,
  formatSpan,
  lastMinute,
  zoneName,
  zoneWords,
  type TimeFormat,
} from './format-time.js';

const NBSP = '\u00a0';
const MINUS = '−';

/**
 * «1 452», «34,10», «−14»: thousands by a no-break space, decimal comma, a true minus. In English "1,452", "34.10".
 * Exact decimals come as text and are never passed through a float; `digits` rounds half away from zero, or pads.
 */
export function formatNumber(value: string | number | bigint, format: { locale: Locale; digits?: number }): string {
  const { negative, whole, fraction } = decimalParts(value, format.digits);
  const comma = format.locale === 'ru';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, comma ? NBSP : ',');
  const tail = fraction ? (comma ? ',' : '.') + fraction : '';
  return (negative ? MINUS : '') + grouped + tail;
}

/** «58 %» with a no-break space; "58%" in English. */
export function formatPercent(value: string | number, format: { locale: Locale; digits?: number }): string {
  return formatNumber(value, format) + (format.locale === 'ru' ? `${NBSP}%` : '%');
}

const SIZES = { ru: ['байт', 'КБ', 'МБ', 'ГБ'], en: ['bytes', 'KB', 'MB', 'GB'] } as const;

/** «412 КБ», «2,4 МБ»: powers of 1024, one decimal from megabytes on, floored so that a limit is never overstated. */
export function formatSize(bytes: number, locale: Locale): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const tenths = Math.floor((bytes * 10) / 1024 ** step);
  const exact = step < 2 || tenths % 10 === 0;
  const number = exact ? String(Math.floor(tenths / 10)) : `${Math.floor(tenths / 10)}.${tenths % 10}`;
  return `${formatNumber(number, { locale })}${NBSP}${SIZES[locale][step]}`;
}

export interface PersonName {
  familyName: string;
  givenName: string;
  /** Absent for people without one. */
  patronymic?: string | null;
}

/** «А. Р. Галимова»: initials before the family name; a double given name keeps its hyphen, «Ж.-П. Мартен». */
export function formatPersonShort({ familyName, givenName, patronymic }: PersonName): string {
  const initial = (name: string) =>
    name
      .trim()
      .split('-')
      .filter(Boolean)
      .map((part) => `${initialOf(part).toLocaleUpperCase('ru')}.`)
      .join('-');
  return [initial(givenName), patronymic?.trim() ? initial(patronymic) : '', familyName.trim()]
    .filter(Boolean)
    .join(NBSP);
}

/** «АГ»: given and family letter for the round mark beside a name. */
export function formatInitials({ familyName, givenName }: PersonName): string {
  return [givenName, familyName]
    .map((name) => initialOf(name.trim()))
    .join('')
    .toLocaleUpperCase('ru');
}

function decimalParts(value: string | number | bigint, digits?: number) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) throw new Error(`not a decimal number: ${String(value)}`);
  const fraction = match[3] ?? '';
  if (digits === undefined) return { negative: match[1] === '-', whole: match[2]!.replace(/^0+(?=\d)/, ''), fraction };
  const scaled = BigInt(match[2]! + fraction.slice(0, digits).padEnd(digits, '0'));
  const rounded = scaled + (Number(fraction[digits] ?? 0) >= 5 ? 1n : 0n);
  const text = rounded.toString().padStart(digits + 1, '0');
  const cut = text.length - digits;
  return { negative: match[1] === '-' && rounded !== 0n, whole: text.slice(0, cut), fraction: text.slice(cut) };
}
