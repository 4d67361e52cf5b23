import { stoodAt, type RecordedUntil } from '../../../src/domain/submissions/register-at.js';

const day = (n: number) => new Date(`2019-08-${String(n).padStart(2, '0')}T12:00:00Z`);
const untold = { state: null, reason: null, dueAt: null };
const undecided = { state: 'submitted' as const, reason: '', screenedAt: null, withdrawnAt: null };

it.each<[string, RecordedUntil, number, object]>([
  ['submitted', { ...untold, state: 'submitted', reason: '', now: undecided }, 20, { state: 'submitted' }],
  [
    'returned, in its term',
    { state: 'returned', reason: 'Нет файла', dueAt: day(25), now: undecided },
    24,
    { state: 'returned', reason: 'Нет файла' },
  ],
  [
    'returned, its term over at that instant',
    { state: 'returned', reason: 'Нет файла', dueAt: day(25), now: undecided },
    25,
    { state: 'returned', reason: 'Нет файла', isLapsed: true },
  ],
  [
    'submitted anew, with the old reason in an earlier record',
    { state: 'submitted', reason: 'Нет файла', dueAt: null, now: undecided },
    26,
    { state: 'submitted' },
  ],
  [
    'rejected later, without a record',
    { ...untold, now: { ...undecided, state: 'rejected', reason: 'Не практика', screenedAt: day(27) } },
    26,
    { state: 'submitted' },
  ],
  [
    'rejected by then, without a record',
    { ...untold, now: { ...undecided, state: 'rejected', reason: 'Не практика', screenedAt: day(27) } },
    27,
    { state: 'rejected', reason: 'Не практика' },
  ],
  [
    'withdrawn later, without a record',
    { ...untold, now: { ...undecided, state: 'withdrawn', screenedAt: day(20), withdrawnAt: day(28) } },
    27,
    { state: 'submitted' },
  ],
])('an entry that was %s', (_what, recorded, at, stood) => {
  expect(stoodAt(recorded, day(at))).toEqual({ reason: '', isLapsed: false, ...stood });
});
