import { rushes } from './support/rush/rushes.mjs';

export const name = 'rush';
/** It takes minutes and makes its own databases: it is run only when it is asked for. */
export const onRequest = true;
export const runs = 1;

/** The last hour of an intake compressed into a minute, undisturbed and with what fails in the middle; see README.md. */
export async function run({ figures, options }) {
  const submissions = wholeNumber('submissions', options.submissions ?? '15000');
  const seconds = wholeNumber('seconds', options.seconds ?? '60');
  await rushes({ submissions, seconds, only: options.rows?.split(','), figures });
}

/** Nothing that was acknowledged may be lost, doubled or half there, and nothing refused as late that came in time. */
export function report(figures) {
  const wrong = figures.filter(
    ({ bench, figure, max }) => bench.startsWith('rush') && figure.startsWith('wrong:') && max > 0,
  );
  const lines = wrong.map(({ bench, figure, max }) => `${bench}: ${figure} ${max}`);
  return {
    ok: wrong.length === 0,
    lines: wrong.length === 0 ? ['each acknowledged entry is there once, whole'] : lines,
  };
}

function wholeNumber(option, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} takes a whole number of 1 or more.`);
  return number;
}
