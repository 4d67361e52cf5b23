import { Check, Entity, JoinColumn, ManyToOne, Unique, type Relation } from 'typeorm';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { AgendaItem } from './agenda-item.entity.js';
import { MeetingMember } from './meeting-member.entity.js';

/** A member stands aside from one question, with the reason. */
@Entity('recusal')
@Unique('recusal_once', ['agendaItemId', 'memberId'])
@Check('recusal_has_reason', "reason <> ''")
export class Recusal {
  @Id() id: string;
  @Ref() agendaItemId: string;
  @ManyToOne(() => AgendaItem, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'agenda_item_id' })
  agendaItem: Relation<AgendaItem>;
  @Ref() memberId: string;
  @ManyToOne(() => MeetingMember, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'member_id' })
  member: Relation<MeetingMember>;
  @Text() reason: string;
  @Instant() createdAt: Date;
}
