import { type Day, dayOf, endOfDay, plusDays, weekdayOf } from '../kernel/local-day.js';
import { Refusal } from '../kernel/refusal.js';

/** One year: the days that differ from the plain week. Rows of the table and of `data/production-calendar.json` fit. */
export interface CalendarYear {
  /** Non-working Mondays to Fridays. */
  holidays: readonly Day[];
  /** Saturdays and Sundays that are worked. */
  workingWeekends: readonly Day[];
  /** Days declared non-working by presidential decree, both ends included. */
  special?: readonly { from: Day; to: Day }[];
}

/** The federal calendar of the five-day week, keyed by year. */
export type ProductionCalendar = Readonly<Record<string, CalendarYear>>;

/** The calendar made of rows that name their year. */
export function calendarOf(years: readonly (CalendarYear & { year: number })[]): ProductionCalendar {
  return Object.fromEntries(years.map((row) => [String(row.year), row]));
}

/** Whether the decreed non-working days of 2020–2021 count as days off; courts held that by themselves they do not. */
export interface WorkingDayRule {
  specialDays: 'working' | 'off';
}

const usualRule: WorkingDayRule = { specialDays: 'working' };

/**
 * Rules §5. A working day is a Monday to Friday that is no holiday, or a weekend day that is worked.
 * Refuses with `calendar-missing` where the year is not in the calendar: a term is never guessed.
 */
export function isWorkingDay(day: Day, calendar: ProductionCalendar, rule: WorkingDayRule = usualRule): boolean {
  const year = calendar[day.slice(0, 4)];
  if (!year) throw new Refusal({ code: 'calendar-missing', year: day.slice(0, 4) });
  if (rule.specialDays === 'off' && year.special?.some(({ from, to }) => from <= day && day <= to)) return false;
  return weekdayOf(day) > 5 ? year.workingWeekends.includes(day) : !year.holidays.includes(day);
}

/** Rules §5. The `count`-th working day after `day`; `day` itself is not counted (Civil Code, article 191). */
export function addWorkingDays(
  day: Day,
  count: number,
  calendar: ProductionCalendar,
  rule: WorkingDayRule = usualRule,
): Day {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = plusDays(reached, 1);
    if (isWorkingDay(reached, calendar, rule)) left -= 1;
  }
  return reached;
}

export interface ReturnTerm {
  returnedAt: Date;
  stageClosesAt: Date;
  timeZone: string;
  calendar: ProductionCalendar;
  workingDays: number;
  rule?: WorkingDayRule;
}

/**
 * Rules §5. A returned entry is mended within `workingDays` working days, counted from the day after the return, until
 * the end of the last of them in the contest's zone, and never past the end of the stage. The result is an instant
 * that is itself outside the term, as with stages.
 */
export function returnDueAt(term: ReturnTerm): Date {
  const lastDay = addWorkingDays(dayOf(term.returnedAt, term.timeZone), term.workingDays, term.calendar, term.rule);
  const due = endOfDay(lastDay, term.timeZone);
  return due < term.stageClosesAt ? due : term.stageClosesAt;
}
