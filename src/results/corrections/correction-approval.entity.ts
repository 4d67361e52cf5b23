import { Entity, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Correction } from './correction.entity.js';

/** Somebody's word for a correction, under the hash of what would be counted. One person gives it once. */
@Entity('correction_approval')
@Unique('correction_approval_once', ['correctionId', 'userId'])
export class CorrectionApproval {
  @Id() id: string;
  @Ref() correctionId: string;
  @ManyToOne(() => Correction, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'correction_id' })
  correction: Relation<Correction>;
  @Ref() userId: string;
  @Text() userName: string;
  @Text() hash: string;
  @Instant() approvedAt: Date;
}
