import { mustPlan } from '../../../../src/domain/assignment/plans/who-plans.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';

/** How many entries the refusal counts; 0 where there is none. */
function counted(entryIds: string[], hidden: string[]): number {
  try {
    mustPlan(entryIds, new Set(hidden));
    return 0;
  } catch (error) {
    if (error instanceof Refusal && error.detail.code === 'conflict-in-plan') return error.detail.entries;
    throw error;
  }
}

describe('who plans the judging of entries', () => {
  it.each<[string, string[], string[], number]>([
    ['has no conflict with any', ['a', 'b'], [], 0],
    ['has one with an entry of another plan', ['a', 'b'], ['c'], 0],
    ['plans nothing', [], ['a'], 0],
    ['must not meet one of them', ['a', 'b'], ['b', 'c'], 1],
    ['must not meet two, of which one has three experts', ['a', 'b', 'b', 'b'], ['a', 'b'], 2],
  ])('%s', (_who, entryIds, hidden, entries) => {
    expect(counted(entryIds, hidden)).toBe(entries);
  });
});
