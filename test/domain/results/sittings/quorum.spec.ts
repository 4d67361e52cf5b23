import {
  mustHaveQuorum,
  quorumOf,
  type QuorumRule,
  attendanceByRoll,
  attendanceWithout,
  quorumTermsOf,
} from '../../../../src/domain/results/sittings/quorum.js';
import { isCarried } from '../../../../src/domain/results/sittings/ballot.js';
import { refusalOf } from '../../../support/refusal-of.js';
import { publicationRulesFrom } from '../../../../src/domain/cycles/publication-rules.js';

describe('a quorum', () => {
  // docs/rules.md §11, source H: > 1/2 of 8 = 5, ≥ 1/2 of 8 = 4, ≥ 2/3 of 9 = 6.
  it.each<[QuorumRule, number, number]>([
    ['majority', 8, 5],
    ['half', 8, 4],
    ['two-thirds', 9, 6],
    ['majority', 9, 5],
    ['half', 9, 5],
    ['two-thirds', 8, 6],
    ['half', 0, 1],
  ])('by %s of %d members is %d', (rule, members, needed) => {
    expect(quorumOf({ members, recused: 0 }, { rule, recusals: 'keep-base' })).toBe(needed);
  });

  it('falls with recusals only where the rules say so', () => {
    expect(quorumOf({ members: 8, recused: 2 }, { rule: 'majority', recusals: 'reduce-base' })).toBe(4);
    expect(quorumOf({ members: 8, recused: 2 }, { rule: 'majority', recusals: 'keep-base' })).toBe(5);
  });

  it('is that of the edition, which keeps the base where it says nothing else', () => {
    expect(quorumTermsOf({ quorum: 'half', publicationRules: {} }).rule).toBe('half');
    const sittings = { ...publicationRulesFrom({}).sittings, recusals: 'reduce-base' as const };
    expect(quorumTermsOf({ quorum: 'majority', publicationRules: { sittings } })).toEqual({
      rule: 'majority',
      recusals: 'reduce-base',
    });
  });

  it.each([
    ['nobody', { all: 0, present: 0 }, { members: 8, present: 5, recused: 1 }],
    ['one who is there', { all: 1, present: 1 }, { members: 8, present: 4, recused: 2 }],
    ['one there and one away', { all: 2, present: 1 }, { members: 8, present: 4, recused: 3 }],
  ])('counts for a question without %s who stands aside from it', (_who, aside, expected) => {
    expect(attendanceWithout({ members: 8, present: 5, recused: 1 }, aside)).toEqual(expected);
  });

  const roll = (present: number, absent: number) => [
    ...Array.from({ length: present }, () => ({ present: true })),
    ...Array.from({ length: absent }, () => ({ present: false })),
  ];
  it.each([
    ['one who came is named, of nine', roll(1, 0), { members: 9, present: 1, recused: 2 }],
    ['one who is away is named', roll(0, 1), { members: 9, present: 0, recused: 2 }],
    ['all are named', roll(6, 3), { members: 9, present: 6, recused: 2 }],
    ['more came than could with two aside', roll(8, 1), { members: 9, present: 8, recused: 1 }],
    ['more are named than were recorded', roll(6, 5), { members: 11, present: 6, recused: 2 }],
    ['nobody is named', [], { members: 9, present: 0, recused: 2 }],
  ])('never has a smaller body by a roll: %s', (_who, names, expected) => {
    expect(attendanceByRoll({ members: 9, present: 1, recused: 2 }, names)).toEqual(expected);
  });

  it('is named when it is missed', () => {
    const terms = { rule: 'majority', recusals: 'keep-base' } as const;
    expect(refusalOf(() => mustHaveQuorum({ members: 8, present: 4, recused: 0 }, terms))).toEqual({
      code: 'no-quorum',
      present: 4,
      needed: 5,
      members: 8,
    });
    expect(refusalOf(() => mustHaveQuorum({ members: 8, present: 5, recused: 0 }, terms))).toBeUndefined();
  });

  it('counts votes of those present or of all, and the chair’s where votes are equal', () => {
    const votes = { for: 4, against: 4, abstained: 0, chair: null };
    expect(isCarried({ ...votes, for: 5 }, { of: 'present', members: 20 })).toBe(true);
    expect(isCarried({ ...votes, for: 5 }, { of: 'members', members: 20 })).toBe(false);
    expect(isCarried(votes, { of: 'present', members: 8 })).toBe(false);
    expect(isCarried({ ...votes, chair: 'for' }, { of: 'present', members: 8 })).toBe(true);
    expect(isCarried({ ...votes, abstained: 1, chair: 'for' }, { of: 'present', members: 9 })).toBe(false);
  });
});
