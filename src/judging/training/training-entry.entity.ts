import { Check, Entity, Unique, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';

/** The entry on which the experts of a cycle train before their first; it takes part in nothing. */
@Entity('training_entry')
@Unique('training_entry_once', ['cycleId'])
@Check('training_entry_has_words', "title <> '' AND text <> ''")
export class TrainingEntry {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() title: string;
  @Text() text: string;
  @Ref({ nullable: true }) createdById: string | null;
  @Instant() createdAt: Date;
  @Version() version: number;
}
