import { Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Json, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Evaluation } from '../sheets/evaluation.entity.js';

/** A sheet as it became at an instant by being submitted, reopened, set aside or restored. SQL writes it; rows never change. */
@Entity('evaluation_version')
@Unique('evaluation_version_once', ['evaluationId', 'number'])
export class EvaluationVersion {
  @Id() id: string;
  @Ref() evaluationId: string;
  @BelongsTo(() => Evaluation) evaluation: Relation<Evaluation>;
  @Whole() number: number;
  @Text() state: Evaluation['state'];
  @Ref() revisionId: string;
  @Json() scores: Record<string, string>;
  @Json() cannotJudge: string[];
  @Json() remarks: Record<string, string>;
  @Text() note: string;
  @Text() reason: string;
  @Instant({ nullable: true }) submittedAt: Date | null;
  @Instant() at: Date;
}
