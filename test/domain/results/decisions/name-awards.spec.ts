import {
  type NamingFacts,
  nameAwards,
  proposedBy,
  recommendForReplication,
} from '../../../../src/domain/results/decisions/award.js';
import { refusalOf } from '../../../support/refusal-of.js';

const sitting = {
  attendance: { members: 8, present: 5, recused: 0 },
  quorum: { rule: 'majority', recusals: 'keep-base' },
} as const;
const contenders = [
  { entryId: 'a', place: { from: 1, to: 1 } },
  { entryId: 'b', place: { from: 2, to: 3 } },
  { entryId: 'c', place: { from: 2, to: 3 } },
  { entryId: 'd', place: { from: 4, to: 4 } },
  { entryId: 'e', place: null },
];
const naming = (chosen: string[], part: Partial<NamingFacts> = {}): NamingFacts => ({
  ...sitting,
  outcome: 'winner',
  contenders,
  chosen: chosen.map((entryId) => ({ entryId, reason: '' })),
  foreseen: 1,
  ground: 'Первое место',
  ...part,
});

describe('naming winners', () => {
  it('by the ranking needs the ground of the decision and nothing more', () => {
    expect(nameAwards(naming(['a']))).toEqual({
      awards: [{ entryId: 'a', outcome: 'winner', place: 1, departure: false, reason: 'Первое место' }],
      events: [{ type: 'award.decided', submissionId: 'a', outcome: 'winner' }],
    });
    expect(refusalOf(() => nameAwards(naming(['a'], { ground: '' })))).toEqual({ code: 'reason-required' });
  });

  it('against the ranking needs a reason for each entry that is put first', () => {
    expect(refusalOf(() => nameAwards(naming(['d'])))).toEqual({ code: 'departure-needs-reason', place: 1 });
    expect(refusalOf(() => nameAwards(naming(['a', 'd'], { foreseen: 2 })))).toEqual({
      code: 'departure-needs-reason',
      place: 2,
    });
    expect(refusalOf(() => nameAwards(naming(['e'])))).toEqual({ code: 'departure-needs-reason', place: 1 });
    const reasoned = naming([], { chosen: [{ entryId: 'd', reason: 'Охват всех районов' }] });
    expect(nameAwards(reasoned).awards[0]).toMatchObject({ departure: true, place: 4, reason: 'Охват всех районов' });
  });

  it('from a shared place is no departure', () => {
    expect(nameAwards(naming(['a', 'c'], { foreseen: 2 })).awards.map((award) => award.departure)).toEqual([
      false,
      false,
    ]);
  });

  // docs/rules.md §12, sources B and D: one winner per nomination, and the board may increase the number (8 nominations, 10 winners in 2019).
  it('more than foreseen, or nobody, needs a ground', () => {
    expect(nameAwards(naming(['a', 'b'])).awards).toHaveLength(2);
    expect(refusalOf(() => nameAwards(naming(['a', 'b'], { ground: ' ' })))).toEqual({ code: 'reason-required' });
    expect(refusalOf(() => nameAwards(naming([], { ground: '' })))).toEqual({ code: 'reason-required' });
    expect(nameAwards(naming([])).awards).toEqual([]);
    const reasoned = naming([], { chosen: [{ entryId: 'a', reason: 'Охват всех районов' }], ground: '' });
    expect(nameAwards(reasoned).awards).toHaveLength(1);
    expect(refusalOf(() => nameAwards({ ...reasoned, foreseen: 0 }))).toEqual({ code: 'reason-required' });
  });

  it('is refused without a quorum, for strangers and twice', () => {
    const few = { attendance: { ...sitting.attendance, present: 4 } };
    expect(refusalOf(() => nameAwards(naming(['a'], few)))).toMatchObject({ code: 'no-quorum' });
    expect(refusalOf(() => nameAwards(naming(['z'])))).toEqual({ code: 'not-found' });
    expect(refusalOf(() => nameAwards(naming(['a', 'a'], { foreseen: 2 })))).toEqual({
      code: 'already-exists',
      what: 'winner',
    });
    expect(refusalOf(() => recommendForReplication(contenders[0]!, { ...sitting, ...few, reason: 'x' }))).toMatchObject(
      { code: 'no-quorum' },
    );
  });

  // docs/rules.md §12, source E: «Автобус стартапов» was recommended without being a finalist.
  it('is apart from recommending for replication, which needs a reason but no place', () => {
    expect(recommendForReplication(contenders[4]!, { ...sitting, reason: 'Повторяемо' }).awards[0]).toMatchObject({
      outcome: 'recommended',
      place: null,
    });
    expect(refusalOf(() => recommendForReplication(contenders[0]!, { ...sitting, reason: '' }))).toEqual({
      code: 'reason-required',
    });
  });

  it('starts from the first places, with all who share the last of them', () => {
    expect(proposedBy(contenders, 2).map(({ entryId }) => entryId)).toEqual(['a', 'b', 'c']);
  });
});
