import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Json, Text, Version } from '../../platform/database/columns.js';

/** The production calendar of one year: the days that differ from the plain week. */
@Entity('calendar_year')
export class CalendarYear {
  @PrimaryColumn('integer') year: number;
  /** Monday to Friday days that are not worked. */
  @Json() holidays: string[];
  /** Saturdays and Sundays that are worked. */
  @Json() workingWeekends: string[];
  @Text() source: string;
  @Text() status: string;
  @Instant({ nullable: true }) editedAt: Date | null;
  @Version() version: number;
}
