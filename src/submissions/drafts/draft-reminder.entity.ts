import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { BelongsTo, Day, Id, Instant, Ref } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** That somebody was reminded of a draft: one letter a person and entry a day, whoever asked for it; of another close another one. */
@Entity('draft_reminder')
@Unique('draft_reminder_once_a_day', ['submissionId', 'userId', 'remindedOn', 'closesAt'])
@Index('draft_reminder_message', ['messageId'], { where: 'message_id IS NOT NULL' })
@Check('draft_reminder_has_origin', '(reminded_by_id IS NULL) <> (message_id IS NULL)')
export class DraftReminder {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  /** By the calendar of the cycle's zone. */
  @Day() remindedOn: string;
  /** Null where the schedule reminded, by its message. */
  @Ref({ nullable: true }) remindedById: string | null;
  @Ref({ nullable: true }) messageId: string | null;
  @Instant() remindedAt: Date;
  /** The close of which the letter reminded. */
  @Instant() closesAt: Date;
}
