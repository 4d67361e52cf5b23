import { handedOverAt } from '../../../../src/platform/http/handed-over.js';

const now = 1_790_000_000_000;

it.each([
  ['t=1789999990000', now - 10_000],
  ['1789999990000', now - 10_000],
  [' t=1789999990.250 ', now - 9750],
  ['1789999990.25', now - 9750],
  ['t=1790000000000', now],
  ['t=1789999940000', now - 60_000],
])('%s is an instant that a proxy may say', (said, at) => {
  expect(handedOverAt(said, now)).toBe(at);
});

it.each([
  ['nothing', undefined],
  ['an instant to come', 't=1790000000001'],
  ['longer ago than any work is judged', 't=1789999939999'],
  ['two words', ['t=1789999990000', 't=1789999991000']],
  ['no instant', 't=yesterday'],
  ['seconds alone', '1789999990'],
  ['an exponent', '1.79e12'],
  ['more than a number', 't=1789999990000, t=1'],
  ['below zero', '-1789999990000'],
])('%s is not believed', (_what, said) => {
  expect(handedOverAt(said, now)).toBeNull();
});
