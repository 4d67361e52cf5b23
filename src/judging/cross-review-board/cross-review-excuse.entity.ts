import { Check, Entity, Index, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { CrossReviewDuty } from '../cross-review/cross-review-duty.entity.js';

/** An excuse was given or taken back, and why. The duty says how it stands now. SQL refuses to change or delete it. */
@Entity('cross_review_excuse')
@Index('cross_review_excuse_duty', ['dutyId'])
@Check('cross_review_excuse_kind_known', "kind IN ('given', 'taken-back')")
@Check('cross_review_excuse_has_reason', "reason <> ''")
export class CrossReviewExcuse {
  @Id() id: string;
  @Ref() dutyId: string;
  @BelongsTo(() => CrossReviewDuty) duty: Relation<CrossReviewDuty>;
  @Text() kind: 'given' | 'taken-back';
  @Text() reason: string;
  @Instant() at: Date;
  @Ref() byId: string;
}
