import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Json, Ref, Whole } from '../../platform/database/columns.js';

/** What an allotment came to; whoever doubts it computes it again by the seed. */
export interface AllotmentFigures {
  entries: number;
  pairs: number;
  /** Reviews that entries get, least and most, earlier allotments included. */
  least: number;
  most: number;
}

/** Entries were allotted to entrants for review, by a seed that everybody may see. SQL refuses to change or delete it. */
@Entity('cross_review_allotment')
@Index('cross_review_allotment_cycle', ['cycleId'])
@Check('cross_review_allotment_reviews_positive', 'reviews > 0')
export class CrossReviewAllotment {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Whole() seed: number;
  @Whole() reviews: number;
  @Json() figures: AllotmentFigures;
  @Instant() allottedAt: Date;
  @Ref({ nullable: true }) allottedById: string | null;
}
