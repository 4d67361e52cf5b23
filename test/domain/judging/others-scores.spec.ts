import { maySeeOthersScores, type OthersScoresFacts } from '../../../src/domain/judging/others-scores.js';

const opensAt = new Date('2019-11-01T00:00:00Z');
const closesAt = new Date('2019-12-16T00:00:00Z');
const extended = new Date('2019-12-20T00:00:00Z');
const during = new Date('2019-11-20T09:00:00Z');
const afterwards = new Date('2019-12-18T09:00:00Z');
const scene: OthersScoresFacts = { now: during, ownSheet: 'draft', review: { opensAt, closesAt }, dueAt: null };

describe('what others gave an entry', () => {
  it.each(['draft', 'submitted', 'set-aside', null] as const)(
    'is never seen where the rule says so (own: %s)',
    (own) => {
      expect(maySeeOthersScores('never', { ...scene, now: afterwards, ownSheet: own })).toBe(false);
    },
  );

  it.each([
    ['submitted', true],
    ['draft', false],
    ['set-aside', false],
    [null, false],
  ] as const)('is seen after the own sheet: %s → %s', (ownSheet, seen) => {
    expect(maySeeOthersScores('after-own', { ...scene, ownSheet })).toBe(seen);
  });

  it('is not seen before the own sheet is handed in, however late it is', () => {
    expect(maySeeOthersScores('after-own', { ...scene, now: afterwards })).toBe(false);
  });

  it.each([
    ['during the review', { now: during, ownSheet: 'submitted' }, false],
    ['a moment before it closes', { now: new Date(closesAt.getTime() - 1) }, false],
    ['at the instant of its end', { now: closesAt }, true],
    ['afterwards', { now: afterwards, ownSheet: null }, true],
    ['where there is no review', { now: afterwards, review: null }, false],
    ['to one whose personal term still runs', { now: afterwards, dueAt: extended }, false],
    [
      'to one who handed in early and whose personal term still runs',
      { now: afterwards, ownSheet: 'submitted', dueAt: extended },
      false,
    ],
    ['to one whose personal term has ended', { now: extended, dueAt: extended }, true],
    ['to one whose personal term ended before the review', { now: during, dueAt: opensAt }, false],
  ] as [string, Partial<OthersScoresFacts>, boolean][])('is seen after the stage %s: %#', (_when, facts, seen) => {
    expect(maySeeOthersScores('after-stage', { ...scene, ...facts })).toBe(seen);
  });
});
