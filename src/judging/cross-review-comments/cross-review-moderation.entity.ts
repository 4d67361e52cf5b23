import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { ModerationState } from '../../domain/judging/cross-review-comments.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { CrossReview } from '../cross-review/cross-review.entity.js';

/** What the organizer decided about a comment: whether the entrants of the entry read it. Without a row nobody has read it yet. */
@Entity('cross_review_moderation')
@Unique('cross_review_moderation_once', ['reviewId'])
@Check('cross_review_moderation_state_known', "state IN ('passed', 'held')")
@Check('cross_review_held_has_reason', "(state = 'held') = (reason <> '')")
export class CrossReviewModeration {
  @Id() id: string;
  @Ref() reviewId: string;
  @BelongsTo(() => CrossReview) review: Relation<CrossReview>;
  @Text() state: ModerationState;
  /** Why it is held back; for those who run the cycle. */
  @Text({ default: '' }) reason: string;
  @Instant() moderatedAt: Date;
  @Ref() moderatedById: string;
  @Version() version: number;
}
