import { mayStillBeRanked, type UnrankedReason } from '../../../src/domain/ranking/result.js';

const reasons: [UnrankedReason, boolean][] = [
  [{ code: 'too-few-sheets', needed: 3 }, true],
  [{ code: 'criterion-unjudged', criterionId: 'c' }, true],
  [{ code: 'extra-sheet-needed', criterionId: null, difference: '3', above: '2' }, true],
  [{ code: 'amount-missing' }, true],
  [{ code: 'fact-missing', fact: 'f' }, true],
  [{ code: 'votes-open' }, true],
  [{ code: 'gate-failed', criterionId: 'c', failed: 2, of: 3 }, false],
  [{ code: 'cross-review-unfinished', submitted: 1, needed: 3 }, false],
  [{ code: 'left-out', ground: 'Решение комиссии' }, false],
];

test.each(reasons)('an entry without a place for %o may still get one: %s', (reason, may) => {
  expect(mayStillBeRanked(reason)).toBe(may);
});
