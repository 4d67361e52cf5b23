import { Check, Entity, Index, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { QuestionState } from '../../domain/submissions/question.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** What somebody who enters asks of a contest, a nomination or the own entry: between them and who runs the contest. */
@Entity('question')
@Index('question_open_once', { synchronize: false })
@Index('question_queue', ['cycleId', 'state', 'askedAt', 'id'])
@Index('question_own', ['userId', 'askedAt'])
@Check('question_state_known', "state IN ('open', 'answered')")
@Check('question_has_words', "text <> ''")
@Check(
  'question_answered_has_facts',
  "(state = 'answered') = (answered_at IS NOT NULL) AND (state = 'answered') = (answered_by_id IS NOT NULL) AND (state = 'answered') = (answer <> '')",
)
export class Question {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  /** That of the entry where it is about one. */
  @Ref({ nullable: true }) nominationId: string | null;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination> | null;
  @Ref({ nullable: true }) submissionId: string | null;
  @BelongsTo(() => Submission) submission: Relation<Submission> | null;
  /** Who asks. */
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Text() text: string;
  @Instant() askedAt: Date;
  @Text({ default: 'open' }) state: QuestionState;
  @Text({ default: '' }) answer: string;
  @Ref({ nullable: true }) answeredById: string | null;
  @Instant({ nullable: true }) answeredAt: Date | null;
  @Version() version: number;
}
