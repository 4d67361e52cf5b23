import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Json, Ref, Text } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';
import type { ProtocolTwin } from '../../domain/results/protocols/protocol.js';

/** The protocol of a meeting as drawn up at an instant: its machine-readable twin and the twin's hash. Append-only. */
@Entity('protocol')
@Index('protocol_latest', ['cycleId', 'createdAt'])
@Check('protocol_hash_form', "hash ~ '^[0-9a-f]{64}$'")
export class Protocol {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Json() twin: ProtocolTwin;
  @Text() hash: string;
  @Instant() createdAt: Date;
  @Ref({ nullable: true }) createdById: string | null;
}
