import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Question } from './question.entity.js';

/** A question with its answer in words for everybody: nothing here says who asked. */
@Entity('public_answer')
@Unique('public_answer_number_once', ['cycleId', 'number'])
@Unique('public_answer_question_once', ['questionId'])
@Index('public_answer_words', { synchronize: false })
@Check('public_answer_has_words', "asked <> '' AND answer <> ''")
@Check('public_answer_taken_down_has_reason', "(taken_down_at IS NULL) = (reason = '')")
export class PublicAnswer {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref({ nullable: true }) nominationId: string | null;
  @BelongsTo(() => Nomination) nomination: Relation<Nomination> | null;
  /** Counts within the cycle: its address. */
  @Whole() number: number;
  @Ref() questionId: string;
  @BelongsTo(() => Question) question: Relation<Question>;
  /** The question as everybody reads it. */
  @Text() asked: string;
  @Text() answer: string;
  @Ref() publishedById: string;
  @Instant() publishedAt: Date;
  @Instant({ nullable: true }) amendedAt: Date | null;
  @Instant({ nullable: true }) takenDownAt: Date | null;
  /** Why it was taken down. */
  @Text({ default: '' }) reason: string;
  @Version() version: number;
}
