import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  discussionOrder,
  doorsOf,
  type DiscussedEntry,
  isDivergent,
} from '../../../../src/domain/results/sittings/deliberation.js';

const entry = (id: string, away: string[], divergent = false): DiscussedEntry => ({ id, away, divergent });

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

const entries = (most: number) =>
  fc
    .array(fc.record({ away: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')), divergent: fc.boolean() }), {
      maxLength: most,
    })
    .map((list) =>
      list.map(({ away, divergent }, index) => entry(`e${String(index).padStart(2, '0')}`, away, divergent)),
    );

describe('the order of discussion', () => {
  it('lets a member out once for the entries of one conflict', () => {
    const list = [entry('1', ['a']), entry('2', []), entry('3', ['a']), entry('4', ['b']), entry('5', ['a'])];
    expect(doorsOf(list)).toBe(8);
    expect(doorsOf(discussionOrder(list))).toBe(4);
  });

  it('puts entries on which experts disagree first', () => {
    const list = [entry('1', []), entry('2', ['a'], true), entry('3', [], true)];
    expect(discussionOrder(list).map(({ divergent }) => divergent)).toEqual([true, true, false]);
  });

  it('is the best there is, entry by entry tried, where nobody disagrees', () => {
    fc.assert(
      fc.property(entries(6), (list) => {
        const same = list.map((each) => ({ ...each, divergent: false }));
        const best = Math.min(...permutations(same).map(doorsOf));
        expect(doorsOf(discussionOrder(same))).toBe(best);
      }),
      { numRuns: 60 },
    );
  });

  it('holds every entry once, follows from the entries alone, and is never worse than by number', () => {
    fc.assert(
      fc.property(entries(25), (list) => {
        const order = discussionOrder(list);
        expect(order.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id));
        expect(discussionOrder([...list].reverse())).toEqual(order);
        const same = list.map((each) => ({ ...each, divergent: false }));
        if (same.length <= 11) expect(doorsOf(discussionOrder(same))).toBeLessThanOrEqual(doorsOf(same));
      }),
      { numRuns: 100 },
    );
  });
});

it.each([
  ['20.5', 20, true],
  ['20', 20, false],
  ['3', 20, false],
  [null, 20, false],
  ['99', null, false],
])('totals %s apart, where %s are allowed, are a disagreement: %s', (spread, above, expected) => {
  expect(isDivergent(spread, above)).toBe(expected);
});
