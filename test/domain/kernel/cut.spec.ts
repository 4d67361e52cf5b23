import fc from 'fast-check';
import { cut, initialOf } from '../../../src/domain/kernel/cut.js';

test('a text is cut to so many units and never inside a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat({ max: 60 }), (text, most) => {
      const begun = cut(text, most);
      expect(text.startsWith(begun)).toBe(true);
      expect(begun.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
      expect(begun.length).toBeLessThanOrEqual(most);
      expect(/\p{Surrogate}/u.test(begun)).toBe(false);
    }),
  );
});

test.each([
  ['Анна', 'А'],
  ['👩‍🚀 Анна', '👩‍🚀'],
  ['', ''],
])('the first of %s is %s', (text, first) => {
  expect(initialOf(text)).toBe(first);
});
