import Handlebars from 'handlebars';
import { tableBounds } from '../tables/table-bounds.js';
import { assetUrl, type AssetManifest } from './assets.js';
import {
  formatClock,
  formatDay,
  formatDeadline,
  formatInstant,
  formatNumber,
  formatOwnTime,
  formatPercent,
  formatRemaining,
  formatSize,
  formatSpan,
  type TimeFormat,
} from './format.js';
import type { Locale, Translator } from './i18n.js';

/** What helpers read from the page's `@` values. */
interface PageData {
  locale: Locale;
  timeZone: string;
  place?: string;
  now: Date;
  t: Translator;
  assets: AssetManifest;
}
interface Call {
  hash: Record<string, string | number | boolean | null | undefined>;
  data: PageData;
}
type Helper = (...args: never[]) => unknown;

const { SafeString, escapeExpression } = Handlebars;
const call = (args: unknown[]): Call => args.at(-1) as Call;
const given = (args: unknown[]): unknown[] => args.slice(0, -1);
const html = (text: string) => new SafeString(text);

function timeFormat({ hash, data }: Call): TimeFormat & { seconds?: boolean; place?: string; closesIn?: string } {
  const { locale, timeZone, now, place } = data;
  return { locale, timeZone, now, ...(place === undefined ? {} : { place }), ...hash };
}

function sprite(data: PageData, symbol: string, cssClass: string, box = ''): string {
  const href = escapeExpression(`${assetUrl(data.assets, 'icons.svg')}#${symbol}`);
  return `<svg class="${escapeExpression(cssClass)}" aria-hidden="true"${box}><use href="${href}"/></svg>`;
}

/** A value counts as absent when it is false, null, undefined, an empty text, an empty list, or NaN; 0 is a value. */
function isPresent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) || value === 0;
}

const logic: Record<string, Helper> = {
  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => !isPresent(value),
  and: (...args: unknown[]) => given(args).every(isPresent),
  or: (...args: unknown[]) => given(args).find(isPresent) ?? '',
  gt: (a: number, b: number) => a > b,
  inc: (index: number) => index + 1,
  concat: (...args: unknown[]) =>
    (given(args) as (string | number | null | undefined)[]).map((part) => part ?? '').join(''),
  list: (...args: unknown[]) => given(args),
  dict: (...args: unknown[]) => ({ ...call(args).hash }),
  includes: (list: unknown, item: unknown) => (Array.isArray(list) ? list.includes(item) : list === item),
};

const words: Record<string, Helper> = {
  t: (...args: unknown[]) => {
    const { hash, data } = call(args);
    return data.t(String(args[0]), hash);
  },
  instant: (at: Date, options: Call) => formatInstant(at, timeFormat(options)),
  deadline: (at: Date, options: Call) => formatDeadline(at, timeFormat(options)),
  'own-time': (at: Date, beside: string, options: Call) => formatOwnTime(at, { ...timeFormat(options), beside }),
  iso: (at: Date) => at.toISOString(),
  clock: (at: Date, options: Call) => formatClock(at, timeFormat(options).timeZone),
  day: (day: Date | string, options: Call) => formatDay(day, timeFormat(options)),
  span: (from: Date | string, to: Date | string, options: Call) => formatSpan(from, to, timeFormat(options)),
  remaining: (to: Date, options: Call) => formatRemaining(options.data.now, to, options.data.locale),
  number: (value: string | number, { hash, data }: Call) => formatNumber(value, { locale: data.locale, ...hash }),
  percent: (value: string | number, { hash, data }: Call) => formatPercent(value, { locale: data.locale, ...hash }),
  size: (bytes: number, { data }: Call) => formatSize(bytes, data.locale),
  'table-limit': ({ data }: Call) => formatSize(tableBounds.bytes, data.locale),
  json: (value: unknown) => JSON.stringify(value),
};

const marks: Record<string, Helper> = {
  icon: (name: string, { hash, data }: Call) =>
    html(sprite(data, `i-${name}`, ['l-i', hash.class].filter(Boolean).join(' '))),
  mark: (name: string, { hash, data }: Call) =>
    html(sprite(data, name.startsWith('laurel') ? name : `m-${name}`, String(hash.class ?? 'l-mark'))),
  status: (word: string, { hash, data }: Call) => {
    const tone = hash.tone ? ` l-status--${escapeExpression(String(hash.tone))}` : '';
    const name = String(hash.mark ?? (hash.tone === 'award' ? 'laurel' : 'empty'));
    const symbol = name === 'laurel' ? 'laurel-s' : `m-${name}`;
    return html(`<span class="l-status${tone}">${sprite(data, symbol, 'l-mark')}${escapeExpression(word)}</span>`);
  },
  asset: (name: string, { data }: Call) => assetUrl(data.assets, name),
  selected: (value: unknown, current: unknown) => (sameChoice(value, current) ? html('selected') : ''),
  checked: (value: unknown, current: unknown) => (sameChoice(value, current) ? html('checked') : ''),
};

/** Compares a choice with the current value or with a list of them, as forms do: by text. */
function sameChoice(value: unknown, current: unknown): boolean {
  if (Array.isArray(current)) return current.some((one) => sameChoice(value, one));
  if (current === undefined || current === null || value === undefined || value === null) return false;
  if (typeof current === 'boolean') return current;
  return String(value) === String(current);
}

/** All helpers of the templates, by name. */
export const helpers: Record<string, Helper> = { ...logic, ...words, ...marks };
