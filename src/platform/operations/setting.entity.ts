import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Json } from '../database/columns.js';

/** The few facts about the installation that processes share: the shifted clock, the last check of invariants. */
@Entity('setting')
export class Setting {
  @PrimaryColumn('text') key: string;
  @Json() value: unknown;
  @Instant() updatedAt: Date;
}
