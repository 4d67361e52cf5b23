import { Check, Entity, Index, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Outcome } from '../../domain/cycles/outcome.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { Ballot } from '../sittings/ballot.entity.js';

/** A body's decision that in a nomination a kind is awarded to nobody. SQL refuses it beside an award of the kind. */
@Entity('not_awarded')
@Index('not_awarded_once', { synchronize: false })
@Check(
  'not_awarded_outcome_known',
  "outcome IN ('winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'regional-laureate')",
)
@Check('not_awarded_region_of_regional', "(outcome = 'regional-laureate') = (region_code IS NOT NULL)")
@Check('not_awarded_has_reason', "reason <> ''")
export class NotAwarded {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Text() outcome: Outcome;
  @Text({ nullable: true }) regionCode: string | null;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Text() reason: string;
  @Text({ default: '' }) despite: string;
  /** The ballot that carried it; null where none was held on it. */
  @Ref({ nullable: true }) ballotId: string | null;
  @BelongsTo(() => Ballot) ballot: Relation<Ballot> | null;
  @Ref() decidedById: string;
  @Instant() decidedAt: Date;
}
