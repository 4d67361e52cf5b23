import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { refusalStatus } from '../../../src/domain/kernel/refusal-status.js';
import { locales, messages } from '../../../src/platform/web/i18n.js';

const codes = Object.keys(refusalStatus);
const source = join(process.cwd(), 'src');

/** The names of field rules as the sources write them; rules that are made of other texts are not seen. */
function rulesInSource(): string[] {
  const rules = new Set<string>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('migrations')) continue;
    const text = readFileSync(join(source, file), 'utf8');
    for (const [, expression] of text.matchAll(/\brule: (?!rule\()([^,}\n]*'[^,}\n]*)/g))
      for (const [, rule] of expression!.matchAll(/[?:] ?'([a-z-]+)'|^'([a-z-]+)'/g)) if (rule) rules.add(rule);
    for (const pattern of [
      /\brule: '([a-z-]+)'/g,
      /\bfault\([^,()]+, '([a-z-]+)'/g,
      /\b(?:problem|refuse)\('([a-z-]+)'/g,
      /\berror: '([a-z-]+)'/g,
    ])
      for (const [, rule] of text.matchAll(pattern)) rules.add(rule!);
  }
  return [...rules].sort();
}

describe.each(locales)('Words of refusals in %s', (locale) => {
  const known = messages(locale);

  it.each(codes)('%s has a title, a detail and a remedy', (code) => {
    for (const part of ['title', 'detail', 'remedy'])
      expect([part, known.get(`refusals:${code}.${part}`) ?? '']).toEqual([part, expect.stringMatching(/\S/)]);
  });

  it('every rule of a field that the sources name has words', () => {
    const rules = rulesInSource();
    expect(rules.length).toBeGreaterThan(40);
    expect(rules).toContain('password-common');
    expect(rules.filter((rule) => !known.has(`refusals:field.${rule}`))).toEqual([]);
  });
});
