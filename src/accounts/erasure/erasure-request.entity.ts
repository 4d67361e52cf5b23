import { Check, Entity, Index, type Relation } from 'typeorm';
import type { ErasureState } from '../../domain/accounts/erasure.js';
import { BelongsTo, Id, Instant, Ref, Text, Unrecorded, Version } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';

/** A person asks that what is kept about them be erased; the answer stays on record. */
@Entity('erasure_request')
@Index('erasure_request_open_once', ['userId'], { unique: true, where: "state = 'open'" })
@Index('erasure_request_queue', ['state', 'askedAt'])
@Check('erasure_request_state_known', "state IN ('open', 'withdrawn', 'declined', 'carried-out')")
@Check(
  'erasure_request_decided_has_person',
  "(state IN ('declined', 'carried-out')) = (decided_by_id IS NOT NULL) AND (state = 'open') = (decided_at IS NULL)",
)
@Check('erasure_request_declined_has_ground', "(state = 'declined') = (ground <> '')")
export class ErasureRequest {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  /** To which the answer goes, when the account has none any more; forgotten a week after it. */
  @Unrecorded() @Text() email: string;
  @Text({ default: '' }) note: string;
  @Instant() askedAt: Date;
  @Text({ default: 'open' }) state: ErasureState;
  @Ref({ nullable: true }) decidedById: string | null;
  @Instant({ nullable: true }) decidedAt: Date | null;
  @Text({ default: '' }) ground: string;
  @Version() version: number;
}
