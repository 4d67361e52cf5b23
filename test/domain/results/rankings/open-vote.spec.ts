import { mustBeVotable } from '../../../../src/domain/results/rankings/open-vote.js';
import { refusalOf } from '../../../support/refusal-of.js';

const ranked = [{ entryId: 'a' }, { entryId: 'b' }];
const openVote = [{ kind: 'open-vote' as const }];
const faultsOf = (act: () => unknown) =>
  (refusalOf(act) as { problems: { pointer: string; rule: string }[] }).problems.map(
    ({ pointer, rule }) => `${pointer} ${rule}`,
  );

describe('an open vote between equals', () => {
  it('is taken for entries of the ranking where the rule of ties foresees it', () => {
    const facts = { ranked, tieChain: openVote };
    expect(refusalOf(() => mustBeVotable({ votes: { a: 3, b: 3 }, chair: ['a'] }, facts))).toBeUndefined();
  });

  it.each([
    ['of a strange entry', { votes: { x: 1 }, chair: [] }, openVote, ['/votes/x not-offered']],
    ['with a strange choice of the chair', { votes: { a: 1 }, chair: ['x'] }, openVote, ['/votes/x not-offered']],
    ['of nobody', { votes: {}, chair: [] }, openVote, ['/votes required']],
    [
      'that the rule does not foresee',
      { votes: { a: 1 }, chair: [] },
      [{ kind: 'share' as const }],
      ['/votes not-offered'],
    ],
  ])('%s is refused', (_what, vote, tieChain, expected) => {
    expect(faultsOf(() => mustBeVotable(vote, { ranked, tieChain }))).toEqual(expected);
  });
});
