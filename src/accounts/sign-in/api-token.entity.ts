import { Entity, Index, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Texts, Unrecorded } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';

/** A key for programs: acts as its person, narrowed to scopes, until it expires. Shown once, kept as a hash. */
@Entity('api_token')
@Unique('api_token_once', ['tokenHash'])
@Index('api_token_user', ['userId'])
export class ApiToken {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text() name: string;
  @Unrecorded() @Text() tokenHash: string;
  @Texts() scopes: string[];
  @Instant() createdAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) usedAt: Date | null;
  @Instant({ nullable: true }) revokedAt: Date | null;
}
