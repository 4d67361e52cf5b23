import { Check, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import type { CheckMark } from '../../domain/submissions/checklist.js';
import { BelongsTo, Instant, Text } from '../../platform/database/columns.js';
import { SubmissionRevision } from '../revisions/submission-revision.entity.js';

/** What somebody who screens found of an item of the checklist in a revision. */
@Entity('screening_mark')
@Check('screening_mark_known', "mark IN ('fits', 'fails', 'unseen')")
export class ScreeningMark {
  @PrimaryColumn('uuid') revisionId: string;
  @ManyToOne(() => SubmissionRevision, { onDelete: 'CASCADE' }) @JoinColumn() revision: Relation<SubmissionRevision>;
  @PrimaryColumn('uuid') userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @PrimaryColumn('text') item: string;
  @Text() mark: CheckMark;
  @Instant() markedAt: Date;
}
