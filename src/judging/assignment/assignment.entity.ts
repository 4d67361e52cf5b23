import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Expert } from '../experts/expert.entity.js';

/** An expert is to judge an entry. */
@Entity('assignment')
@Unique('assignment_once', ['expertId', 'submissionId'])
@Index('assignment_submission', ['submissionId'])
@Index('assignment_queue', ['expertId', 'position'])
@Index('assignment_extra_once', ['submissionId'], { unique: true, where: "kind = 'extra' AND state = 'active'" })
@Check('assignment_kind_known', "kind IN ('planned', 'extra')")
@Check('assignment_state_known', "state IN ('active', 'recused', 'replaced')")
@Check('assignment_ended_has_reason', "state = 'active' OR (reason <> '' AND ended_at IS NOT NULL)")
export class Assignment {
  @Id() id: string;
  @Ref() planId: string;
  @BelongsTo(() => AssignmentPlan) plan: Relation<AssignmentPlan>;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  /** The place in the expert's own queue: a seeded random order, so that the alphabet favours nobody. */
  @Whole() position: number;
  /** `extra`: asked because the planned experts differed too much. */
  @Text({ default: 'planned' }) kind: 'planned' | 'extra';
  @Text({ default: 'active' }) state: 'active' | 'recused' | 'replaced';
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) endedAt: Date | null;
}
