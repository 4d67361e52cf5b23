import { Check, Column, Entity, Unique, type Relation } from 'typeorm';
import type { Answers } from '../../domain/cycles/form.js';
import { BelongsTo, Id, Instant, Json, KeptByHash, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Submission } from '../entries/submission.entity.js';

/** What was submitted, frozen: SQL refuses to change or delete it. */
@Entity('submission_revision')
@Unique('submission_revision_number_once', ['submissionId', 'number'])
@Check('submission_revision_content_form_known', 'content_form IN (1, 2)')
@Check('submission_revision_grace_is_late', 'grace_of IS NULL OR submitted_at >= grace_of')
@Check('submission_revision_hash_form', "content_hash ~ '^[0-9a-f]{64}$'")
export class SubmissionRevision {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Whole() number: number;
  @Text() title: string;
  @Ref() formVersionId: string;
  @KeptByHash() @Json() answers: Answers;
  /** The organisation as it was then: id, name, kind, region's code and name. */
  @Json() organisation: Record<string, string>;
  @KeptByHash() @Json() files: {
    field: string;
    name: string;
    type: string;
    bytes: number;
    sha256: string;
    caption?: string;
  }[];
  /** By which rule its content was made: `revisionContent` knows them. */
  @Column('smallint', { default: 1 }) contentForm: number;
  /** SHA-256 of the canonical JSON of its content. */
  @Text() contentHash: string;
  @Instant() submittedAt: Date;
  /** When the row was written, by the database: `submittedAt` is when it arrived. Null for what was written before this was kept. */
  @Column({ type: 'timestamptz', nullable: true, default: () => 'clock_timestamp()', insert: false, update: false })
  recordedAt: Date | null;
  /** The close after which it came: it was begun in time and counts by the grace. For staff alone, and no part of its content. */
  @Instant({ nullable: true }) graceOf: Date | null;
  @Ref({ nullable: true }) submittedById: string | null;
}
