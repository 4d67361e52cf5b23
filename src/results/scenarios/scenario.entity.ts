import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import type { SelectionRule } from '../../domain/selection/selection.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version } from '../../platform/database/columns.js';

/** "What if": other rules over the same frozen sheets. Nothing reads it but its own page, until one is fixed. */
@Entity('scenario')
@Unique('scenario_title_once', ['cycleId', 'title'])
@Index('scenario_fixed_once', ['cycleId'], { unique: true, where: 'fixed_at IS NOT NULL' })
@Check(
  'scenario_fixed_has_reason',
  "(fixed_at IS NULL) = (fixed_by_id IS NULL) AND (fixed_at IS NULL) = (fixed_reason = '')",
)
export class Scenario {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() title: string;
  @Json() rankingRule: RankingRule;
  @Json() selectionRule: SelectionRule;
  @Instant() createdAt: Date;
  @Ref() createdById: string;
  /** Once a decision has made it the way in which finalists are proposed. */
  @Instant({ nullable: true }) fixedAt: Date | null;
  @Ref({ nullable: true }) fixedById: string | null;
  @Text({ default: '' }) fixedReason: string;
  @Version() version: number;
}
