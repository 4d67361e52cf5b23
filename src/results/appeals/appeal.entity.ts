import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Publication } from '../publication/publication.entity.js';

/** An appeal against a published result. Who took part in the first decision does not decide it: SQL refuses that. */
@Entity('appeal')
@Unique('appeal_once', ['submissionId', 'publicationId'])
@Index('appeal_cycle', ['cycleId', 'filedAt'])
@Check('appeal_has_grounds', "grounds <> ''")
@Check('appeal_state_known', "state IN ('filed', 'withdrawn', 'decided')")
@Check('appeal_outcome_known', "outcome IS NULL OR outcome IN ('unchanged', 'raised', 'lowered')")
@Check(
  'appeal_decided_has_facts',
  "(state = 'decided') = (outcome IS NOT NULL AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL AND decision <> '')",
)
export class Appeal {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() publicationId: string;
  @BelongsTo(() => Publication) publication: Relation<Publication>;
  @Text({ default: 'filed' }) state: 'filed' | 'withdrawn' | 'decided';
  @Text() grounds: string;
  @Ref() filedById: string;
  @Instant() filedAt: Date;
  @Text({ nullable: true }) outcome: 'unchanged' | 'raised' | 'lowered' | null;
  @Text({ default: '' }) decision: string;
  @Ref({ nullable: true }) decidedById: string | null;
  @Instant({ nullable: true }) decidedAt: Date | null;
  @Version() version: number;
}
