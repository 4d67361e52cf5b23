import { readFileSync } from 'node:fs';
import { plusDays } from '../../../src/domain/kernel/local-day.js';
import {
  addWorkingDays,
  isWorkingDay,
  type ProductionCalendar,
  returnDueAt,
} from '../../../src/domain/cycles/production-calendar.js';

type Year = ProductionCalendar[string] & { workingDays: number };
const calendar = JSON.parse(readFileSync('data/production-calendar.json', 'utf8')) as Record<string, Year>;

function workingDaysOf(year: string, specialDays: 'working' | 'off'): number {
  let count = 0;
  for (let day = `${year}-01-01`; day.startsWith(year); day = plusDays(day, 1))
    if (isWorkingDay(day, calendar, { specialDays })) count += 1;
  return count;
}

describe('the production calendar', () => {
  it('has as many working days as the official totals of every year', () => {
    for (const [year, { workingDays }] of Object.entries(calendar))
      expect([year, workingDaysOf(year, 'working')]).toEqual([year, workingDays]);
  });

  // 29 working days fell away in 2020 and 7 in 2021: counted from the decrees, independently of this program (data/).
  it.each([
    ['2020', 219],
    ['2021', 240],
  ])('has %s with %d working days when the decreed days are days off', (year, days) => {
    expect(workingDaysOf(year, 'off')).toBe(days);
  });

  it('works on a moved Saturday and rests on the day it was moved to', () => {
    expect(isWorkingDay('2018-04-28', calendar)).toBe(true);
    expect(isWorkingDay('2018-04-30', calendar)).toBe(false);
  });

  it('steps over the New Year holidays', () => {
    expect(addWorkingDays('2018-12-28', 1, calendar)).toBe('2018-12-29');
    expect(addWorkingDays('2018-12-29', 1, calendar)).toBe('2019-01-09');
  });

  it('refuses to guess a year that it does not have', () => {
    expect(() => isWorkingDay('2035-01-09', calendar)).toThrow('calendar-missing');
  });
});

describe('the term of a returned entry', () => {
  const term = {
    stageClosesAt: new Date('2019-09-01T00:00:00+03:00'),
    timeZone: 'Europe/Moscow',
    calendar,
    workingDays: 5,
  };

  // docs/rules.md §5: returned on Wednesday 28 August 2019, due at the end of 31 August and not on 4 September.
  it.each([
    ['2019-08-28T12:00:00+03:00', '2019-09-01T00:00:00+03:00'],
    ['2019-08-19T12:00:00+03:00', '2019-08-27T00:00:00+03:00'],
    ['2019-08-16T23:30:00+03:00', '2019-08-24T00:00:00+03:00'],
    ['2019-08-17T00:10:00+03:00', '2019-08-24T00:00:00+03:00'],
  ])('returned at %s is due at %s', (returned, due) => {
    expect(returnDueAt({ ...term, returnedAt: new Date(returned) })).toEqual(new Date(due));
  });
});
