import { Check, Entity, PrimaryColumn } from 'typeorm';
import { Whole } from '../database/columns.js';

/** A minute in which a process of the program was at work: so many answers, and how many of them were its own failures. */
@Entity('service_minute')
@Check('service_minute_whole', "minute = date_trunc('minute', minute, 'UTC')")
@Check('service_minute_counts', 'answered >= 0 AND failed >= 0')
export class ServiceMinute {
  @PrimaryColumn('timestamptz') minute: Date;
  @Whole() answered: number;
  @Whole() failed: number;
}
