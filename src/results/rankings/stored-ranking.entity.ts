import { Check, Entity, Index, type Relation } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RankingInput } from '../../domain/ranking/rank-entries.js';
import type { StoredRow } from '../../domain/results/rankings/stored-rows.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Whole } from '../../platform/database/columns.js';

/** A ranking computed from frozen sheets: inputs by hash, every row explained in `ranking_row`. Append-only. */
@Entity('ranking')
@Index('ranking_latest', ['nominationId', 'computedAt'])
@Check('ranking_hash_form', "inputs_hash ~ '^[0-9a-f]{64}$'")
export class StoredRanking {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Ref() editionId: string;
  /** What went in: criteria, entries, sheets, the rule. Canonical JSON of it has `inputsHash`. */
  @Json() inputs: RankingInput;
  @Text() inputsHash: string;
  @Whole() sheets: number;
  @Instant() computedAt: Date;
  @Ref({ nullable: true }) computedById: string | null;
  /** The versions of what it was computed from; see `inputs-seen`. One of before they were kept has none. */
  @Text({ nullable: true }) seen: string | null;
}

/** A ranking with its rows, in their order: those with a place, then those without. */
export type WholeRanking = StoredRanking & { rows: StoredRow[] };
