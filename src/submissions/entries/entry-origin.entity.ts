import { Entity, Index, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Submission } from './submission.entity.js';

/**
 * The published practice that an entry repeats, as the library called it when the entry was begun: never changed, never deleted,
 * also where the practice is taken out of the library later.
 */
@Entity('entry_origin')
@Unique('entry_origin_once', ['submissionId'])
@Index('entry_origin_practice', ['practiceId'])
export class EntryOrigin {
  @Id() id: string;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() practiceId: string;
  @Text() slug: string;
  @Text() title: string;
  @Text() regionName: string;
  @Text() organisation: string;
  @Whole() year: number;
  @Instant() at: Date;
}
