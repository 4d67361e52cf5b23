import { Entity, Index, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Id, Instant, Ref } from '../../platform/database/columns.js';
import { Organisation } from './organisation.entity.js';
import { User } from '../users/user.entity.js';

/** A person acts for an organisation. */
@Entity('membership')
@Unique('membership_once', ['userId', 'organisationId'])
@Index('membership_organisation', ['organisationId'])
export class Membership {
  @Id() id: string;
  @Ref() userId: string;
  @ManyToOne(() => User, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'user_id' }) user: Relation<User>;
  @Ref() organisationId: string;
  @ManyToOne(() => Organisation, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'organisation_id' })
  organisation: Relation<Organisation>;
  @Instant() createdAt: Date;
}
