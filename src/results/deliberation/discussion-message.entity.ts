import { Check, Entity, Index, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** What a member of the body said of an entry. Who has a conflict of interest says nothing: SQL refuses it. */
@Entity('discussion_message')
@Index('discussion_message_thread', ['meetingId', 'submissionId', 'writtenAt'])
@Check('discussion_message_has_text', "text <> ''")
export class DiscussionMessage {
  @Id() id: string;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Ref() submissionId: string;
  @BelongsTo(() => Submission) submission: Relation<Submission>;
  @Ref() authorId: string;
  @Text() authorName: string;
  @Text() text: string;
  @Instant() writtenAt: Date;
}
