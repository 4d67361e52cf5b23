import { Check, Entity, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Id, Ref, Whole } from '../../platform/database/columns.js';
import { Expert } from '../experts/expert.entity.js';

/** An entry that an expert would like to judge, or would rather not. */
@Entity('expert_preference')
@Unique('expert_preference_once', ['expertId', 'submissionId'])
@Check('expert_preference_known', 'preference IN (-1, 1)')
export class ExpertPreference {
  @Id() id: string;
  @Ref() expertId: string;
  @ManyToOne(() => Expert, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'expert_id' }) expert: Relation<Expert>;
  @Ref() submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'submission_id' })
  submission: Relation<Submission>;
  @Whole() preference: -1 | 1;
}
