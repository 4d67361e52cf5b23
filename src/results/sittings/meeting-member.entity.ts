import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import type { MemberRole } from '../../domain/results/sittings/sitting-record.js';
import { BelongsTo, Flag, Id, Instant, Ref, Text, Version } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** A member of the body at one sitting: whether present, and whether a conflict of interest was declared. */
@Entity('meeting_member')
@Unique('meeting_member_once', ['meetingId', 'name'])
@Index('meeting_member_user_once', ['meetingId', 'userId'], { unique: true, where: 'user_id IS NOT NULL' })
@Index('meeting_member_user', ['userId'], { where: 'user_id IS NOT NULL' })
@Check('meeting_member_role_known', "role IN ('chair', 'secretary', 'member')")
@Check('meeting_member_declaration_known', "declaration IS NULL OR declaration IN ('none', 'conflict')")
@Check('meeting_member_declared_has_instant', '(declaration IS NULL) = (declared_at IS NULL)')
export class MeetingMember {
  @Id() id: string;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Ref({ nullable: true }) userId: string | null;
  @Text() name: string;
  @Text({ default: 'member' }) role: MemberRole;
  @Flag() present: boolean;
  @Text({ nullable: true }) declaration: 'none' | 'conflict' | null;
  @Instant({ nullable: true }) declaredAt: Date | null;
  @Version() version: number;
}
