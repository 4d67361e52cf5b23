import { Entity, Index, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref } from '../../platform/database/columns.js';
import { Organisation } from './organisation.entity.js';
import { User } from '../users/user.entity.js';

/** A person acts for an organisation. */
@Entity('membership')
@Unique('membership_once', ['userId', 'organisationId'])
@Index('membership_organisation', ['organisationId'])
export class Membership {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Ref() organisationId: string;
  @BelongsTo(() => Organisation) organisation: Relation<Organisation>;
  @Instant() createdAt: Date;
}
