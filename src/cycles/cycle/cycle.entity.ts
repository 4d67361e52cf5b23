import { Check, Entity, Index } from 'typeorm';
import { Flag, Id, Instant, Text, Version, Whole } from '../../platform/database/columns.js';
import { homeZone } from '../../domain/kernel/local-day.js';

/** A year's competition. Its rules are in the regulation edition, its dates in the stages. */
@Entity('cycle')
@Index('cycle_year_once', ['year'], { unique: true, where: "state <> 'cancelled'" })
@Check('cycle_state_known', "state IN ('draft', 'announced', 'completed', 'cancelled')")
@Check('cycle_grace_short', 'grace_minutes BETWEEN 0 AND 60')
@Check('cycle_year_sane', 'year BETWEEN 2000 AND 2100')
export class Cycle {
  @Id() id: string;
  @Whole() year: number;
  @Text() title: string;
  @Text({ default: 'draft' }) state: 'draft' | 'announced' | 'completed' | 'cancelled';
  @Text({ default: homeZone }) timeZone: string;
  /** Where the entries come from a generator, every page says so. */
  @Flag() generated: boolean;
  /** What is known of a past cycle and what is not, with its sources. */
  @Text({ default: '' }) note: string;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) announcedAt: Date | null;
  /** For staff alone: so long after the close a sending that was begun in time still counts. */
  @Whole({ default: 0 }) graceMinutes: number;
  @Version() version: number;
}
