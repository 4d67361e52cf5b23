import { Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Json, Ref } from '../../platform/database/columns.js';
import { Expert } from '../experts/expert.entity.js';
import { TrainingEntry } from './training-entry.entity.js';

/** An expert's sheet of the training entry: submitted once, counted nowhere. */
@Entity('training_sheet')
@Unique('training_sheet_once', ['trainingEntryId', 'expertId'])
export class TrainingSheet {
  @Id() id: string;
  @Ref() trainingEntryId: string;
  @BelongsTo(() => TrainingEntry) trainingEntry: Relation<TrainingEntry>;
  @Ref() expertId: string;
  @BelongsTo(() => Expert) expert: Relation<Expert>;
  @Json({ default: {} }) scores: Record<string, string>;
  @Json({ default: [] }) cannotJudge: string[];
  @Json({ default: {} }) remarks: Record<string, string>;
  @Instant() submittedAt: Date;
}
