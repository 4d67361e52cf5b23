import { Check, Entity, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** An entry from which somebody who runs the cycle keeps away: it does not exist for that person's role. */
@Entity('staff_conflict')
@Unique('staff_conflict_once', ['userId', 'submissionId'])
@Check('staff_conflict_has_reason', "reason <> ''")
export class StaffConflict {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() reason: string;
  @Ref({ nullable: true }) declaredById: string | null;
  @Instant() createdAt: Date;
}
