import { Check, Entity, Unique, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Protocol } from '../protocols/protocol.entity.js';

/**
 * What the public reads: a numbered snapshot that nobody can change, visible from its instant on. SQL refuses it without
 * two different approvers of its protocol.
 */
@Entity('publication')
@Unique('publication_number_once', ['cycleId', 'number'])
@Check('publication_hash_form', "hash ~ '^[0-9a-f]{64}$'")
@Check('publication_later_has_reason', "number = 1 OR reason <> ''")
@Check('publication_overdue_has_reason', "snapshot->>'overdue' IS NULL OR reason <> ''")
export class Publication {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Whole() number: number;
  @Ref() protocolId: string;
  @BelongsTo(() => Protocol) protocol: Relation<Protocol>;
  @Json() snapshot: Record<string, unknown>;
  @Text() hash: string;
  /** Nothing of the snapshot is shown, counted, sent or searched before. */
  @Instant() publishAt: Date;
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Ref() createdById: string;
}
