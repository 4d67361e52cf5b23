import { Injectable } from '@nestjs/common';
import { CalendarYear } from '../cycles/reference/calendar-year.entity.js';
import { listCalendar } from '../cycles/reference/reference.queries.js';
import { mustHaveRole, type Actor } from '../domain/kernel/actor.js';
import { isDay, weekdayOf } from '../domain/kernel/local-day.js';
import { Refusal, type FieldProblem } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record } from '../platform/database/save.js';

export interface CalendarInput {
  holidays: string[];
  workingWeekends: string[];
  source: string;
}

/** The production calendar, by which terms in working days are counted. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor): Promise<CalendarYear[]> {
    mustHaveRole(actor, ['admin']);
    return listCalendar(this.db.reader);
  }

  async find(actor: Actor, year: number): Promise<CalendarYear | null> {
    mustHaveRole(actor, ['admin']);
    return this.db.reader.findOneBy(CalendarYear, { year });
  }

  /** Writes a year, new or known; `version` is what the sender began from. Terms already given stay as given. */
  async edit(actor: Actor, year: number, version: number, input: CalendarInput): Promise<void> {
    mustHaveRole(actor, ['admin']);
    const problems = [
      ...faults('/holidays', input.holidays, year, (weekday) => weekday <= 5),
      ...faults('/workingWeekends', input.workingWeekends, year, (weekday) => weekday > 5),
    ];
    if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const known = await tx.findOne(CalendarYear, { where: { year }, lock: { mode: 'pessimistic_write' } });
      if ((known?.version ?? 0) !== version)
        throw new Refusal({
          code: 'stale-edit',
          yours: input,
          theirs: known,
          version: known?.version ?? 0,
          changedBy: null,
          changedAt: known?.editedAt ?? now,
        });
      const sorted = { holidays: inOrder(input.holidays), workingWeekends: inOrder(input.workingWeekends) };
      const values = { ...sorted, source: input.source, editedAt: now };
      await tx.upsert(CalendarYear, { year, status: known?.status ?? 'edited', ...values, version: version + 1 }, [
        'year',
      ]);
      const before = known && {
        holidays: known.holidays,
        workingWeekends: known.workingWeekends,
        source: known.source,
      };
      const deed = { actor, action: 'edit', now };
      const after = { ...sorted, source: input.source };
      await record(tx, deed, { subjectType: 'calendar_year', subjectId: String(year), before, after });
    });
  }
}

const inOrder = (days: string[]): string[] => [...new Set(days)].sort();

/** Days must be of the year, and of the part of the week that they except. */
function faults(pointer: string, days: string[], year: number, fits: (weekday: number) => boolean): FieldProblem[] {
  const wrong = days.filter((day) => !isDay(day) || !day.startsWith(`${year}-`) || !fits(weekdayOf(day)));
  return wrong.length > 0 ? [{ pointer, rule: 'calendar-days', values: { days: wrong.join(', ') } }] : [];
}
