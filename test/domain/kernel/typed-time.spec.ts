import { dayFromTyped, instantFromTyped } from '../../../src/domain/kernel/typed-time.js';

const zone = 'Asia/Yekaterinburg'; // five hours before UTC all the year

describe('an instant as people type it', () => {
  it.each([
    ['2026-02-10T09:00:00+03:00', '2026-02-10T06:00:00Z'],
    ['2026-02-10T09:00:00.250Z', '2026-02-10T09:00:00Z'],
    ['2026-02-10T09:00', '2026-02-10T04:00:00Z'],
    ['2026-02-10 9:05', '2026-02-10T04:05:00Z'],
    ['2026/02/10 09:00:30', '2026-02-10T04:00:30Z'],
    ['10.02.2026 09:00', '2026-02-10T04:00:00Z'],
    ['10.2.26 9.00', '2026-02-10T04:00:00Z'],
    ['10/02/2026, 09:00', '2026-02-10T04:00:00Z'],
    ['10.02.2026 09:00 (МСК)', '2026-02-10T06:00:00Z'],
    ['10.02.2026 09:00 МСК', '2026-02-10T06:00:00Z'],
    ['10.02.2026 09:00 UTC+7', '2026-02-10T02:00:00Z'],
    ['10.02.2026 09:00 +0530', '2026-02-10T03:30:00Z'],
    ['10 февраля 2026 г. в 9:00', '2026-02-10T04:00:00Z'],
    ['10 мая 2026 года', '2026-05-09T19:00:00Z'],
    ['10\u00a0фев\u00a02026', '2026-02-09T19:00:00Z'],
    ['10 февраля 2026 в 9ч05', '2026-02-10T04:05:00Z'],
    ['10-Feb-2026 09:00', '2026-02-10T04:00:00Z'],
    ['10.02.2026', '2026-02-09T19:00:00Z'],
  ])('%j is %s', (typed, instant) => {
    expect(instantFromTyped(typed, zone)?.toISOString().replace('.000', '')).toBe(instant);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('is refused after the last day of month %d', (month) => {
    const last = new Date(Date.UTC(2027, month, 0)).getUTCDate();
    const mm = String(month).padStart(2, '0');
    expect(instantFromTyped(`${last}.${mm}.2027 10:00`, zone)).not.toBeNull();
    expect(instantFromTyped(`${last + 1}.${mm}.2027 10:00`, zone)).toBeNull();
    expect(instantFromTyped(`2027-${mm}-${last + 1}T10:00:00+03:00`, zone)).toBeNull();
  });

  it.each([
    '2026-11-31T10:15:00+03:00',
    '2027-02-29T10:00:00+03:00',
    '30 февраля 2026',
    '2026-02-10T24:00:00Z',
    '10.02.2026 25:00',
    '10.02.2026 09:60',
    '10.02.2026 09:00:60',
    '10.02.2026 09:00 Марс',
    '10.02.2026 09:00 +15:00',
    '10.13.2026',
    '00.02.2026',
    '10.02.0026',
    '10.02.9999',
    '45000',
    'вчера',
    '10 brumaire 2026',
    '',
    '1'.repeat(100_000),
  ])('%j is none', (typed) => {
    expect(instantFromTyped(typed, zone)).toBeNull();
  });
});

describe('a day as people type it', () => {
  it.each([
    ['10.02.2026', '2026-02-10'],
    ['2026-02-10', '2026-02-10'],
    ['1 мая 2025', '2025-05-01'],
    ['3 March 2025', '2025-03-03'],
    ['10.02.2026 09:00', null],
    ['29.02.2027', null],
  ])('%j is %j', (typed, day) => {
    expect(dayFromTyped(typed)).toBe(day);
  });
});
