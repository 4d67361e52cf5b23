// The harness measured by itself: what one reading of the clock costs. No figure below a few of these means anything.
export const name = 'clock';

const READINGS = 1_000_000;

export function run({ figure }) {
  const begun = process.hrtime.bigint();
  for (let reading = 0; reading < READINGS; reading++) performance.now();
  const nanoseconds = Number(process.hrtime.bigint() - begun);
  figure('one reading', 'ns', nanoseconds / READINGS);
}
