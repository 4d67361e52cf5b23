import { Check, Entity, Index, type Relation } from 'typeorm';
import type { Role } from '../../domain/kernel/actor.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';

/** A role within a scope: what is null is not narrowed. Revoked grants stay on record. */
@Entity('role_grant')
@Index('role_grant_user', ['userId'])
@Index('role_grant_in_force_once', { synchronize: false })
@Check(
  'role_grant_role_known',
  "role IN ('admin', 'organizer', 'coordinator', 'expert', 'member', 'chair', 'secretary', 'auditor')",
)
@Check('role_grant_coordinator_has_region', "role <> 'coordinator' OR region_code IS NOT NULL")
export class RoleGrant {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text() role: Role;
  @Ref({ nullable: true }) cycleId: string | null;
  @Ref({ nullable: true }) nominationId: string | null;
  @Text({ nullable: true }) regionCode: string | null;
  @Ref({ nullable: true }) grantedById: string | null;
  @Instant() grantedAt: Date;
  @Instant({ nullable: true }) revokedAt: Date | null;
}
