import { failingItems, failingWords, reasonToAdmit } from '../../../src/domain/submissions/checklist.js';
import {
  mustGiveOpinion,
  panelStanding,
  reasonAfterPanel,
  seesOpinions,
  type OpinionVerb,
} from '../../../src/domain/submissions/panel.js';
import { mustBeAsSeen } from '../../../src/domain/submissions/seen-entry.js';
import { refusalOf } from '../../support/refusal-of.js';

const said = (...verbs: OpinionVerb[]) =>
  verbs.map((verb, at) => ({ userId: `u${at + 1}`, verb, reason: verb === 'admit' ? '' : `причина ${at + 1}` }));

it.each([
  [1, said(), { kind: 'alone' }],
  [2, said(), { kind: 'waits', left: 2 }],
  [2, said('admit'), { kind: 'waits', left: 1 }],
  [2, said('admit', 'admit'), { kind: 'agreed', verb: 'admit' }],
  [2, said('admit', 'return'), { kind: 'split' }],
  [3, said('reject', 'reject', 'reject'), { kind: 'agreed', verb: 'reject' }],
])('of %i checkers, %j', (checkers, opinions, standing) => {
  expect(panelStanding(checkers, opinions)).toEqual(standing);
});

describe('an opinion', () => {
  const give = (checkers: number, opinions: ReturnType<typeof said>, userId: string, verb: OpinionVerb, reason = '') =>
    refusalOf(() => mustGiveOpinion({ checkers, opinions }, { userId, verb, reason }));

  it.each([
    ['the first', 2, said(), 'u1', 'admit', '', undefined],
    ['a second one', 2, said('admit'), 'u2', 'admit', '', undefined],
    ['to return without a reason', 2, said(), 'u1', 'return', ' ', { code: 'reason-required' }],
    ['once more', 2, said('admit'), 'u1', 'return', 'x', { code: 'opinion-given', isOwn: true }],
    ['too many', 2, said('admit', 'admit'), 'u3', 'admit', '', { code: 'opinion-given', isOwn: false }],
    ['where one decides', 1, said(), 'u1', 'admit', '', { code: 'opinion-given', isOwn: false }],
  ] as const)('%s', (_what, checkers, opinions, userId, verb, reason, refusal) => {
    expect(give(checkers, opinions, userId, verb, reason)).toEqual(refusal);
  });

  it.each([
    ['before the own word', 2, said('admit'), 'u2', false],
    ['after it', 2, said('admit'), 'u1', true],
    ['when all have spoken', 2, said('admit', 'reject'), 'u3', true],
  ])('of others is read %s: %#', (_when, checkers, opinions, userId, sees) => {
    expect(seesOpinions(checkers, opinions, userId)).toBe(sees);
  });
});

describe('a decision after a panel', () => {
  it.each([
    ['agreed, one press', 2, said('return', 'return'), 'return', '', 'причина 1\n\nпричина 2'],
    ['agreed, with own words', 2, said('return', 'return'), 'return', 'своя', 'своя'],
    ['agreed to admit', 2, said('admit', 'admit'), 'admit', '', ''],
    ['against an agreed panel', 2, said('admit', 'admit'), 'reject', 'своя', 'своя'],
    ['split, with a reason', 2, said('admit', 'return'), 'admit', ' своя ', 'своя'],
    ['alone', 1, said(), 'admit', 'как есть', 'как есть'],
  ] as const)('%s', (_what, checkers, opinions, verb, reason, kept) => {
    expect(reasonAfterPanel({ checkers, opinions }, { verb, reason })).toBe(kept);
  });

  it.each([
    ['too early', 2, said('admit'), 'admit', 'x', { code: 'opinions-missing', given: 1, needed: 2 }],
    ['split, without a reason', 2, said('admit', 'return'), 'admit', '', { code: 'reason-required' }],
    ['against an agreed panel, without one', 2, said('admit', 'admit'), 'reject', '', { code: 'reason-required' }],
  ] as const)('is refused %s', (_what, checkers, opinions, verb, reason, refusal) => {
    expect(refusalOf(() => reasonAfterPanel({ checkers, opinions }, { verb, reason }))).toEqual(refusal);
  });
});

describe('the checklist', () => {
  const list = [
    { id: 'a', text: { ru: 'Вправе подать' }, ground: 'п. 3.1' },
    { id: 'b', text: { ru: 'Есть результат' }, ground: '' },
  ];

  it('names what somebody found not to fit, with its ground', () => {
    const failing = failingItems(list, [
      { item: 'b', mark: 'fails' },
      { item: 'b', mark: 'fits' },
      { item: 'a', mark: 'fails' },
      { item: 'gone', mark: 'fails' },
    ]);
    expect(failingWords(failing)).toBe('п. 3.1: Вправе подать\nЕсть результат');
    expect(failingItems(list, [{ item: 'a', mark: 'unseen' }])).toEqual([]);
  });

  it('asks for a reason to admit what does not fit', () => {
    expect(reasonToAdmit('', [])).toBe('');
    expect(refusalOf(() => reasonToAdmit(' ', list))).toEqual({ code: 'reason-required' });
    expect(reasonToAdmit('Исправлено письмом', list)).toBe('Исправлено письмом');
  });
});

it('who decides decides about what was seen', () => {
  const entry = { state: 'admitted' as const, revisions: 2, reason: '' };
  const last = { by: 'Ким', at: new Date(0) };
  expect(refusalOf(() => mustBeAsSeen(entry, null, last))).toBeUndefined();
  expect(refusalOf(() => mustBeAsSeen(entry, { state: 'admitted', revision: 2 }, last))).toBeUndefined();
  expect(refusalOf(() => mustBeAsSeen(entry, { state: 'submitted', revision: 2 }, last))).toEqual({
    code: 'entry-moved-on',
    state: 'admitted',
    revision: 2,
    by: 'Ким',
    at: new Date(0),
    reason: '',
  });
});
