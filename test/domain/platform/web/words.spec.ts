import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { invariants } from '../../../../src/admin/invariants.js';
import { messages, translatorOf } from '../../../../src/platform/web/i18n.js';
import { projectRoot } from '../../../../src/platform/web/project-root.js';

const files = (folder: string, ending: string) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(projectRoot, folder, file), 'utf8') }));
const templates = files('templates', '.hbs');
const sources = files('src', '.ts');

/** `file: word` for every match that is not known. */
function unknown(
  places: { file: string; text: string }[],
  pattern: RegExp,
  known: (word: string) => boolean,
): string[] {
  return places.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].filter((match) => !known(match[1]!)).map((match) => `${file}: ${match[1]}`),
  );
}

describe('The words', () => {
  test('have the same keys in Russian and in English', () => {
    const keys = (locale: 'ru' | 'en') => [...messages(locale).keys()].sort();
    expect(keys('en')).toEqual(keys('ru'));
  });

  test('say what each invariant holds', () => {
    const unsaid = invariants.filter(({ name }) => !messages('ru').has(`admin:invariant.${name}`));
    expect(unsaid).toEqual([]);
  });

  test.each(['ru', 'en'] as const)('are all well-formed in %s and name the same values', (locale) => {
    for (const [key, text] of messages(locale)) {
      const asked = (words: string) => [...new Set(words.replaceAll(/'\{[^']*'/g, '').match(/\{\w+/g) ?? [])].sort();
      expect(() => new IntlMessageFormat(text, locale)).not.toThrow();
      if (!text.includes('plural') && !text.includes('select')) {
        const other = messages(locale === 'ru' ? 'en' : 'ru').get(key) ?? '';
        if (!other.includes('plural') && !other.includes('select'))
          expect([key, asked(other)]).toEqual([key, asked(text)]);
      }
    }
  });

  test('asked for by templates and sources all exist', () => {
    const known = (key: string) => messages('ru').has(key);
    expect(unknown(templates, /[{(]\s*t "([^"]+)"/g, known)).toEqual([]);
    expect(unknown(sources, /\b(?:t|translate)\('([\w-]+:[\w.-]+)'/g, known)).toEqual([]);
  });

  test('refuse an unknown key and a missing value, and count in Russian', () => {
    const t = translatorOf('ru', new Map([['a:n', '{n, plural, one {# заявка} few {# заявки} other {# заявок}}']]));
    expect([1, 2, 5, 21, 1452].map((n) => t('a:n', { n }))).toEqual([
      '1 заявка',
      '2 заявки',
      '5 заявок',
      '21 заявка',
      '1\u00a0452 заявки',
    ]);
    expect(() => t('a:n')).toThrow();
    expect(() => t('a:none')).toThrow('no message "a:none" in ru');
  });
});

describe('The icons', () => {
  const icons = readFileSync(join(projectRoot, 'assets', 'icons.txt'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const marks = [
    ...readFileSync(join(projectRoot, 'assets', 'marks.svg'), 'utf8').matchAll(/symbol id="([^"]+)"/g),
  ].map((match) => match[1]!);

  test('named in templates and sources are in assets/icons.txt, and the marks in assets/marks.svg', () => {
    expect(unknown(templates, /\{\{~?icon "([^"]+)"/g, (name) => icons.includes(name))).toEqual([]);
    expect(unknown(sources, /\bicon: '([^']+)'/g, (name) => icons.includes(name))).toEqual([]);
    expect(
      unknown(templates, /\bmark="([\w-]+)"/g, (name) => name === 'laurel' || marks.includes(`m-${name}`)),
    ).toEqual([]);
    expect(unknown(sources, /\bmark: '([\w-]+)'/g, (name) => name === 'laurel' || marks.includes(`m-${name}`))).toEqual(
      [],
    );
  });

  test('exist in the set they are taken from', () => {
    const set = join(projectRoot, 'node_modules', '@tabler', 'icons', 'icons', 'outline');
    const known = new Set(readdirSync(set));
    expect(icons.filter((name) => !known.has(`${name}.svg`))).toEqual([]);
  });
});
