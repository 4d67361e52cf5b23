import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { Prices } from '../../domain/assignment/problem/problem.js';
import type { PlanFigures } from '../../domain/assignment/plans/plan-figures.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Texts, Version, Whole } from '../../platform/database/columns.js';

/** Entry, then expert. */
export type StoredPair = [submissionId: string, expertId: string];

/** Where a plan comes from: computed by match or by lots, sent as a table, or made to mend the one in force. */
export type PlanOrigin = 'match' | 'draw' | 'table' | 'replace' | 'top-up' | 'extra';

/** A proposed distribution of entries over experts: seen first, published once, then each expert is told. */
@Entity('assignment_plan')
@Index('assignment_plan_cycle', ['cycleId', 'createdAt'])
@Check('assignment_plan_state_known', "state IN ('proposed', 'published', 'dropped')")
@Check('assignment_plan_origin_known', "origin IN ('match', 'draw', 'table', 'replace', 'top-up', 'extra')")
@Check('assignment_plan_draw_has_problem', "origin <> 'draw' OR problem IS NOT NULL")
@Check(
  'assignment_plan_published_has_person',
  "state <> 'published' OR (published_at IS NOT NULL AND (published_by_id IS NOT NULL OR origin IN ('extra', 'top-up')))",
)
export class AssignmentPlan {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text({ default: 'proposed' }) state: 'proposed' | 'published' | 'dropped';
  @Text({ default: 'match' }) origin: PlanOrigin;
  /** The plan that this one was made from. */
  @Ref({ nullable: true }) baseId: string | null;
  @BelongsTo(() => AssignmentPlan) base: Relation<AssignmentPlan> | null;
  @Whole() seed: number;
  @Whole() reviewsPerEntry: number;
  /** Nominations that it distributes; empty: all. */
  @Texts({ default: '{}' }) nominationIds: string[];
  /** All pairs of those nominations that hold after the publication, those in force before included. */
  @Json() pairs: StoredPair[];
  /** What the next computation from this plan keeps, and leaves out. */
  @Json({ default: [] }) locked: StoredPair[];
  @Json({ default: [] }) forbidden: StoredPair[];
  /** Pairs in force that end with the publication. */
  @Json({ default: [] }) released: StoredPair[];
  @Text({ default: '' }) note: string;
  @Json() summary: {
    entries: number;
    experts: number;
    pairs: number;
    minLoad: number;
    maxLoad: number;
    conflicts: number;
  };
  @Json({ nullable: true }) report: PlanFigures | null;
  @Json({ nullable: true }) prices: Prices | null;
  /** Of a draw: the problem as a file, so that anybody can repeat it. */
  @Json({ nullable: true }) problem: object | null;
  /** Of everything that decided it. */
  @Text({ nullable: true }) factsHash: string | null;
  @Ref({ nullable: true }) createdById: string | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) publishedAt: Date | null;
  @Ref({ nullable: true }) publishedById: string | null;
  @Version() version: number;
}
