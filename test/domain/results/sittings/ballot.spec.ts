import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { mustBeAbleToVote } from '../../../../src/domain/results/sittings/who-may-vote.js';
import { ballotHolds, countBallot, type Choice } from '../../../../src/domain/results/sittings/ballot.js';
import { plainSittingRules, type SittingRules } from '../../../../src/domain/cycles/sitting-rules.js';

/** For, against, abstained; the chair's vote is one of them. */
const votes = (counts: [number, number, number], chair: Choice | null) => {
  const all = (['for', 'against', 'abstained'] as const).flatMap((choice, index) =>
    Array.from({ length: counts[index]! }, () => ({ choice, isChairs: false })),
  );
  const own = all.find(({ choice }) => choice === chair);
  if (own) own.isChairs = true;
  return all;
};
const count = (
  counts: [number, number, number],
  chair: Choice | null,
  facts: { members?: number; secret?: boolean; rules?: Partial<SittingRules> } = {},
) =>
  countBallot(votes(counts, chair), {
    question: 'Победитель',
    secret: facts.secret ?? false,
    members: facts.members ?? counts[0] + counts[1] + counts[2],
    rules: { ...plainSittingRules, ...facts.rules },
  });
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as Refusal).code;
  }
};

describe('a ballot', () => {
  it.each([
    // Worked by hand: more than half of those who voted, or of all members; 5 of 9 members, 4 of 9 are not enough.
    ['4:3 of those present', [4, 3, 0], null, {}, true],
    ['4:3 of nine members', [4, 3, 0], null, { members: 9, rules: { base: 'members' } }, false],
    ['5:3 of nine members', [5, 3, 0], null, { members: 9, rules: { base: 'members' } }, true],
    ['3:1 with three abstaining', [3, 1, 3], null, {}, false],
    ['4:4, the chair in favour', [4, 4, 0], 'for', {}, true],
    // Half is not more than half, and the chair decides between equals alone: not where others abstained or stayed away.
    ['4:2 with two abstaining, the chair in favour', [4, 2, 2], 'for', {}, false],
    ['4:3 of eight members, the chair in favour', [4, 3, 0], 'for', { members: 8, rules: { base: 'members' } }, false],
    ['4:4 of nine members, the chair in favour', [4, 4, 0], 'for', { members: 9, rules: { base: 'members' } }, false],
    ['4:4 of eight members, the chair in favour', [4, 4, 0], 'for', { members: 8, rules: { base: 'members' } }, true],
    ['nobody for or against, all abstaining', [0, 0, 3], null, {}, false],
    ['one alone in favour', [1, 0, 0], null, {}, true],
    ['4:4, the chair against', [4, 4, 0], 'against', {}, false],
  ] as const)('%s', (_what, counts, chair, facts, carried) => {
    expect(count([...counts], chair, facts).carried).toBe(carried);
  });

  it.each([
    ['the chair may not decide', 'for', { rules: { casting: false } }],
    ['nobody knows how the chair voted', 'for', { secret: true }],
    ['the chair did not vote', null, {}],
    ['the chair abstained', 'abstained', {}],
  ] as const)('of equal votes is refused where %s', (_why, chair, facts) => {
    const counts: [number, number, number] = chair === 'abstained' ? [4, 4, 1] : [4, 4, 0];
    expect(codeOf(() => count(counts, chair, facts))).toBe('ballot-tied');
  });

  it('without votes is refused', () => {
    expect(codeOf(() => count([0, 0, 0], null))).toBe('nobody-voted');
  });

  it('holds by its counts, and not with another verdict', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), fc.nat(9), (inFavour, against, abstained) => {
        fc.pre(inFavour + against + abstained > 0 && (inFavour !== against || inFavour === 0));
        const counted = count([inFavour, against, abstained], null);
        expect(ballotHolds(counted)).toBe(true);
        expect(ballotHolds({ ...counted, carried: !counted.carried })).toBe(false);
        expect(ballotHolds({ ...counted, members: inFavour + against + abstained - 1 })).toBe(false);
      }),
    );
  });
});

describe('who votes', () => {
  const member = { present: true, declaration: 'none' as const };
  it.each([
    [null, false, 'not-a-member'],
    [{ ...member, present: false }, false, 'absent'],
    [{ ...member, declaration: null }, false, 'declaration-needed'],
    [member, true, 'conflict-of-interest'],
    [member, false, 'done'],
  ])('%j, standing aside %s: %s', (who, aside, code) => {
    expect(codeOf(() => mustBeAbleToVote(who, aside))).toBe(code);
  });
});
