import fc from 'fast-check';
import {
  ballotBehind,
  lastBallotOn,
  mustBeVotable,
  type Decided,
  type PutToVote,
} from '../../../../src/domain/results/sittings/motion.js';
import { refusalOf } from '../../../support/refusal-of.js';

const decided = (entryId: string | null, part: Partial<Decided> = {}): Decided => ({
  nominationId: 'n',
  outcome: 'winner',
  regionCode: null,
  entryId,
  ...part,
});
const ballot = (id: string, entryIds: string[], carried: boolean | null, part = {}): PutToVote => ({
  id,
  question: `О ${entryIds.join(', ') || 'никому'}`,
  motion: { nominationId: 'n', outcome: 'winner', regionCode: null, entryIds, ...part },
  carried,
});

describe('a ballot on a decision', () => {
  it.each<[string, Decided, PutToVote[], string | null]>([
    ['carried', decided('a'), [ballot('1', ['a'], true)], '1'],
    ['carried as one of a list', decided('b'), [ballot('1', ['a', 'b', 'c'], true)], '1'],
    ['carried at the second try', decided('a'), [ballot('1', ['a'], false), ballot('2', ['a'], true)], '2'],
    ['carried that nobody is', decided(null), [ballot('1', [], true)], '1'],
    ['carried after that nobody is was lost', decided('a'), [ballot('1', [], false), ballot('2', ['a'], true)], '2'],
    ['carried after that nobody is', decided('a'), [ballot('1', [], true), ballot('2', ['a'], true)], '2'],
    ['of another outcome says nothing', decided('a'), [ballot('1', ['a'], false, { outcome: 'finalist' })], null],
    ['of another nomination says nothing', decided('a'), [ballot('1', ['a'], false, { nominationId: 'm' })], null],
    ['of another region says nothing', decided('a'), [ballot('1', ['a'], false, { regionCode: 'RU-BA' })], null],
    ['on another entry says nothing', decided('a'), [ballot('1', ['b'], false), ballot('2', ['c'], true)], null],
    ['lost that nobody is says nothing of somebody', decided('a'), [ballot('1', [], false)], null],
    ['lost on somebody says nothing of nobody', decided(null), [ballot('1', ['a'], false)], null],
  ])('%s', (_what, what, ballots, behind) => {
    expect(ballotBehind(what, ballots, 'not-required')).toBe(behind);
    if (behind) expect(ballotBehind(what, ballots, 'each-decision')).toBe(behind);
    else expect(refusalOf(() => ballotBehind(what, ballots, 'each-decision'))).toMatchObject({ code: 'ballot-needed' });
  });

  it.each<[string, Decided, PutToVote[], string]>([
    ['voted down', decided('a'), [ballot('1', ['a'], false)], 'ballot-lost'],
    [
      'voted down after it was carried',
      decided('a'),
      [ballot('1', ['a'], true), ballot('2', ['a'], false)],
      'ballot-lost',
    ],
    ['voted down as one of a list', decided('b'), [ballot('1', ['a', 'b'], false)], 'ballot-lost'],
    ['carried that nobody is', decided('a'), [ballot('1', ['a'], true), ballot('2', [], true)], 'ballot-lost'],
    ['nobody, where somebody was carried', decided(null), [ballot('1', ['a'], true)], 'ballot-lost'],
    ['being voted on', decided('a'), [ballot('1', ['a'], true), ballot('2', ['a'], null)], 'ballot-open'],
    ['its contrary being voted on', decided('a'), [ballot('1', [], null)], 'ballot-open'],
  ])('is refused: %s', (_what, what, ballots, code) => {
    for (const rule of ['not-required', 'each-decision'] as const)
      expect(refusalOf(() => ballotBehind(what, ballots, rule))).toMatchObject({ code });
  });

  const drawn = fc.array(fc.tuple(fc.subarray(['a', 'b', 'c']), fc.boolean()), { maxLength: 6 });
  it('never carries somebody and nobody at once, whatever was voted', () => {
    fc.assert(
      fc.property(drawn, (votes) => {
        const ballots = votes.map(([entryIds, carried], at) => ballot(String(at), entryIds, carried));
        const said = (entryId: string | null) => lastBallotOn(decided(entryId), ballots)?.said;
        if (said(null) === 'for') for (const entry of ['a', 'b', 'c']) expect(said(entry)).toBe('against');
      }),
    );
  });

  it.each<[string, string[], PutToVote[], Decided[], string | null]>([
    ['the first', ['a'], [], [], null],
    ['once the one before is closed', ['a'], [ballot('1', ['a'], false)], [], null],
    ['while another on the kind is open', ['a'], [ballot('1', ['b'], null)], [], 'ballot-open'],
    ['while one on another kind is open', ['a'], [ballot('1', ['a'], null, { outcome: 'finalist' })], [], null],
    ['after another entry was named', ['a'], [], [decided('b')], null],
    ['after the entry was named', ['a', 'b'], [], [decided('b')], 'ballot-too-late'],
    ['nobody, after somebody was named', [], [], [decided('b')], 'ballot-too-late'],
    ['somebody, after it was decided that nobody is', ['a'], [], [decided(null)], 'ballot-too-late'],
    ['after another kind was decided', ['a'], [], [decided('a', { outcome: 'finalist' })], null],
  ])('is opened or not: %s', (_what, entryIds, ballots, standing, code) => {
    const { motion, question } = ballot('x', entryIds, null);
    const open = () => mustBeVotable(motion, { question, ballots, decided: standing });
    if (code === null) expect(open).not.toThrow();
    else expect(refusalOf(open)).toMatchObject({ code });
  });
});
