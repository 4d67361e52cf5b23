import { isAhead, mustHaveCome } from '../../../../src/domain/results/sittings/sitting-day.js';
import { refusalOf } from '../../../support/refusal-of.js';

describe('the day of a sitting', () => {
  it.each([
    ['the day before', '2027-01-19T20:59:59Z', 'Europe/Moscow', true],
    ['its first instant', '2027-01-19T21:00:00Z', 'Europe/Moscow', false],
    ['where the day comes earlier', '2027-01-19T12:00:00Z', 'Asia/Kamchatka', false],
    ['days after it', '2027-02-01T09:00:00Z', 'Europe/Moscow', false],
  ])('%s', (_name, now, timeZone, ahead) => {
    const sitting = { heldOn: '2027-01-20', timeZone };
    expect(isAhead(sitting, new Date(now))).toBe(ahead);
    const refusal = refusalOf(() => mustHaveCome(sitting, new Date(now)));
    expect(refusal).toEqual(ahead ? { code: 'sitting-ahead', heldOn: '2027-01-20' } : undefined);
  });
});
