import type { Schedule } from './platform/jobs/schedule.js';

const minute = 60_000;

/** Every recurring job with its time and its reason. */
export const schedules: Schedule[] = [
  {
    job: 'judging.followInvitations',
    everyMs: 10 * minute,
    why: 'silence is answered by a reminder, then by an alternate',
  },
  {
    job: 'judging.recomputeConflicts',
    everyMs: 10 * minute,
    why: 'profiles and entries change after the conflicts were computed',
  },
  {
    job: 'judging.followCrossReviews',
    everyMs: 5 * minute,
    why: 'who dropped out of the cross-review, and whose comments can be read, is told soon after',
  },
  {
    job: 'submissions.bareFiles',
    everyMs: 10 * minute,
    why: 'files came before the rules hid whose they are, or came by other ways than the form',
  },
  {
    job: 'cycles.planNotices',
    everyMs: 5 * minute,
    why: 'announcements follow the dates even if a delayed job was lost',
  },
  { job: 'library.adoptDue', everyMs: 5 * minute, why: 'winners come into the library even if their job was lost' },
  { job: 'files.scan', everyMs: minute, why: 'what the scanner did not answer at once waits in quarantine' },
  { job: 'files.compare', at: '02:30', why: 'bytes rot, and a restored store may lack what the database names' },
  {
    job: 'audit.publishHead',
    at: '00:10',
    why: 'what others have kept of the chain of records cannot be chained anew',
  },
  { job: 'operations.checkInvariants', at: '03:40', why: 'what must always hold is checked every night' },
  { job: 'operations.sweep', at: '04:10', why: 'old attempts and expired links go, marks are added up' },
];
