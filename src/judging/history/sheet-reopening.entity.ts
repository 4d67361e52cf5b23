import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Evaluation } from '../sheets/evaluation.entity.js';

/** A submitted version of a sheet is asked to be opened again, and the organizer decides; SQL reopens by a grant alone. */
@Entity('sheet_reopening')
@Unique('sheet_reopening_once', ['evaluationId', 'sheetVersion'])
@Check('sheet_reopening_state_known', "state IN ('asked', 'granted', 'declined')")
@Check('sheet_reopening_asked_has_reason', "asked_by_id IS NULL OR (ask_reason <> '' AND asked_at IS NOT NULL)")
@Check(
  'sheet_reopening_decided_has_person',
  "(state = 'asked') = (decided_by_id IS NULL) AND (decided_by_id IS NULL) = (decided_at IS NULL) AND (state = 'asked' OR reason <> '')",
)
export class SheetReopening {
  @Id() id: string;
  @Ref() evaluationId: string;
  @BelongsTo(() => Evaluation) evaluation: Relation<Evaluation>;
  @Whole() sheetVersion: number;
  @Text() state: 'asked' | 'granted' | 'declined';
  @Ref({ nullable: true }) askedById: string | null;
  @Text({ default: '' }) askReason: string;
  @Instant({ nullable: true }) askedAt: Date | null;
  @Text({ default: '' }) reason: string;
  @Ref({ nullable: true }) decidedById: string | null;
  @Instant({ nullable: true }) decidedAt: Date | null;
  @Version() version: number;
}
