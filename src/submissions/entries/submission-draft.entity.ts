import { Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Answers } from '../../domain/cycles/form.js';
import { Json } from '../../platform/database/columns.js';
import { Submission } from './submission.entity.js';

/** What was typed since the revision in force; an entry without one has nothing that was not submitted. */
@Entity('submission_draft')
export class SubmissionDraft {
  @PrimaryColumn('uuid') submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'RESTRICT' }) @JoinColumn() submission: Relation<Submission>;
  @Json() answers: Answers;
}
