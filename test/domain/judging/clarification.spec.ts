import { describe, expect, it } from '@jest/globals';
import {
  answerClarification,
  clarificationBounds,
  decline,
  mustBeAllowedToAsk,
  passOn,
  standingOfClarification,
} from '../../../src/domain/judging/clarification.js';
import type { Refusal } from '../../../src/domain/kernel/refusal.js';

const timeZone = 'Europe/Moscow';
const review = {
  kind: 'review' as const,
  opensAt: new Date('2026-06-01T00:00:00Z'),
  closesAt: new Date('2026-06-20T00:00:00Z'),
};
const calendar = { '2026': { holidays: ['2026-06-12'], workingWeekends: [] } };
/** A Wednesday. */
const now = new Date('2026-06-10T09:00:00Z');

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as Refusal).code;
  }
}

describe('an expert asks', () => {
  const facts = { days: 3, review, ownSheet: 'draft' as const, asked: 0, timeZone, now };

  it.each([
    ['in the review', {}, 'done'],
    ['without a sheet', { ownSheet: null }, 'done'],
    ['where nothing is foreseen', { days: 0 }, 'not-found'],
    ['before the review', { now: new Date('2026-05-31T23:59:59Z') }, 'stage-closed'],
    ['at the instant at which it closes', { now: review.closesAt }, 'stage-closed'],
    ['in a cycle without a review', { review: null }, 'stage-closed'],
    ['after the own sheet', { ownSheet: 'submitted' as const }, 'sheet-frozen'],
    ['once too often', { asked: clarificationBounds.perPair }, 'invalid-input'],
  ])('%s', (_, other, code) => {
    expect(codeOf(() => mustBeAllowedToAsk({ ...facts, ...other }))).toBe(code);
  });
});

describe('the organizer', () => {
  const facts = { question: 'Сколько стоило?', number: 1, days: 3, review, timeZone, calendar, decidedById: 'o', now };

  it('passes on for so many working days, holidays and weekends not counted', () => {
    // Thursday 11, Friday 12 is a holiday, Monday 15, Tuesday 16: until its end in Moscow.
    expect(passOn({ state: 'asked' }, facts)).toMatchObject({
      state: 'passed',
      question: 'Сколько стоило?',
      dueAt: new Date('2026-06-16T21:00:00Z'),
    });
  });

  it('passes on never past the review, and not after it', () => {
    expect(passOn({ state: 'asked' }, { ...facts, days: 20 }).dueAt).toEqual(review.closesAt);
    expect(codeOf(() => passOn({ state: 'asked' }, { ...facts, now: review.closesAt }))).toBe('stage-closed');
  });

  it.each(['declined', 'passed', 'answered'] as const)('decides nothing about what is %s', (state) => {
    expect(codeOf(() => passOn({ state }, facts))).toBe('action-not-allowed');
    expect(codeOf(() => decline({ state }, { reason: 'Нет', decidedById: 'o', now }))).toBe('action-not-allowed');
  });

  it('declines with a reason', () => {
    expect(codeOf(() => decline({ state: 'asked' }, { reason: ' ', decidedById: 'o', now }))).toBe('reason-required');
    expect(decline({ state: 'asked' }, { reason: ' Есть в заявке ', decidedById: 'o', now })).toMatchObject({
      state: 'declined',
      reason: 'Есть в заявке',
    });
  });
});

describe('the entrant', () => {
  const dueAt = new Date('2026-06-16T21:00:00Z');
  const given = { answer: 'Миллион', answeredById: 'e', now };

  it('answers once, up to and without the instant of the term', () => {
    expect(answerClarification({ state: 'passed', dueAt }, given)).toMatchObject({
      state: 'answered',
      answeredAt: now,
    });
    const late = { ...given, now: dueAt };
    expect(codeOf(() => answerClarification({ state: 'passed', dueAt }, late))).toBe('term-passed');
    expect(codeOf(() => answerClarification({ state: 'answered', dueAt }, given))).toBe('action-not-allowed');
    expect(codeOf(() => answerClarification({ state: 'asked', dueAt: null }, given))).toBe('action-not-allowed');
  });

  it('is told that a term has passed', () => {
    expect(standingOfClarification({ state: 'passed', dueAt }, now)).toBe('passed');
    expect(standingOfClarification({ state: 'passed', dueAt }, dueAt)).toBe('lapsed');
    expect(standingOfClarification({ state: 'answered', dueAt }, dueAt)).toBe('answered');
  });
});
