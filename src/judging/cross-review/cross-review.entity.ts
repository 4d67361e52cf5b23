import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { CrossReviewState } from '../../domain/judging/cross-review.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { CrossReviewDuty } from './cross-review-duty.entity.js';

/** The entrants of one entry review another, of another region and nomination. Once submitted, SQL refuses to change it. */
@Entity('cross_review')
@Unique('cross_review_once', ['reviewerId', 'submissionId'])
@Unique('cross_review_replaced_once', ['replacesId'])
@Index('cross_review_submission', ['submissionId'])
@Index('cross_review_of_duty', ['dutyId'])
@Check('cross_review_state_known', "state IN ('open', 'submitted', 'conflicted')")
@Check('cross_review_of_another', 'reviewer_id <> submission_id')
@Check('cross_review_comment_bounded', 'length(comment) <= 5000')
@Check(
  'cross_review_submitted_has_facts',
  "(state = 'submitted') = (submitted_at IS NOT NULL) AND (state <> 'submitted' OR (comment <> '' AND saved_by_id IS NOT NULL))",
)
@Check('cross_review_conflicted_has_reason', "(state = 'conflicted') = (reason <> '' AND ended_at IS NOT NULL)")
export class CrossReview {
  @Id() id: string;
  @Ref() dutyId: string;
  @BelongsTo(() => CrossReviewDuty) duty: Relation<CrossReviewDuty>;
  /** The entry whose entrants review. */
  @Ref() reviewerId: string;
  @BelongsTo(() => Submission) reviewer: Relation<Submission>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  /** What is read: the revision in force when it was allotted. */
  @Ref() revisionId: string;
  @BelongsTo(() => SubmissionRevision) revision: Relation<SubmissionRevision>;
  /** The place in the own list. */
  @Whole() position: number;
  /** The review that was given back and in whose place this one stands. */
  @Ref({ nullable: true }) replacesId: string | null;
  @Text({ default: 'open' }) state: CrossReviewState;
  @Text({ default: '' }) comment: string;
  /** Points by criterion id, as exact decimal strings. */
  @Json({ default: {} }) grades: Record<string, string>;
  /** Why it was given back. */
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) savedAt: Date | null;
  @Ref({ nullable: true }) savedById: string | null;
  @Instant({ nullable: true }) submittedAt: Date | null;
  @Instant({ nullable: true }) endedAt: Date | null;
  @Version() version: number;
}
