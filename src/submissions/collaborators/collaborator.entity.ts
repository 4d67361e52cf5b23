import { Check, Entity, Index, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import type { EntryRight } from '../../domain/submissions/entry-rights.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** Somebody who works on one entry with a right of their own; the row stays when they are let go. */
@Entity('submission_collaborator')
@Index('submission_collaborator_once', ['submissionId', 'userId'], { unique: true, where: 'removed_at IS NULL' })
@Index('submission_collaborator_user', ['userId'])
@Check('submission_collaborator_right_known', `"right" IN ('view', 'edit', 'submit')`)
@Check('submission_collaborator_removed_has_person', '(removed_at IS NULL) = (removed_by_id IS NULL)')
export class Collaborator {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text() right: EntryRight;
  @Ref({ nullable: true }) addedById: string | null;
  @Instant() addedAt: Date;
  @Ref({ nullable: true }) removedById: string | null;
  @Instant({ nullable: true }) removedAt: Date | null;
  @Version() version: number;
}
