import { describe, expect, it } from '@jest/globals';
import { publicationDueOn } from '../../../src/domain/cycles/publication-rules.js';

describe('the term of publication', () => {
  const calendar = { '2026': { holidays: ['2026-06-12'], workingWeekends: [] } };

  it.each([
    // domain: 2 and 5 calendar days, 7 working days after the protocol; 12 June 2026 is a holiday.
    [{ days: 2, kind: 'calendar' as const }, '2026-06-11'],
    [{ days: 5, kind: 'calendar' as const }, '2026-06-14'],
    [{ days: 7, kind: 'working' as const }, '2026-06-19'],
  ])('%j after 9 June 2026 ends on %s', (term, day) => {
    expect(publicationDueOn('2026-06-09', term, calendar)).toBe(day);
  });
});
