import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { EntryRight } from '../../domain/submissions/entry-rights.js';
import { BelongsTo, Flag, Id, Instant, Ref, Text, Unrecorded, Version } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** An invitation by mail to work on one entry. The link shows it; only a button on its page answers. */
@Entity('collaborator_invitation')
@Unique('collaborator_invitation_token_once', ['tokenHash'])
@Index('collaborator_invitation_open_once', ['submissionId', 'email'], {
  unique: true,
  where: 'accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL',
})
@Index('collaborator_invitation_takes_over_once', ['submissionId'], {
  unique: true,
  where: 'takes_over AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL',
})
@Check('collaborator_invitation_takes_over_whole', `NOT takes_over OR "right" = 'submit'`)
@Check('collaborator_invitation_right_known', `"right" IN ('view', 'edit', 'submit')`)
@Check('collaborator_invitation_email_lower', 'email = lower(email)')
@Check('collaborator_invitation_answered_once', 'num_nonnulls(accepted_at, declined_at, revoked_at) <= 1')
@Check('collaborator_invitation_accepted_has_person', '(accepted_at IS NULL) = (accepted_by_id IS NULL)')
export class CollaboratorInvitation {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() email: string;
  @Text() name: string;
  @Text() locale: 'ru' | 'en';
  @Text() right: EntryRight;
  /** With a yes the person answers for the entry, in place of the organizer who entered it on behalf of the organisation. */
  @Flag() takesOver: boolean;
  @Unrecorded() @Text() tokenHash: string;
  @Ref() invitedById: string;
  @Instant() createdAt: Date;
  @Instant() sentAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) acceptedAt: Date | null;
  /** May be another person than the invited: the link is answered by who has it. */
  @Ref({ nullable: true }) acceptedById: string | null;
  @Instant({ nullable: true }) declinedAt: Date | null;
  @Instant({ nullable: true }) revokedAt: Date | null;
  @Version() version: number;
}
