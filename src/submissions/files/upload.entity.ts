import { Check, Entity, Index, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { Submission } from '../entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Texts, Whole } from '../../platform/database/columns.js';

/** A file on its way: what arrived of it lies in parts, until it is whole and is attached, or is given up. */
@Entity('upload')
@Index('upload_age', ['touchedAt'])
@Index('upload_submission', ['submissionId', 'userId'])
@Check('upload_has_bytes', 'bytes > 0')
@Check('upload_received_fits', 'received BETWEEN 0 AND bytes')
export class Upload {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() field: string;
  /** Nobody else goes on with it. */
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text() name: string;
  @Whole() bytes: number;
  @Whole({ default: 0 }) received: number;
  /** Their keys in the store, in the order of the bytes. */
  @Texts({ default: () => "'{}'" }) parts: string[];
  @Instant() createdAt: Date;
  @Instant() touchedAt: Date;
}
