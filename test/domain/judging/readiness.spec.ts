import { mustBeReady, type ReadinessFacts } from '../../../src/domain/judging/readiness.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';

const ready: ReadinessFacts = {
  expertId: 'x1',
  unsigned: [],
  conflictsDeclaredAt: new Date('2019-11-02T09:00:00Z'),
  isTrainingDue: false,
};

function codeOf(changes: Partial<ReadinessFacts>): string | null {
  try {
    mustBeReady({ ...ready, ...changes });
    return null;
  } catch (error) {
    return (error as Refusal).detail.code;
  }
}

describe('an expert before the first entry', () => {
  it.each<[Partial<ReadinessFacts>, string | null]>([
    [{}, null],
    [{ unsigned: ['secrecy'] }, 'consents-needed'],
    [{ conflictsDeclaredAt: null }, 'conflicts-undeclared'],
    [{ isTrainingDue: true }, 'training-due'],
    [{ unsigned: ['secrecy'], conflictsDeclaredAt: null, isTrainingDue: true }, 'consents-needed'],
    [{ conflictsDeclaredAt: null, isTrainingDue: true }, 'conflicts-undeclared'],
  ])('%j → %s', (changes, code) => {
    expect(codeOf(changes)).toBe(code);
  });
});
