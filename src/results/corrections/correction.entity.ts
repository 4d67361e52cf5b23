import { Check, Entity, Index, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { CorrectionChange } from '../../domain/ranking/input.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version } from '../../platform/database/columns.js';
import { Appeal } from '../appeals/appeal.entity.js';
import { StoredRanking } from '../rankings/stored-ranking.entity.js';

/**
 * What is to be set right in a ranking, prepared until two people approve it. SQL refuses to apply it without them and to
 * change it afterwards; one that was only prepared may go, and the audit record keeps it.
 */
@Entity('correction')
@Index('correction_one_prepared', ['nominationId'], { unique: true, where: "state = 'prepared'" })
@Index('correction_cycle', ['cycleId'])
@Check('correction_state_known', "state IN ('prepared', 'applied')")
@Check('correction_has_ground', "ground <> ''")
@Check('correction_has_changes', 'jsonb_array_length(changes) > 0')
@Check('correction_hash_form', "hash ~ '^[0-9a-f]{64}$'")
@Check('correction_applied_has_instant', "(state = 'applied') = (applied_at IS NOT NULL)")
export class Correction {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  /** The ranking that it sets right. */
  @Ref() rankingId: string;
  @BelongsTo(() => StoredRanking) ranking: Relation<StoredRanking>;
  /** The appeal that it answers. */
  @Ref({ nullable: true }) appealId: string | null;
  @BelongsTo(() => Appeal) appeal: Relation<Appeal> | null;
  @Text({ default: 'prepared' }) state: 'prepared' | 'applied';
  @Text() ground: string;
  @Json() changes: CorrectionChange[];
  /** SHA-256 of the inputs as they would be counted; what people approve. */
  @Text() hash: string;
  @Ref() preparedById: string;
  @Instant() preparedAt: Date;
  @Instant({ nullable: true }) appliedAt: Date | null;
  @Version() version: number;
}
