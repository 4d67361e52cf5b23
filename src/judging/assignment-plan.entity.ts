import { Check, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Cycle } from '../cycles/cycle.entity.js';
import { Id, Instant, Json, Ref, Text, Whole } from '../platform/database/columns.js';

/** A proposed distribution of entries over experts: seen first, published once, then each expert is told. */
@Entity('assignment_plan')
@Index('assignment_plan_cycle', ['cycleId', 'createdAt'])
@Check('assignment_plan_state_known', "state IN ('proposed', 'published', 'dropped')")
@Check(
  'assignment_plan_published_has_person',
  "state <> 'published' OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)",
)
export class AssignmentPlan {
  @Id() id: string;
  @Ref() cycleId: string;
  @ManyToOne(() => Cycle, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'cycle_id' }) cycle: Relation<Cycle>;
  @Text({ default: 'proposed' }) state: 'proposed' | 'published' | 'dropped';
  @Whole() seed: number;
  @Whole() reviewsPerEntry: number;
  @Json() pairs: [submissionId: string, expertId: string][];
  @Json() summary: {
    entries: number;
    experts: number;
    pairs: number;
    minLoad: number;
    maxLoad: number;
    conflicts: number;
  };
  @Ref({ nullable: true }) createdById: string | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) publishedAt: Date | null;
  @Ref({ nullable: true }) publishedById: string | null;
}
