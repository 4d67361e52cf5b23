import { Check, Entity, Unique, type Relation } from 'typeorm';
import { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Version } from '../../platform/database/columns.js';
import { Assignment } from '../assignment/assignment.entity.js';
import { SheetRestoration } from './sheet-restoration.entity.js';

/** A score sheet: one expert's judgement of one revision. Once submitted, SQL refuses to change it. */
@Entity('evaluation')
@Unique('evaluation_once', ['assignmentId'])
@Check('evaluation_state_known', "state IN ('draft', 'submitted', 'set-aside')")
@Check('evaluation_submitted_has_instant', "state = 'draft' OR submitted_at IS NOT NULL")
@Check('evaluation_set_aside_has_reason', "state <> 'set-aside' OR reason <> ''")
export class Evaluation {
  @Id() id: string;
  @Ref() assignmentId: string;
  @BelongsTo(() => Assignment) assignment: Relation<Assignment>;
  @Ref() revisionId: string;
  @BelongsTo(() => SubmissionRevision) revision: Relation<SubmissionRevision>;
  @Text({ default: 'draft' }) state: 'draft' | 'submitted' | 'set-aside';
  /** Points by criterion id, as exact decimal strings. */
  @Json({ default: {} }) scores: Record<string, string>;
  /** Criteria that the expert is unable to judge, where the edition foresees it. */
  @Json({ default: [] }) cannotJudge: string[];
  /** Remarks for the entrant by criterion id. */
  @Json({ default: {} }) remarks: Record<string, string>;
  /** For the expert alone. */
  @Text({ default: '' }) note: string;
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Instant() savedAt: Date;
  @Instant({ nullable: true }) submittedAt: Date | null;
  @Ref({ nullable: true }) restorationId: string | null;
  @BelongsTo(() => SheetRestoration) restoration: Relation<SheetRestoration> | null;
  @Version() version: number;
}
