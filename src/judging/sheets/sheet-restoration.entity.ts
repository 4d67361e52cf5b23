import { Check, Entity, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';

/** The sheets of a cycle are to be as they were at an instant: two people approve, the second approval does it. */
@Entity('sheet_restoration')
@Check('sheet_restoration_has_reason', "reason <> ''")
@Check('sheet_restoration_of_the_past', 'as_of <= requested_at')
export class SheetRestoration {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Instant() asOf: Date;
  @Text() reason: string;
  @Ref() requestedById: string;
  @Instant() requestedAt: Date;
  @Instant({ nullable: true }) appliedAt: Date | null;
  @Version() version: number;
}
