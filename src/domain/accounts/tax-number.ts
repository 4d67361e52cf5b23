export interface TaxNumberProblem {
  rule: 'tax-number-digits' | 'tax-number-length' | 'tax-number-check';
  values?: Record<string, string | number>;
}

/** The digits of a tax number as it was typed: spaces and hyphens between them fall away. */
export const plainTaxNumber = (typed: string): string => typed.replace(/[\s\u00a0\u202f-]/g, '');

const ofTen = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const ofEleven = [7, ...ofTen];
const ofTwelve = [3, ...ofEleven];

const controlDigit = (digits: readonly number[], weights: readonly number[]): number =>
  (weights.reduce((sum, weight, at) => sum + weight * digits[at]!, 0) % 11) % 10;

/**
 * Rules §6. What is wrong with a taxpayer's number (INN): an organisation has 10 digits, an entrepreneur 12; the last, of an
 * entrepreneur the last two, follow from those before (order ММВ-7-6/435 of the Federal Tax Service). Names the digit that
 * does not fit and the one that would, if the others are right. `null` when nothing is wrong.
 */
export function taxNumberProblem(typed: string): TaxNumberProblem | null {
  const text = plainTaxNumber(typed);
  if (!/^\d+$/.test(text)) return { rule: 'tax-number-digits' };
  if (text.length !== 10 && text.length !== 12) return { rule: 'tax-number-length', values: { n: text.length } };
  const digits = [...text].map(Number);
  const checks = text.length === 10 ? [ofTen] : [ofEleven, ofTwelve];
  for (const weights of checks) {
    const at = weights.length;
    const right = controlDigit(digits, weights);
    if (digits[at] !== right)
      return { rule: 'tax-number-check', values: { place: at + 1, right, typed: digits[at]!, others: at } };
  }
  return /^0+$/.test(text) ? { rule: 'tax-number-digits' } : null;
}
