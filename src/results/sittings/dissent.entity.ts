import { Check, Entity, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** A dissenting opinion, for the protocol. */
@Entity('dissent')
@Check('dissent_has_text', "text <> ''")
export class Dissent {
  @Id() id: string;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Ref() memberId: string;
  @BelongsTo(() => MeetingMember) member: Relation<MeetingMember>;
  @Text() text: string;
  @Instant() givenAt: Date;
}
