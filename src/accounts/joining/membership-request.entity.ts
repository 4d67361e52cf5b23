import { Check, Entity, Index, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { User } from '../users/user.entity.js';

/** A person asks to act for an organisation that is known already. */
@Entity('membership_request')
@Index('membership_request_open_once', ['userId', 'organisationId'], { unique: true, where: "state = 'open'" })
@Index('membership_request_organisation', ['organisationId', 'state'])
@Check('membership_request_state_known', "state IN ('open', 'approved', 'refused', 'withdrawn')")
@Check(
  'membership_request_answered_has_person',
  "(state = 'open') = (answered_at IS NULL) AND (state = 'open') = (answered_by_id IS NULL)",
)
@Check('membership_request_refused_has_reason', "state <> 'refused' OR reason <> ''")
export class MembershipRequest {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Ref() organisationId: string;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation>;
  /** The cycle whose organizer answers when nobody else does. */
  @Ref() cycleId: string;
  @Text({ default: 'open' }) state: 'open' | 'approved' | 'refused' | 'withdrawn';
  @Instant() askedAt: Date;
  @Instant() dueAt: Date;
  @Ref({ nullable: true }) answeredById: string | null;
  @Instant({ nullable: true }) answeredAt: Date | null;
  @Text({ default: '' }) reason: string;
  @Version() version: number;
}
