import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { RankingWorth, WorthSettings } from '../../domain/results/rankings/ranking-worth.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Whole } from '../../platform/database/columns.js';
import { StoredRanking } from '../rankings/stored-ranking.entity.js';

/** What a stored ranking is worth, computed from its frozen inputs with one seed. Append-only; decides no place. */
@Entity('weighing')
@Unique('weighing_once', ['rankingId', 'seed'])
@Check('weighing_hash_form', "inputs_hash ~ '^[0-9a-f]{64}$' AND result_hash ~ '^[0-9a-f]{64}$'")
export class Weighing {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @Ref() rankingId: string;
  @BelongsTo(() => StoredRanking) ranking: Relation<StoredRanking>;
  @Whole() seed: number;
  /** What was asked beside the ranking: the boundary, the resamplings, who could be asked for another sheet. */
  @Json() settings: WorthSettings;
  /** SHA-256 of the ranking's inputs hash and the settings. */
  @Text() inputsHash: string;
  @Json() result: RankingWorth;
  @Text() resultHash: string;
  @Instant() computedAt: Date;
  @Ref({ nullable: true }) computedById: string | null;
}
