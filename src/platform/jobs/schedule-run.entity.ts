import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Text } from '../database/columns.js';

/** A recurring job: when it is due, when it was asked for, and how it ended. Instants are the database's. */
@Entity('schedule_run')
export class ScheduleRun {
  @PrimaryColumn('text') job: string;
  @Instant() dueAt: Date;
  @Instant({ nullable: true }) askedAt: Date | null;
  @Instant({ nullable: true }) endedAt: Date | null;
  @Instant({ nullable: true }) failedAt: Date | null;
  @Text({ default: '' }) error: string;
}
