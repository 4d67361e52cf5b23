import { Refusal } from '../../../src/domain/kernel/refusal.js';
import type { Answers } from '../../../src/domain/cycles/form.js';
import { mostInDraft, mustFitDraft } from '../../../src/domain/submissions/draft.js';
import { passport } from '../../support/passport-form.js';

const faultsOf = (sent: Answers, kept?: Answers): string[] => {
  try {
    mustFitDraft(passport, sent, kept);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal) || error.detail.code !== 'invalid-input') throw error;
    return error.detail.problems.map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
};
const most = mostInDraft(passport);

describe('a draft', () => {
  it.each<[string, Answers, Answers | undefined, string[]]>([
    ['may be longer than what can be submitted', { title: 'а'.repeat(500) }, undefined, []],
    ['answers no field that the form does not have', { other: 'x' }, undefined, ['/other unknown-field']],
    ['has no name of an object for a field', { constructor: 'x' }, undefined, ['/constructor unknown-field']],
    [
      'has no column that the table does not have',
      { results: [{ indicator: 'x' }, { price: 'x' }] },
      undefined,
      ['/results/1/price unknown-field'],
    ],
    ['is not long without end', { title: 'x', problem: 'x'.repeat(most) }, undefined, ['/problem draft-too-long']],
    [
      'is counted with what stood before',
      { title: 'x'.repeat(9) },
      { problem: 'x'.repeat(most) },
      ['/title draft-too-long'],
    ],
    ['counts empty items', { steps: Array.from({ length: most }, () => '') }, undefined, ['/steps draft-too-long']],
    ['is shortened step by step', { problem: 'x'.repeat(most + 5) }, { problem: 'x'.repeat(most + 9) }, []],
  ])('%s', (_what, sent, kept, faults) => expect(faultsOf(sent, kept)).toEqual(faults));

  it('takes never more than a million characters, whatever its form says', () => {
    expect(mostInDraft([{ id: 'title', type: 'text', label: { ru: 'Название' }, maxLength: 900_000_000 }])).toBe(
      1_000_000,
    );
  });
});
