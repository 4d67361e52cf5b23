import { Check, Entity, Index, type Relation } from 'typeorm';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { User } from '../../accounts/users/user.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { BelongsTo, Id, Instant, Ref } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** That an entry came after its close and was not taken. SQL refuses to change or delete it; a later extension revives nothing. */
@Entity('late_refusal')
@Index('late_refusal_of_entry_once', ['submissionId', 'closesAt'], { unique: true, where: 'submission_id IS NOT NULL' })
@Index('late_refusal_at_once_once', ['organisationId', 'nominationId', 'closesAt'], {
  unique: true,
  where: 'submission_id IS NULL',
})
@Index('late_refusal_cycle', ['cycleId', 'arrivedAt'])
@Check('late_refusal_is_late', 'arrived_at >= closes_at')
export class LateRefusal {
  @Id() id: string;
  @Ref() cycleId: string;
  @Ref() nominationId: string;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination>;
  @Ref() organisationId: string;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation>;
  /** Null of what a program began and sent in one request. */
  @Ref({ nullable: true }) submissionId: string | null;
  @BelongsTo(() => Submission) submission: Relation<Submission> | null;
  @Ref({ nullable: true }) userId: string | null;
  @BelongsTo(() => User) user: Relation<User> | null;
  /** When the first such request arrived. */
  @Instant() arrivedAt: Date;
  /** The close that applied to it. */
  @Instant() closesAt: Date;
}
