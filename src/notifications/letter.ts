import {
  formatDeadline,
  formatInstant,
  formatOwnTime,
  formatRemaining,
  lastMinute,
} from '../platform/web/format-time.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';

/** What a mail says, in the reader's language. Paths are of this site; `{token}` in one is filled in as the mail leaves. */
export interface Letter {
  subject: string;
  /** The fact first, then what follows from it. */
  lines: string[];
  /** Somebody's own words: the reason of a decision. */
  quote?: string;
  facts?: { term: string; value: string; note?: string; mono?: boolean }[];
  button?: { path: string; label: string };
  /** It is no duty of the reader's: mail programs offer to refuse such letters. */
  isRefusable?: boolean;
  after?: string;
  /** Why the reader gets it. */
  why: string;
}

/** Words and times for a letter. The contest's time comes first, the reader's own beside it where it differs. */
export interface LetterWords {
  t: Translator;
  locale: Locale;
  instant: (at: Date) => string;
  /** With seconds and year, for receipts. */
  exactly: (at: Date) => string;
  deadline: (at: Date) => string;
  /** «По вашим часам это 1 сентября, 01:59», or nothing. */
  ownTime: (at: Date) => string;
  /** «3 дня 4 часа» from the writing of the letter on. */
  remaining: (to: Date) => string;
  /** The same of a deadline, whose last minute is told. */
  ownDeadline: (at: Date) => string;
}

/** `zone` is that of the cycle whose times the letter tells; what belongs to no cycle is told in the installation's. */
export function lettersWords(
  { zone, ...reader }: { locale: Locale; timeZone: string; zone: string },
  now: Date,
): LetterWords {
  const format = { locale: reader.locale, timeZone: zone, now };
  const own = { ...format, timeZone: reader.timeZone, beside: zone };
  return {
    t: translator(reader.locale),
    locale: reader.locale,
    instant: (at) => formatInstant(at, format),
    exactly: (at) => formatInstant(at, { ...format, seconds: true, year: 'always' }),
    deadline: (at) => formatDeadline(at, format),
    ownTime: (at) => formatOwnTime(at, own),
    remaining: (to) => formatRemaining(now, to, reader.locale),
    ownDeadline: (at) => formatOwnTime(lastMinute(at, zone), own),
  };
}

/** «Алия Рашитовна» of «Галимова Алия Рашитовна»; a single word stays as it is. */
export function addressOf(name: string): string {
  const [family = '', ...given] = name.trim().split(/\s+/);
  return given.join(' ') || family;
}
