import { Entity, Index, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Unrecorded } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';

/** A sign-in on one device. The cookie holds the token, the row only its hash. */
@Entity('session')
@Unique('session_token_once', ['tokenHash'])
@Index('session_of_user', ['userId'])
export class Session {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Unrecorded() @Text() tokenHash: string;
  @Text() device: string;
  @Text() address: string;
  @Instant() createdAt: Date;
  @Instant() seenAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) revokedAt: Date | null;
}
