import { Check, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** What a member of the body said of an entry. Who has a conflict of interest says nothing: SQL refuses it. */
@Entity('discussion_message')
@Index('discussion_message_thread', ['meetingId', 'submissionId', 'writtenAt'])
@Check('discussion_message_has_text', "text <> ''")
export class DiscussionMessage {
  @Id() id: string;
  @Ref() meetingId: string;
  @ManyToOne(() => Meeting, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'meeting_id' }) meeting: Relation<Meeting>;
  @Ref() submissionId: string;
  @ManyToOne(() => Submission, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'submission_id' })
  submission: Relation<Submission>;
  @Ref() authorId: string;
  @Text() authorName: string;
  @Text() text: string;
  @Instant() writtenAt: Date;
}
