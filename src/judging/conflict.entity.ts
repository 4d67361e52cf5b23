import { Check, Entity, Index, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Submission } from '../submissions/submission.entity.js';
import { Id, Instant, Ref, Text } from '../platform/database/columns.js';
import { Expert } from './expert.entity.js';

/** A conflict of interest of an expert and an entry, with its source. SQL refuses to assign such a pair. */
@Entity('conflict')
@Unique('conflict_once', ['expertId', 'submissionId', 'source'])
@Index('conflict_submission', ['submissionId'])
@Check('conflict_source_known', "source IN ('same-region', 'same-organisation', 'declared', 'organizer')")
export class Conflict {
  @Id() id: string;
  @Ref() expertId: string;
  @ManyToOne(() => Expert, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'expert_id' }) expert: Relation<Expert>;
  @Ref() submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'submission_id' })
  submission: Relation<Submission>;
  @Text() source: 'same-region' | 'same-organisation' | 'declared' | 'organizer';
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Ref({ nullable: true }) declaredById: string | null;
}
