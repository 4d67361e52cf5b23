import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { CrossReviewAllotment } from './cross-review-allotment.entity.js';

/** The entrants of an entry owe reviews. Whether they still do, and whether they dropped out, is computed and not kept. */
@Entity('cross_review_duty')
@Unique('cross_review_duty_once', ['submissionId'])
@Check(
  'cross_review_excused_has_reason',
  "(excused_at IS NULL) = (excused_by_id IS NULL) AND (excused_at IS NULL) = (excuse_reason = '')",
)
export class CrossReviewDuty {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() allotmentId: string;
  @BelongsTo(() => CrossReviewAllotment) allotment: Relation<CrossReviewAllotment>;
  @Instant({ nullable: true }) nudgedAt: Date | null;
  @Instant({ nullable: true }) excusedAt: Date | null;
  @Ref({ nullable: true }) excusedById: string | null;
  @Text({ default: '' }) excuseReason: string;
  /** When its people were told that it dropped out. */
  @Instant({ nullable: true }) toldAt: Date | null;
  /** When its people were told that they can read what others wrote of it. */
  @Instant({ nullable: true }) commentsToldAt: Date | null;
  @Version() version: number;
}
