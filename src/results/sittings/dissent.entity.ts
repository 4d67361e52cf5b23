import { Check, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** A dissenting opinion, for the protocol. */
@Entity('dissent')
@Check('dissent_has_text', "text <> ''")
export class Dissent {
  @Id() id: string;
  @Ref() meetingId: string;
  @ManyToOne(() => Meeting, { onDelete: 'RESTRICT' }) @JoinColumn({ name: 'meeting_id' }) meeting: Relation<Meeting>;
  @Ref() memberId: string;
  @ManyToOne(() => MeetingMember, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'member_id' })
  member: Relation<MeetingMember>;
  @Text() text: string;
  @Instant() givenAt: Date;
}
