import { Check, Entity, Index, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { StoredFile } from '../../platform/files/stored-file.entity.js';
import { Submission } from '../entries/submission.entity.js';

/** A stored file answers a field of an entry. Taking it away leaves the file: a revision may name it. */
@Entity('attachment')
@Index('attachment_submission', ['submissionId', 'field'])
@Check('attachment_caption_short', 'char_length(caption) <= 300')
export class Attachment {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Text() field: string;
  @Ref() fileId: string;
  @BelongsTo(() => StoredFile) file: Relation<StoredFile>;
  /** What its people say of it; part of what is submitted. */
  @Text({ default: '' }) caption: string;
  /** Where they put it among the files of its field; null until they do. */
  @Whole({ nullable: true }) position: number | null;
  /** When its first part arrived, of a file that came in parts. */
  @Instant({ nullable: true }) begunAt: Date | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) removedAt: Date | null;
}
