import { taxNumberProblem } from '../../../src/domain/accounts/tax-number.js';

// Numbers that public registers print: Sberbank 7707083893, Yandex 7736207543; 500100732259 is the example of the rule itself.
describe('a taxpayer’s number', () => {
  it.each(['7707083893', '7736207543', '500100732259', ' 7707 083 893 ', '7707-083-893'])('%s is one', (typed) => {
    expect(taxNumberProblem(typed)).toBeNull();
  });

  it.each([
    ['7707083894', { place: 10, right: 3, typed: 4, others: 9 }],
    ['500100732269', { place: 11, right: 5, typed: 6, others: 10 }],
    ['500100732258', { place: 12, right: 9, typed: 8, others: 11 }],
  ])('%s is none: the digit that does not fit is named', (typed, values) => {
    expect(taxNumberProblem(typed)).toEqual({ rule: 'tax-number-check', values });
  });

  it.each([
    ['', 'tax-number-digits'],
    ['77О7083893', 'tax-number-digits'],
    ['0000000000', 'tax-number-digits'],
    ['770708389', 'tax-number-length'],
    ['77070838931', 'tax-number-length'],
  ])('%j is none: %s', (typed, rule) => {
    expect(taxNumberProblem(typed)?.rule).toBe(rule);
  });
});
