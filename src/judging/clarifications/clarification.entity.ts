import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { ClarificationState } from '../../domain/judging/clarification.js';
import { BelongsTo, Id, Instant, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Expert } from '../experts/expert.entity.js';

/** What an expert asks of an entry, as it was passed on, and the answer. Its own rows alone: the entry does not change by it. */
@Entity('clarification')
@Unique('clarification_number_once', ['submissionId', 'number'])
@Index('clarification_asked_once', { synchronize: false })
@Index('clarification_waiting', ['askedAt', 'id'], { where: "state = 'asked'" })
@Check('clarification_state_known', "state IN ('asked', 'declined', 'passed', 'answered')")
@Check('clarification_has_words', "asked <> ''")
@Check(
  'clarification_decided_has_person',
  "(state = 'asked') = (decided_by_id IS NULL) AND (state = 'asked') = (decided_at IS NULL)",
)
@Check('clarification_declined_has_reason', "(state = 'declined') = (reason <> '')")
@Check(
  'clarification_passed_has_facts',
  "(state IN ('passed', 'answered')) = (number IS NOT NULL) AND (number IS NULL) = (due_at IS NULL) AND (number IS NULL) = (question = '')",
)
@Check(
  'clarification_answered_has_facts',
  "(state = 'answered') = (answered_at IS NOT NULL) AND (state = 'answered') = (answered_by_id IS NOT NULL) AND (state = 'answered') = (answer <> '')",
)
export class Clarification {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  /** In the expert's words; nobody reads them but who passes them on. */
  @Text() asked: string;
  @Instant() askedAt: Date;
  @Text({ default: 'asked' }) state: ClarificationState;
  @Ref({ nullable: true }) decidedById: string | null;
  @Instant({ nullable: true }) decidedAt: Date | null;
  @Text({ default: '' }) reason: string;
  /** As it was passed on. */
  @Text({ default: '' }) question: string;
  /** Counts what was passed on of the entry: by it entrants know it, and by nothing that the expert made. */
  @Whole({ nullable: true }) number: number | null;
  @Instant({ nullable: true }) dueAt: Date | null;
  @Text({ default: '' }) answer: string;
  @Ref({ nullable: true }) answeredById: string | null;
  @Instant({ nullable: true }) answeredAt: Date | null;
  @Version() version: number;
}
