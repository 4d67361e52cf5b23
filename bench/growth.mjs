import { measureSize } from './support/growth/measure-size.mjs';
import { budgetReport } from './support/growth/budget.mjs';

export const name = 'growth';
/** It takes long and makes its own databases: it is run only when it is asked for. */
export const onRequest = true;
export const runs = 1;

const sizes = '1000,10000,100000';

/** What one request costs with a thousand, ten thousand and a hundred thousand entries; see README.md. */
export async function run({ figures, options }) {
  for (const entries of wholeNumbers('entries', options.entries ?? sizes)) {
    const [practices] = wholeNumbers('practices', options.practices ?? String(Math.max(10_000, entries)));
    const rounds = Number(options.runs);
    await measureSize({ entries, practices, rounds, only: options.rows?.split(','), verify: options.verify, figures });
  }
}

export const report = (figures, options) => budgetReport(figures, { check: options.check === true });

function wholeNumbers(option, text) {
  const numbers = text.split(',').map(Number);
  if (!numbers.every((number) => Number.isInteger(number) && number > 0))
    throw new Error(`--${option} takes whole numbers of 1 or more, such as ${sizes}.`);
  return numbers;
}
