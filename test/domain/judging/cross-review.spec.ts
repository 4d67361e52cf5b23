import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allotReviews, anotherEntry } from '../../../src/domain/judging/cross-allotment.js';
import { mayReview, type CrossEntry, type CrossPair } from '../../../src/domain/judging/cross-table.js';
import {
  commentLength,
  crossReviewWorkflow,
  declareConflict,
  dutyState,
  excuse,
  mayTakeBack,
  submitReview,
  takeBackExcuse,
  writeReview,
  type WritingFacts,
  type WrittenReview,
} from '../../../src/domain/judging/cross-review.js';
import { plainJudgingRules } from '../../../src/domain/cycles/judging-rules.js';
import { Refusal, type RefusalDetail } from '../../../src/domain/kernel/refusal.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import { availableActions, reachableStates } from '../../../src/domain/kernel/workflow.js';
import { contest } from '../../support/contest.js';

const entry = (n: number, region: string, nomination: string, organisation = `o${n}`): CrossEntry => ({
  id: `e${n}`,
  number: `Н-${String(n).padStart(3, '0')}`,
  organisationId: organisation,
  regionCode: region,
  nominationId: nomination,
});
const refusalOf = (work: () => unknown): RefusalDetail => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
};
const loads = (entries: readonly CrossEntry[], pairs: readonly CrossPair[]) =>
  entries.map(({ id }) => pairs.filter(({ entryId }) => entryId === id).length);
const squares = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n * n, 0);

/** The least sum of squares of all allotments, by trying every one. */
function leastByTrying(entries: readonly CrossEntry[], reviews: number): number {
  const choices = entries.map((reviewer) =>
    subsets(
      entries.flatMap((other, index) => (mayReview(reviewer, other) ? [index] : [])),
      reviews,
    ),
  );
  let least = Infinity;
  const load = entries.map(() => 0);
  const go = (reviewer: number): void => {
    if (squares(load) >= least) return;
    if (reviewer === entries.length) {
      least = squares(load);
      return;
    }
    for (const chosen of choices[reviewer]!) {
      for (const index of chosen) load[index]! += 1;
      go(reviewer + 1);
      for (const index of chosen) load[index]! -= 1;
    }
  };
  go(0);
  return least;
}
function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

const crowd = (size: { min: number; max: number }) =>
  fc
    .array(fc.record({ region: fc.integer({ min: 0, max: 4 }), nomination: fc.integer({ min: 0, max: 3 }) }), {
      minLength: size.min,
      maxLength: size.max,
    })
    .map((rows) => rows.map(({ region, nomination }, n) => entry(n, `r${region}`, `n${nomination}`)));

describe('allotting reviews', () => {
  it('worked by hand: four entries of four regions in two nominations review the two of the other one', () => {
    const entries = [entry(1, 'a', 'x'), entry(2, 'b', 'x'), entry(3, 'c', 'y'), entry(4, 'd', 'y')];
    const pairs = allotReviews({ entries, reviews: 2, seed: 5 });
    expect(pairs.map(({ reviewerId, entryId }) => `${reviewerId}>${entryId}`).sort()).toEqual(
      ['e1>e3', 'e1>e4', 'e2>e3', 'e2>e4', 'e3>e1', 'e3>e2', 'e4>e1', 'e4>e2'].sort(),
    );
  });

  it('worked by hand: five of one nomination and two of another cannot be even, so it is as even as can be', () => {
    const entries = [1, 2, 3, 4, 5].map((n) => entry(n, `r${n}`, 'x'));
    entries.push(entry(6, 'r6', 'y'), entry(7, 'r7', 'y'));
    // The five can only review the two: 3 and 2; the two review two of the five.
    const found = loads(entries, allotReviews({ entries, reviews: 1, seed: 1 }));
    const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
    expect(ascending(found.slice(5))).toEqual([2, 3]);
    expect(ascending(found.slice(0, 5))).toEqual([0, 0, 0, 1, 1]);
  });

  it('nobody meets the own organisation, region or nomination, or an entry twice, and everybody gets as many as asked', () => {
    fc.assert(
      fc.property(crowd({ min: 4, max: 40 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (entries, reviews, seed) => {
        const enough = entries.every((one) => entries.filter((other) => mayReview(one, other)).length >= reviews);
        if (!enough) {
          expect(refusalOf(() => allotReviews({ entries, reviews, seed })).code).toBe('cross-review-short');
          return;
        }
        const pairs = allotReviews({ entries, reviews, seed });
        const byId = new Map(entries.map((one) => [one.id, one]));
        expect(new Set(pairs.map(({ reviewerId, entryId }) => `${reviewerId} ${entryId}`)).size).toBe(pairs.length);
        for (const { reviewerId, entryId } of pairs)
          expect(mayReview(byId.get(reviewerId)!, byId.get(entryId)!)).toBe(true);
        for (const { id } of entries) expect(pairs.filter(({ reviewerId }) => reviewerId === id)).toHaveLength(reviews);
      }),
    );
  });

  it('the reviews that entries get are as even as trying every allotment can make them', () => {
    fc.assert(
      fc.property(crowd({ min: 4, max: 7 }), fc.integer({ min: 1, max: 2 }), fc.nat(), (entries, reviews, seed) => {
        fc.pre(entries.every((one) => entries.filter((other) => mayReview(one, other)).length >= reviews));
        const pairs = allotReviews({ entries, reviews, seed });
        expect(squares(loads(entries, pairs))).toBe(leastByTrying(entries, reviews));
      }),
      { numRuns: 60 },
    );
  });

  it('where regions and nominations are many, numbers of reviews are the same for all', () => {
    const entries = Array.from({ length: 120 }, (_, n) => entry(n, `r${n % 17}`, `n${n % 5}`));
    expect(new Set(loads(entries, allotReviews({ entries, reviews: 3, seed: 11 })))).toEqual(new Set([3]));
  });

  it('the same seed gives the same pairs for any order of entries, another seed others', () => {
    fc.assert(
      fc.property(crowd({ min: 8, max: 20 }), fc.nat(), (entries, seed) => {
        fc.pre(entries.every((one) => entries.filter((other) => mayReview(one, other)).length >= 2));
        const pairs = allotReviews({ entries, reviews: 2, seed });
        expect(allotReviews({ entries: [...entries].reverse(), reviews: 2, seed })).toEqual(pairs);
      }),
    );
    const entries = Array.from({ length: 40 }, (_, n) => entry(n, `r${n % 10}`, `n${n % 4}`));
    expect(allotReviews({ entries, reviews: 2, seed: 1 })).not.toEqual(allotReviews({ entries, reviews: 2, seed: 2 }));
  });

  it('two entries of one organisation get different ones', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const entries = Array.from({ length: 24 }, (_, n) => entry(n, `r${n}`, `n${n % 3}`));
      const both = entries.map((one, n) => (n < 4 ? { ...one, organisationId: 'same', regionCode: 'r0' } : one));
      const pairs = allotReviews({ entries: both, reviews: 2, seed }).filter(({ reviewerId }) =>
        both.slice(0, 4).some(({ id }) => id === reviewerId),
      );
      expect(new Set(pairs.map(({ entryId }) => entryId)).size).toBe(8);
    }
  });

  it('entries that came later are allotted beside those that stand, which nothing touches', () => {
    const first = Array.from({ length: 12 }, (_, n) => entry(n, `r${n % 6}`, `n${n % 3}`));
    const standing = allotReviews({ entries: first, reviews: 2, seed: 3 });
    const late = [entry(20, 'r7', 'n0'), entry(21, 'r8', 'n1')];
    const more = allotReviews({ entries: [...first, ...late], reviews: 2, seed: 4, standing });
    expect(new Set(more.map(({ reviewerId }) => reviewerId))).toEqual(new Set(['e20', 'e21']));
    expect(refusalOf(() => allotReviews({ entries: first, reviews: 2, seed: 4, standing }))).toMatchObject({
      why: 'nobody',
    });
  });

  it.each([
    ['nobody', [] as CrossEntry[], 1],
    ['region', [entry(1, 'a', 'x'), entry(2, 'a', 'y')], 1],
    ['nomination', [entry(1, 'a', 'x'), entry(2, 'b', 'x')], 1],
    ['few', [entry(1, 'a', 'x'), entry(2, 'b', 'y'), entry(3, 'c', 'y')], 2],
  ])('what makes it impossible is named: %s', (why, entries, reviews) => {
    const refusal = refusalOf(() => allotReviews({ entries, reviews, seed: 1 }));
    expect(refusal).toMatchObject({ code: 'cross-review-short', why, needed: reviews });
    if (why === 'few') expect(refusal).toMatchObject({ entry: 'Н-002', available: 1 });
  });

  it('who has too few others is named with the exact number, an own organisation elsewhere left out', () => {
    const entries = [entry(1, 'a', 'x', 'o'), entry(2, 'b', 'y', 'o'), entry(3, 'c', 'y'), entry(4, 'd', 'z')];
    // To the second remains the fourth: the first is of the own organisation, the third of the own nomination.
    const refusal = refusalOf(() => allotReviews({ entries, reviews: 2, seed: 1 }));
    expect(refusal).toMatchObject({ why: 'few', entry: 'Н-002', available: 1 });
  });
});

describe('another entry in the place of one that was given back', () => {
  const entries = [entry(1, 'a', 'x'), entry(2, 'b', 'y'), entry(3, 'c', 'y'), entry(4, 'd', 'z'), entry(5, 'a', 'z')];

  it('is the allowed one with the fewest reviews that was never had', () => {
    const standing = [{ reviewerId: 'e5', entryId: 'e3' }];
    const had = [{ reviewerId: 'e1', entryId: 'e2' }];
    expect(anotherEntry('e1', { entries, standing, had, seed: 9 })).toBe('e4');
  });

  it('is rather one that the organisation does not review by another entry', () => {
    const own = [entry(1, 'a', 'x', 'o'), entry(2, 'b', 'y'), entry(3, 'c', 'y'), entry(6, 'a', 'z', 'o')];
    const standing = [
      { reviewerId: 'e6', entryId: 'e2' },
      { reviewerId: 'e9', entryId: 'e3' },
    ];
    expect(anotherEntry('e1', { entries: own, standing, had: [], seed: 9 })).toBe('e3');
  });

  it('is none where every other one was had or is not allowed', () => {
    const had = ['e2', 'e3', 'e4'].map((entryId) => ({ reviewerId: 'e1', entryId }));
    expect(anotherEntry('e1', { entries, standing: [], had, seed: 9 })).toBeNull();
  });
});

describe('writing a review', () => {
  const now = new Date('2026-05-10T09:00:00Z');
  const stage = {
    kind: 'cross-review' as const,
    opensAt: new Date('2026-05-01T00:00:00Z'),
    // «Служение» closes at 10:00 Moscow time (domain facts, S84).
    closesAt: new Date('2026-05-20T07:00:00Z'),
  };
  const facts: WritingFacts = {
    now,
    timeZone: 'Europe/Moscow',
    stage,
    rules: { ...plainJudgingRules.crossReview, reviews: 3, grades: true },
    criteria: [
      { id: 'c1', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' },
      { id: 'c2', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1', kind: { kind: 'information' } },
    ],
  };
  const review: WrittenReview = {
    id: 'v',
    state: 'open',
    comment: '',
    grades: {},
    reason: '',
    savedAt: null,
    submittedAt: null,
    endedAt: null,
  };
  const written = (comment: string, grades: Record<string, string> = { c1: '7' }, its = facts) => ({
    ...review,
    ...writeReview(review, { comment, grades }, its).changes,
  });

  it('walks its states', () => {
    expect([...reachableStates(crossReviewWorkflow)].sort()).toEqual(['conflicted', 'open', 'submitted']);
    expect(availableActions(crossReviewWorkflow, 'submitted')).toEqual([]);
    expect(availableActions(crossReviewWorkflow, 'conflicted')).toEqual([]);
  });

  it.each([
    ['строка', 6],
    ['две\r\nстроки', 10],
    ['и\u0306', 1],
    ['🙂🙂', 2],
    ['  с краёв не считается \n', 20],
    ['', 0],
  ])('counts characters as people do: %j is %i', (text, length) => {
    expect(commentLength(text)).toBe(length);
  });

  it('takes 550 characters and refuses 551, which a draft may hold', () => {
    expect(submitReview(written('я'.repeat(550)), facts).changes).toEqual({
      state: 'submitted',
      submittedAt: now,
      savedAt: now,
    });
    expect(refusalOf(() => submitReview(written('я'.repeat(551)), facts))).toEqual({
      code: 'invalid-input',
      problems: [{ pointer: '/comment', rule: 'too-long', values: { max: 550 } }],
    });
    expect(refusalOf(() => written('я'.repeat(5001))).code).toBe('invalid-input');
  });

  it('asks for a comment, and for points only where the rules do', () => {
    expect(refusalOf(() => submitReview(written('   '), facts))).toMatchObject({ problems: [{ rule: 'required' }] });
    expect(refusalOf(() => submitReview(written('Хорошо', {}), facts)).code).toBe('sheet-incomplete');
    const halves = { ...facts, criteria: [{ ...facts.criteria[0]!, scaleStep: '0.5' }] };
    expect(written('Хорошо', { c1: ' 7,5 ' }, halves).grades).toEqual({ c1: '7.5' });
    const silent = { ...facts, rules: { ...facts.rules, grades: false } };
    expect(submitReview(written('Хорошо', { c1: '7' }, silent), silent).changes.state).toBe('submitted');
    expect(written('Хорошо', { c1: '7', c2: '1', x: '3' }, silent).grades).toEqual({});
    expect(written('Хорошо', { c1: '7', c2: '1', x: '3' }).grades).toEqual({ c1: '7' });
    expect(refusalOf(() => written('Хорошо', { c1: '11' })).code).toBe('score-off-scale');
  });

  it('is written until the last second before the close, and not once handed in', () => {
    const last = { ...facts, now: new Date(stage.closesAt.getTime() - 1000) };
    expect(submitReview(written('Хорошо', { c1: '7' }, last), last).changes.state).toBe('submitted');
    expect(refusalOf(() => written('Хорошо', {}, { ...facts, now: stage.closesAt })).code).toBe('stage-closed');
    expect(refusalOf(() => written('Хорошо', {}, { ...facts, stage: null })).code).toBe('stage-closed');
    const frozen = { ...review, state: 'submitted' as const };
    expect(refusalOf(() => writeReview(frozen, { comment: 'х', grades: {} }, facts)).code).toBe('cross-review-frozen');
    expect(refusalOf(() => submitReview(frozen, facts)).code).toBe('cross-review-frozen');
    expect(refusalOf(() => declareConflict(frozen, 'Знакомы', facts)).code).toBe('cross-review-frozen');
  });

  it('who knows the people says why', () => {
    expect(declareConflict(review, ' Знакомы ', facts).changes).toEqual({
      state: 'conflicted',
      reason: 'Знакомы',
      endedAt: now,
    });
    expect(refusalOf(() => declareConflict(review, ' ', facts)).code).toBe('reason-required');
  });
});

describe('taking an excuse back', () => {
  const at = (day: number) => new Date(`2026-03-${String(day).padStart(2, '0')}T07:00:00Z`);
  const stage = { kind: 'cross-review' as const, opensAt: at(10), closesAt: at(20) };
  const review = { kind: 'review' as const, opensAt: at(15), closesAt: at(28) };
  const facts = (now: number) => ({ now: at(now), timeZone: 'Europe/Moscow', stage, review });

  it.each([
    ['given before the close, while it can still be written', 12, 19, 'done'],
    ['given before the close, from the closing instant on', 12, 20, 'cross-review'],
    ['given at the closing instant, while experts judge', 20, 27, 'done'],
    ['given after the close, when the experts are done', 22, 28, 'review'],
  ] as const)('%s', (_, excused, now, outcome) => {
    const take = () => takeBackExcuse(at(excused), ' Ошибка ', facts(now));
    if (outcome === 'done') expect(take()).toBe('Ошибка');
    else expect(refusalOf(take)).toMatchObject({ code: 'stage-closed', stage: outcome });
  });

  it('asks for an excuse and a reason, and for stages that there are', () => {
    expect(refusalOf(() => takeBackExcuse(null, 'Ошибка', facts(12)))).toMatchObject({ code: 'action-not-allowed' });
    expect(refusalOf(() => takeBackExcuse(at(12), ' ', facts(13)))).toMatchObject({ code: 'reason-required' });
    const without = { ...facts(22), review: null };
    expect(refusalOf(() => takeBackExcuse(at(21), 'Ошибка', without))).toMatchObject({
      code: 'stage-closed',
      closesAt: null,
    });
  });

  it('is offered exactly where it is not refused', () => {
    const day = fc.integer({ min: 1, max: 31 });
    fc.assert(
      fc.property(fc.option(day), day, fc.boolean(), fc.boolean(), (excused, now, hasStage, hasReview) => {
        const excusedAt = excused === null ? null : at(excused);
        const known = { ...facts(now), stage: hasStage ? stage : null, review: hasReview ? review : null };
        let taken = true;
        try {
          takeBackExcuse(excusedAt, 'Ошибка', known);
        } catch {
          taken = false;
        }
        expect(mayTakeBack(excusedAt, known)).toBe(taken);
      }),
    );
  });
});

describe('who did not finish', () => {
  const rules = { ...plainJudgingRules.crossReview, reviews: 3 };
  const stage = {
    kind: 'cross-review' as const,
    opensAt: new Date('2026-05-01T00:00:00Z'),
    closesAt: new Date('2026-05-20T07:00:00Z'),
  };
  const before = new Date('2026-05-20T06:59:59Z');
  const owed = { needed: 3, submitted: 2, excused: false, exempt: false };

  it.each([
    ['owes until the close', owed, { now: before }, 'owing'],
    ['is dropped from the closing instant on', owed, { now: stage.closesAt }, 'dropped'],
    [
      'is only noted where the rules say so',
      owed,
      { now: stage.closesAt, rules: { ...rules, unfinished: 'noted' } },
      'noted',
    ],
    ['is done with all handed in', { ...owed, submitted: 3 }, { now: stage.closesAt }, 'done'],
    ['is done where nothing could be allotted', { ...owed, needed: 0, submitted: 0 }, { now: stage.closesAt }, 'done'],
    ['is excused by the organizer', { ...owed, excused: true }, { now: stage.closesAt }, 'excused'],
    ['owes nothing in an exempt nomination', { ...owed, exempt: true }, { now: stage.closesAt }, 'excused'],
    [
      'owes nothing where a later edition has no cross-review',
      owed,
      { now: stage.closesAt, rules: { ...rules, reviews: 0 } },
      'excused',
    ],
    ['owes while there is no stage', owed, { now: stage.closesAt, stage: null }, 'owing'],
  ])('%s', (_, duty, facts, state) => {
    expect(dutyState(duty, { rules, stage, ...facts } as never)).toBe(state);
  });

  it('an excuse has a reason, and is of no use to those who are done', () => {
    expect(excuse('dropped', ' Болезнь ')).toBe('Болезнь');
    expect(refusalOf(() => excuse('owing', '')).code).toBe('reason-required');
    expect(refusalOf(() => excuse('done', 'Болезнь')).code).toBe('action-not-allowed');
  });

  it('a dropped entry stays in the ranking with its ground and without a place; the others close up', () => {
    const sheets = { a: [[9]], b: [[8]], c: [[7]] };
    const whole = rankEntries(contest({ sheets }));
    expect(whole.rows.map(({ entryId }) => entryId)).toEqual(['a', 'b', 'c']);
    const crossReview = { submitted: 1, needed: 3 };
    const ranking = rankEntries(contest({ sheets, entries: { a: { crossReview } } }));
    expect(ranking.rows.map(({ entryId, place }) => [entryId, place.from])).toEqual([
      ['b', 1],
      ['c', 2],
    ]);
    expect(ranking.unranked).toEqual([
      expect.objectContaining({ entryId: 'a', sheets: 1, reason: { code: 'cross-review-unfinished', ...crossReview } }),
    ]);
    expect(rankEntries(contest({ sheets }))).toEqual(whole);
  });
});
