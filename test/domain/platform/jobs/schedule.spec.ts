import { nextDue } from '../../../../src/platform/jobs/schedule.js';

const why = 'an example';

test('What comes every so often is due so long after it was asked for', () => {
  const schedule = { job: 'cycles.planNotices', everyMs: 300_000, why } as const;
  expect(nextDue(schedule, new Date('2026-06-14T10:00:00Z'))).toEqual(new Date('2026-06-14T10:05:00Z'));
});

test.each([
  ['before its time, the same day', '2026-06-14T00:00:00Z', '2026-06-14T00:40:00Z'],
  ['at its time, the next day', '2026-06-14T00:40:00Z', '2026-06-15T00:40:00Z'],
  ['after it, the next day', '2026-06-14T20:59:59Z', '2026-06-15T00:40:00Z'],
  ['after midnight of the home zone, the new day', '2026-12-31T21:00:00Z', '2027-01-01T00:40:00Z'],
])('What comes daily at 03:40 in Moscow is due %s', (_when, askedAt, due) => {
  const schedule = { job: 'operations.checkInvariants', at: '03:40', why } as const;
  expect(nextDue(schedule, new Date(askedAt))).toEqual(new Date(due));
});
