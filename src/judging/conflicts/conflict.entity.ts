import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { ConflictSource } from '../../domain/judging/conflict-sources.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Expert } from '../experts/expert.entity.js';

/** A conflict of interest of an expert and an entry, with its source. SQL refuses to assign such a pair. */
@Entity('conflict')
@Unique('conflict_once', ['expertId', 'submissionId', 'source'])
@Index('conflict_submission', ['submissionId'])
@Check(
  'conflict_source_known',
  "source IN ('same-region', 'same-organisation', 'former-organisation', 'same-employer', 'declared', 'declared-by-entrant', 'organizer', 'related')",
)
@Check('conflict_state_known', "state IN ('confirmed', 'suspected', 'dismissed')")
@Check('conflict_dismissed_has_person', "state <> 'dismissed' OR (settled_by_id IS NOT NULL AND reason <> '')")
export class Conflict {
  @Id() id: string;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() source: ConflictSource;
  /** What rests on a name alone is suspected until a person has settled it; it keeps the pair apart all the same. */
  @Text({ default: 'confirmed' }) state: 'confirmed' | 'suspected' | 'dismissed';
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Ref({ nullable: true }) declaredById: string | null;
  @Ref({ nullable: true }) settledById: string | null;
  @Instant({ nullable: true }) settledAt: Date | null;
}
