import { Check, Column, Entity, Unique, type Relation } from 'typeorm';
import type { CountedBallot } from '../../domain/results/sittings/ballot.js';
import type { Motion } from '../../domain/results/sittings/motion.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { AgendaItem } from './agenda-item.entity.js';

/** A vote on a question. What it asks never changes; closed, it has its counts and stays as it is. */
@Entity('ballot')
@Unique('ballot_position_once', ['agendaItemId', 'position'])
@Check('ballot_state_known', "state IN ('open', 'closed')")
@Check('ballot_closed_has_result', "(state = 'closed') = (result IS NOT NULL AND closed_at IS NOT NULL)")
@Check('ballot_has_question', "question <> ''")
export class Ballot {
  @Id() id: string;
  @Ref() agendaItemId: string;
  @BelongsTo(() => AgendaItem) agendaItem: Relation<AgendaItem>;
  /** Which of its sitting it is; of two on the same the later says what is decided. */
  @Whole() position: number;
  @Text() question: string;
  /** What it is about, where it is about a decision. */
  @Json({ nullable: true }) motion: Motion | null;
  @Column('boolean') secret: boolean;
  @Text({ default: 'open' }) state: 'open' | 'closed';
  @Json({ nullable: true }) result: CountedBallot | null;
  @Instant() openedAt: Date;
  @Instant({ nullable: true }) closedAt: Date | null;
  @Version() version: number;
}
