import { Check, Entity, Index, Unique } from 'typeorm';
import type { Role } from '../../domain/kernel/actor.js';
import { Id, Instant, Ref, Text, Unrecorded } from '../../platform/database/columns.js';

/** An offer of a role by mail. The link shows it; only the button on the page accepts or declines. */
@Entity('invitation')
@Unique('invitation_token_once', ['tokenHash'])
@Index('invitation_email', ['email'])
@Index('invitation_recent', ['createdAt', 'id'])
@Check(
  'invitation_role_known',
  "role IN ('organizer', 'coordinator', 'expert', 'member', 'chair', 'secretary', 'auditor', 'admin')",
)
@Check('invitation_coordinator_has_region', "role <> 'coordinator' OR region_code IS NOT NULL")
@Check('invitation_answer_has_person', 'accepted_at IS NULL OR accepted_by_id IS NOT NULL')
@Check('invitation_answered_once', 'accepted_at IS NULL OR declined_at IS NULL')
export class RoleInvitation {
  @Id() id: string;
  @Text() email: string;
  @Text() name: string;
  @Text() locale: 'ru' | 'en';
  @Text() role: Role;
  @Ref({ nullable: true }) cycleId: string | null;
  @Ref({ nullable: true }) nominationId: string | null;
  @Text({ nullable: true }) regionCode: string | null;
  @Ref({ nullable: true }) organisationId: string | null;
  @Unrecorded() @Text() tokenHash: string;
  @Ref({ nullable: true }) invitedById: string | null;
  @Instant() createdAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) acceptedAt: Date | null;
  @Ref({ nullable: true }) acceptedById: string | null;
  @Instant({ nullable: true }) declinedAt: Date | null;
  @Text({ nullable: true }) declineReason: string | null;
}
