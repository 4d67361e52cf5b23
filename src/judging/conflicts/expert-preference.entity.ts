import { Check, Entity, Unique, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Ref, Whole } from '../../platform/database/columns.js';
import { Expert } from '../experts/expert.entity.js';

/** An entry that an expert would like to judge, or would rather not. */
@Entity('expert_preference')
@Unique('expert_preference_once', ['expertId', 'submissionId'])
@Check('expert_preference_known', 'preference IN (-1, 1)')
export class ExpertPreference {
  @Id() id: string;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Whole() preference: -1 | 1;
}
