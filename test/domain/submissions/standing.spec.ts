import { standingOf, type StandingFacts } from '../../../src/domain/submissions/standing.js';
import type { Submission } from '../../../src/domain/submissions/submission.js';

const now = new Date('2026-12-01T09:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const intake = (from: number, until: number) => ({ kind: 'intake' as const, opensAt: at(from), closesAt: at(until) });
const open = intake(-24, 24);
const over = intake(-48, 0);
const plain: StandingFacts = { intake: open, now, hasUnsent: false, results: 'none' };

describe('what the people of an entry are told', () => {
  it.each<[string, Pick<Submission, 'state' | 'dueAt'>, Partial<StandingFacts>, string, string, Date | null]>([
    ['of a draft', { state: 'draft', dueAt: null }, {}, 'draft', 'continue', at(24)],
    [
      'of a draft before the intake',
      { state: 'draft', dueAt: null },
      { intake: intake(1, 2) },
      'draft',
      'continue',
      at(2),
    ],
    [
      'of a draft at the closing instant',
      { state: 'draft', dueAt: null },
      { intake: over },
      'notSubmitted',
      'readText',
      null,
    ],
    [
      'of a draft without an intake',
      { state: 'draft', dueAt: null },
      { intake: null },
      'notSubmitted',
      'readText',
      null,
    ],
    ['of what was submitted', { state: 'submitted', dueAt: null }, {}, 'submitted', 'wait', null],
    [
      'of changes not submitted',
      { state: 'submitted', dueAt: null },
      { hasUnsent: true },
      'unsent',
      'submitChanges',
      at(24),
    ],
    [
      'of changes that were not submitted in time',
      { state: 'submitted', dueAt: null },
      { hasUnsent: true, intake: over },
      'unsentClosed',
      'wait',
      null,
    ],
    ['of what was returned', { state: 'returned', dueAt: at(5) }, {}, 'returned', 'fix', at(5)],
    ['of what was not mended in its term', { state: 'returned', dueAt: at(0) }, {}, 'returnLapsed', 'wait', null],
    ['of what the close overtook', { state: 'returned', dueAt: at(5) }, { intake: over }, 'returnLapsed', 'wait', null],
    ['of what is judged', { state: 'admitted', dueAt: null }, { intake: over }, 'admitted', 'judged', null],
    ['of a winner', { state: 'admitted', dueAt: null }, { results: 'named' }, 'awarded', 'result', null],
    [
      'of who was not named',
      { state: 'admitted', dueAt: null },
      { results: 'published' },
      'notAwarded',
      'result',
      null,
    ],
    ['of what was rejected', { state: 'rejected', dueAt: null }, { results: 'published' }, 'rejected', 'none', null],
    ['of what was withdrawn', { state: 'withdrawn', dueAt: null }, {}, 'withdrawn', 'none', null],
  ])('%s', (_what, entry, facts, word, next, until) => {
    expect(standingOf(entry, { ...plain, ...facts })).toEqual({ word, next, until });
  });
});
