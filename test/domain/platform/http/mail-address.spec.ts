import { readFileSync } from 'node:fs';
import { mailAddress, mailAddressFrom } from '../../../../src/platform/http/fields.js';

describe('an address of mail', () => {
  it('is taken as people and browsers write it, and kept in one spelling', () => {
    const reported = readFileSync('test/fixtures/reports/idn-mail/addresses.txt', 'utf8').trim().split('\n');
    expect(reported.map(mailAddressFrom)).toEqual([
      'ivan@xn--e1afmkfd.xn--p1ai',
      'ivan@xn--e1afmkfd.xn--p1ai',
      'info@xn--e1afmkfd.xn--80adxhks',
      'a&b@example.com',
      "o'brien@example.com",
      'ivan.petrov+konkurs@example.com',
    ]);
  });

  it.each([
    'ivan',
    'ivan@',
    '@example.com',
    'ivan@localhost',
    'ivan@example',
    'ivan @example.com',
    'ivan..p@example.com',
    '.ivan@example.com',
    'ivan@-example.com',
    'ivan@exa_mple.com',
    'ivan@example.com\nBcc: all@example.com',
    'ivan@192.0.2.1',
    'два слова@пример.рф',
    `${'a'.repeat(65)}@example.com`,
    `a@${'a'.repeat(250)}.com`,
  ])('is none: %j', (typed) => {
    expect(mailAddressFrom(typed)).toBeNull();
    expect(mailAddress.safeParse(typed).error?.issues[0]).toMatchObject({ params: { rule: 'not-an-email' } });
  });
});
