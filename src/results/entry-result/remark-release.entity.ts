import { Check, Column, Entity, Unique, type Relation } from 'typeorm';
import { Evaluation } from '../../judging/sheets/evaluation.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';

/** An expert's remark as the entrant reads it, or that it is not shown and why. Without this row nobody reads it. */
@Entity('remark_release')
@Unique('remark_release_once', ['evaluationId', 'criterionId'])
@Check('remark_release_hidden_has_reason', "shown OR reason <> ''")
export class RemarkRelease {
  @Id() id: string;
  @Ref() evaluationId: string;
  @BelongsTo(() => Evaluation) evaluation: Relation<Evaluation>;
  @Ref() criterionId: string;
  @Text() text: string;
  @Column('boolean') shown: boolean;
  @Text({ default: '' }) reason: string;
  @Ref() settledById: string;
  @Instant() settledAt: Date;
}
