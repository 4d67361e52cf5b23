import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { outcomeOf, triedForMs } from '../../../src/notifications/delivery-outcome.js';

const failed = (message: string, facts: object = {}) => Object.assign(new Error(message), facts);
const minute = 60_000;

/** What a server or the way to it says, and what becomes of the letter. */
const table: [why: string, error: Error, cause: string, goesAgain: boolean][] = [
  ['nobody listens', failed('connect ECONNREFUSED', { code: 'ESOCKET' }), 'unreachable', true],
  ['the name is unknown', failed('getaddrinfo ENOTFOUND', { code: 'EDNS' }), 'unreachable', true],
  ['no greeting in time', failed('Greeting never received', { code: 'ETIMEDOUT' }), 'unreachable', true],
  ['the service closes', failed('421 closing', { responseCode: 421 }), 'unreachable', true],
  ['our password is wrong', failed('535 bad', { responseCode: 535, code: 'EAUTH' }), 'unreachable', true],
  ['it wants us to sign in', failed('530 sign in', { responseCode: 530 }), 'unreachable', true],
  ['too many letters today', failed('454 quota', { responseCode: 454 }), 'unreachable', true],
  ['come back later', failed('450 greylisted', { responseCode: 450 }), 'put-off', true],
  ['the mailbox is full', failed('452 full', { responseCode: 452 }), 'put-off', true],
  ['no such mailbox', failed('550 unknown', { responseCode: 550 }), 'refused', false],
  ['taken for spam', failed('554 spam', { responseCode: 554 }), 'refused', false],
  ['its link is over', new Refusal({ code: 'link-expired' }), 'unwritable', false],
];

test.each(table)('%s', (_why, error, cause, goesAgain) => {
  const outcome = outcomeOf({ id: 'a', attempts: 1 }, error, 0);
  expect(outcome).toMatchObject({ cause, state: goesAgain ? 'waiting' : 'failed' });
  expect(outcome.retryMs !== null).toBe(goesAgain);
});

test('A letter that went has nothing to say', () => {
  const sent = { id: 'a', state: 'sent', cause: '', error: '', retryMs: null };
  expect(outcomeOf({ id: 'a', attempts: 3 }, null, 0)).toEqual(sent);
});

test('An outage of a day loses no letter, however often it was tried; one that lasts longer than three days does', () => {
  const down = failed('connect ECONNREFUSED', { code: 'ESOCKET' });
  expect(outcomeOf({ id: 'a', attempts: 400 }, down, 24 * 60 * minute).state).toBe('waiting');
  expect(outcomeOf({ id: 'a', attempts: 400 }, down, triedForMs).state).toBe('waiting');
  expect(outcomeOf({ id: 'a', attempts: 400 }, down, triedForMs + 1).state).toBe('failed');
});

test('Rests double from two seconds up to five minutes for a server that is away, an hour for one that puts off', () => {
  const rests = (error: Error) =>
    [1, 2, 3, 9, 30, 5000].map((attempts) => outcomeOf({ id: 'a', attempts }, error, 0).retryMs);
  expect(rests(failed('away', { code: 'ESOCKET' }))).toEqual([2000, 4000, 8000, 300_000, 300_000, 300_000]);
  expect(rests(failed('later', { responseCode: 450 }))).toEqual([2000, 4000, 8000, 512_000, 3_600_000, 3_600_000]);
});
