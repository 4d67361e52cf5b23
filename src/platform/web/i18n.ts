import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { projectRoot } from './project-root.js';

/** Languages of the interface; the first is the default. */
export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'ru';

export type MessageValues = Record<string, string | number | boolean | Date | null | undefined>;
/** Words for `namespace:key`; throws when the key is unknown or a value that the message names is missing. */
export type Translator = (key: string, values?: MessageValues) => string;

type Catalogue = Map<string, string>;
const catalogues = new Map<Locale, Catalogue>();
const translators = new Map<Locale, Translator>();

/** Whether the text names a language of the interface. */
export function isLocale(text: unknown): text is Locale {
  return typeof text === 'string' && (locales as readonly string[]).includes(text);
}

/** Every message of a language by full key. Reads locales/<locale>/<namespace>.json once per process. */
export function messages(locale: Locale): ReadonlyMap<string, string> {
  const known = catalogues.get(locale);
  if (known) return known;
  const folder = join(projectRoot, 'locales', locale);
  const all: Catalogue = new Map();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue;
    const namespace = file.slice(0, -'.json'.length);
    const flat = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
    for (const [key, text] of Object.entries(flat)) {
      if (typeof text !== 'string') throw new Error(`locales/${locale}/${file}: "${key}" is not a text`);
      all.set(`${namespace}:${key}`, text);
    }
  }
  catalogues.set(locale, all);
  return all;
}

/**
 * The translator of a language. Messages are ICU MessageFormat, compiled when first asked for and kept.
 * A plain text without braces is returned as it stands.
 */
export function translator(locale: Locale): Translator {
  const known = translators.get(locale);
  if (known) return known;
  const made = translatorOf(locale, messages(locale));
  translators.set(locale, made);
  return made;
}

/** A translator over messages given by hand; for tests and tools. */
export function translatorOf(locale: Locale, catalogue: ReadonlyMap<string, string>): Translator {
  const compiled = new Map<string, IntlMessageFormat>();
  return (key, values) => {
    const text = catalogue.get(key);
    if (text === undefined) throw new Error(`no message "${key}" in ${locale}`);
    if (!/[{}']/.test(text)) return text;
    let message = compiled.get(key);
    if (!message) {
      message = new IntlMessageFormat(text, locale);
      compiled.set(key, message);
    }
    return String(message.format({ ...values }));
  };
}
