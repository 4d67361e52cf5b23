import { Check, Column, Entity, type Relation } from 'typeorm';
import type { CountedBallot } from '../../domain/results/sittings/ballot.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version } from '../../platform/database/columns.js';
import { AgendaItem } from './agenda-item.entity.js';

/** A vote on a question. Closed, it has its counts and never changes. */
@Entity('ballot')
@Check('ballot_state_known', "state IN ('open', 'closed')")
@Check('ballot_closed_has_result', "(state = 'closed') = (result IS NOT NULL AND closed_at IS NOT NULL)")
@Check('ballot_has_question', "question <> ''")
export class Ballot {
  @Id() id: string;
  @Ref() agendaItemId: string;
  @BelongsTo(() => AgendaItem) agendaItem: Relation<AgendaItem>;
  @Text() question: string;
  @Column('boolean') secret: boolean;
  @Text({ default: 'open' }) state: 'open' | 'closed';
  @Json({ nullable: true }) result: CountedBallot | null;
  @Instant() openedAt: Date;
  @Instant({ nullable: true }) closedAt: Date | null;
  @Version() version: number;
}
