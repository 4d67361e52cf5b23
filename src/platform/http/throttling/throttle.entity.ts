import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Whole } from '../../database/columns.js';

/** Counts attempts within a window, for all processes alike. */
@Entity('throttle')
export class Throttle {
  @PrimaryColumn('text') key: string;
  @Instant() windowStartedAt: Date;
  @Whole() attempts: number;
}
