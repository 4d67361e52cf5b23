import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Assignment } from '../assignment/assignment.entity.js';

/** The sheets of an entry differ too much: an extra expert is waited for, or was given. */
@Entity('divergence')
@Unique('divergence_once', ['submissionId'])
@Check('divergence_state_known', "state IN ('waiting', 'assigned', 'gone')")
@Check('divergence_assigned_has_assignment', "(state = 'assigned') = (assignment_id IS NOT NULL)")
export class Divergence {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text({ default: 'waiting' }) state: 'waiting' | 'assigned' | 'gone';
  /** Null: the totals differ. */
  @Ref({ nullable: true }) criterionId: string | null;
  /** Points, exact. */
  @Text() difference: string;
  @Text() above: string;
  @Instant() foundAt: Date;
  @Ref({ nullable: true }) assignmentId: string | null;
  @BelongsTo(() => Assignment) assignment: Relation<Assignment> | null;
  @Instant({ nullable: true }) settledAt: Date | null;
}
