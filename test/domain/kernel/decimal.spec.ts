import fc from 'fast-check';
import Fraction from 'fraction.js';
import { canonicalJson, firstDifference } from '../../../src/domain/kernel/canonical.js';
import { decimalFrom, decimalText, exact, median, roundHalfUp } from '../../../src/domain/kernel/decimal.js';

describe('decimals', () => {
  it.each([
    ['7,5', '7.5'],
    [' 1 200,50 ', '1200.50'],
    ['−3', '-3'],
    ['1e3', null],
    ['+1', null],
    ['1/3', null],
    ['1.', null],
    ['.5', null],
    ['', null],
    ['1,2,3', null],
    ['9'.repeat(60), '9'.repeat(60)],
    ['9'.repeat(61), null],
    ['9'.repeat(2_000_000), null],
  ])('reads %j as %j', (typed, decimal) => {
    expect(decimalFrom(typed)).toBe(decimal);
  });

  it.each([
    ['23/3', 1, '7.7'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['1.005', 2, '1.01'],
    ['-0.004', 2, '0.00'],
    ['7', 2, '7.00'],
    ['0.05', 1, '0.1'],
    ['12345678901234567890.15', 1, '12345678901234567890.2'],
  ])('rounds %s to %d places as %s', (value, digits, text) => {
    expect(decimalText(new Fraction(value), digits)).toBe(text);
  });

  it('rounds to the nearest, and a half away from zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        fc.nat(6),
        (n, d, digits) => {
          const value = new Fraction(n, d);
          const rounded = roundHalfUp(value, digits);
          const unit = new Fraction(1n, 10n ** BigInt(digits));
          expect(rounded.div(unit).d).toBe(1n);
          expect(rounded.sub(value).abs().lte(unit.div(2))).toBe(true);
          if (rounded.sub(value).abs().equals(unit.div(2))) expect(rounded.abs().gt(value.abs())).toBe(true);
          expect(exact(decimalText(value, digits)).equals(rounded)).toBe(true);
        },
      ),
    );
  });

  it('takes the middle value or the mean of the two middle ones', () => {
    const of = (...values: string[]) => median(values.map(exact)).toFraction();
    expect([of('2', '10', '7'), of('1', '2', '10', '4'), of('5')]).toEqual(['7', '3', '5']);
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys and refuses what JSON cannot say', () => {
    expect(canonicalJson({ b: 1, a: ['ё', null] })).toBe('{"a":["ё",null],"b":1}');
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
    expect(() => canonicalJson({ a: Infinity })).toThrow();
  });

  it('names the first difference of two values', () => {
    expect(firstDifference({ a: [1, 2] }, { a: [1, 2] })).toBeNull();
    expect(firstDifference({ a: [1, 2] }, { a: [1, 3] })).toEqual({ pointer: '/a/1', expected: 2, found: 3 });
    expect(firstDifference({ 'x/y': 1 }, {})).toEqual({ pointer: '/x~1y', expected: 1, found: undefined });
    expect(firstDifference([1], { 0: 1 })?.pointer).toBe('');
  });
});
