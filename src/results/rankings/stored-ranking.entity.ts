import { Check, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { Id, Instant, Json, Ref, Text, Whole } from '../../platform/database/columns.js';

/** A ranking computed from frozen sheets: inputs by hash, every row explained. Append-only. */
@Entity('ranking')
@Index('ranking_latest', ['nominationId', 'computedAt'])
@Check('ranking_hash_form', "inputs_hash ~ '^[0-9a-f]{64}$'")
export class Ranking {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @ManyToOne(() => Nomination, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'nomination_id' })
  nomination: Relation<Nomination>;
  @Ref() editionId: string;
  /** What went in: criteria, entries, sheets, the rule. Canonical JSON of it has `inputsHash`. */
  @Json() inputs: Record<string, unknown>;
  @Text() inputsHash: string;
  @Json() rows: Record<string, unknown>[];
  @Whole() sheets: number;
  @Instant() computedAt: Date;
  @Ref({ nullable: true }) computedById: string | null;
}
