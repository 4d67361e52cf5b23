import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { Outcome } from '../../domain/cycles/outcome.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Flag, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { DecisionBatch } from './decision-batch.entity.js';
import { EntryWithdrawal } from './entry-withdrawal.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { Ballot } from '../sittings/ballot.entity.js';
import { StoredRanking } from '../rankings/stored-ranking.entity.js';

/**
 * A decision of a body on an entry. SQL refuses one without a meeting with a quorum, a decider, a basis and a reason, and
 * one that passes a better place over without a word of its own. A decision is taken back, never edited.
 */
@Entity('award')
@Unique('award_once', ['submissionId', 'outcome'])
@Index('award_nomination', ['nominationId'])
@Index('award_regional_once', ['nominationId', 'regionCode'], { unique: true, where: "outcome = 'regional-laureate'" })
@Index('award_reserve_order_once', ['nominationId', 'reserveOrder'], { unique: true, where: "outcome = 'reserve'" })
@Check(
  'award_outcome_known',
  "outcome IN ('winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'reserve', 'regional-laureate', 'recommended')",
)
@Check('award_has_reason', "reason <> ''")
@Check('award_has_basis', "ranking_id IS NOT NULL OR outcome = 'regional-laureate'")
@Check('award_region_of_regional', "(outcome = 'regional-laureate') = (region_code IS NOT NULL)")
@Check(
  'award_reserve_has_order',
  "(outcome = 'reserve' OR follows_id IS NOT NULL) = (reserve_order IS NOT NULL) AND (reserve_order IS NULL OR reserve_order > 0)",
)
@Check('award_departure_has_own_reason', "NOT departure OR own_reason <> ''")
export class Award {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() outcome: Outcome;
  @Text() reason: string;
  /** The ranking that the body had before it, and the place in it; a region decides without one. */
  @Ref({ nullable: true }) rankingId: string | null;
  @BelongsTo(() => StoredRanking) ranking: Relation<StoredRanking> | null;
  @Whole({ nullable: true }) place: number | null;
  /** The region whose laureate it is. */
  @Text({ nullable: true }) regionCode: string | null;
  /** Which of the reserve it is, or was before it followed another. */
  @Whole({ nullable: true }) reserveOrder: number | null;
  /** Whether a better place was passed over, and what the body said of this entry alone. */
  @Flag() departure: boolean;
  @Text({ default: '' }) ownReason: string;
  /** Why the body did not wait for the sheets that were missing for a place. */
  @Text({ default: '' }) despite: string;
  /** The withdrawal that it followed from the reserve. */
  @Ref({ nullable: true }) followsId: string | null;
  @BelongsTo(() => EntryWithdrawal) follows: Relation<EntryWithdrawal> | null;
  /** The list with which it was applied. */
  @Ref({ nullable: true }) batchId: string | null;
  @BelongsTo(() => DecisionBatch) batch: Relation<DecisionBatch> | null;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  /** The ballot that carried it; null where none was held on it. */
  @Ref({ nullable: true }) ballotId: string | null;
  @BelongsTo(() => Ballot) ballot: Relation<Ballot> | null;
  @Ref() decidedById: string;
  @Instant() decidedAt: Date;
}
