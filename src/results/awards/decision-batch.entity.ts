import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { BatchItem, BatchState, SkippedNomination } from '../../domain/results/decisions/decision-batch.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** Decisions that wait until a second person applies them whole. SQL keeps the list and its preparer as they are. */
@Entity('decision_batch')
@Index('decision_batch_cycle', ['cycleId', 'preparedAt'])
@Check('decision_batch_source_known', "source IN ('proposals', 'table')")
@Check('decision_batch_state_known', "state IN ('pending', 'applied', 'cancelled')")
@Check('decision_batch_hash_form', "hash ~ '^[0-9a-f]{64}$'")
@Check('decision_batch_has_items', "jsonb_typeof(items) = 'array' AND jsonb_array_length(items) > 0")
@Check('decision_batch_second_person', 'applied_by_id IS NULL OR applied_by_id <> prepared_by_id')
@Check(
  'decision_batch_applied_has_facts',
  "(state = 'applied') = (applied_by_id IS NOT NULL AND applied_at IS NOT NULL)",
)
@Check(
  'decision_batch_cancelled_has_facts',
  "(state = 'cancelled') = (cancelled_by_id IS NOT NULL AND cancelled_at IS NOT NULL AND reason <> '')",
)
export class DecisionBatch {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Text() source: 'proposals' | 'table';
  /** The file that it came from. */
  @Text({ default: '' }) name: string;
  @Text({ default: '' }) ground: string;
  @Text({ default: '' }) despite: string;
  @Json() items: BatchItem[];
  /** Decisions that stood when it was prepared and give way to it, by id. */
  @Json({ default: [] }) replaces: string[];
  /** Nominations for which the rules propose nobody, and why. */
  @Json({ default: [] }) skipped: SkippedNomination[];
  /** SHA-256 of the canonical list. */
  @Text() hash: string;
  @Text({ default: 'pending' }) state: BatchState;
  @Ref() preparedById: string;
  @Text() preparedByName: string;
  @Instant() preparedAt: Date;
  @Ref({ nullable: true }) appliedById: string | null;
  @Text({ default: '' }) appliedByName: string;
  @Instant({ nullable: true }) appliedAt: Date | null;
  @Ref({ nullable: true }) cancelledById: string | null;
  @Instant({ nullable: true }) cancelledAt: Date | null;
  /** Why it was cancelled. */
  @Text({ default: '' }) reason: string;
  @Version() version: number;
}
