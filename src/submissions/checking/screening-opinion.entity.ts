import { Check, Entity, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import type { OpinionVerb } from '../../domain/submissions/panel.js';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';
import { SubmissionRevision } from '../revisions/submission-revision.entity.js';

/** The word that one of a panel says of a revision: given once, never changed. */
@Entity('screening_opinion')
@Unique('screening_opinion_once', ['revisionId', 'userId'])
@Unique('screening_opinion_in_order', ['revisionId', 'position'])
@Check('screening_opinion_counted_from_one', 'position > 0')
@Check('screening_opinion_verb_known', "verb IN ('admit', 'return', 'reject')")
@Check('screening_opinion_has_reason', "verb = 'admit' OR reason <> ''")
export class ScreeningOpinion {
  @Id() id: string;
  @Ref() submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'CASCADE' }) @JoinColumn() submission: Relation<Submission>;
  @Ref() revisionId: string;
  @ManyToOne(() => SubmissionRevision, { onDelete: 'CASCADE' }) @JoinColumn() revision: Relation<SubmissionRevision>;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  /** Which word about the revision it is, from one. */
  @Whole() position: number;
  @Text() verb: OpinionVerb;
  @Text({ default: '' }) reason: string;
  @Instant() givenAt: Date;
}
