import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { StageKind } from '../../domain/cycles/stage.js';
import { BelongsTo, Id, Instant, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

/** A stage is open from `opensAt` until just before `closesAt`. */
@Entity('stage')
@Unique('stage_kind_once', ['cycleId', 'kind'])
@Check('stage_opens_before_it_closes', 'opens_at < closes_at')
@Check(
  'stage_kind_known',
  "kind IN ('intake', 'screening', 'regional', 'cross-review', 'voting', 'review', 'board', 'publication', 'appeals')",
)
export class Stage {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() kind: StageKind;
  @Text() title: string;
  @Whole() position: number;
  @Instant() opensAt: Date;
  @Instant() closesAt: Date;
  @Version() version: number;
}
