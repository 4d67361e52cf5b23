import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Instant, Ref, Text } from '../../platform/database/columns.js';
import { AgendaItem } from './agenda-item.entity.js';
import { MeetingMember } from './meeting-member.entity.js';

/** A member stands aside from one question, with the reason. */
@Entity('recusal')
@Unique('recusal_once', ['agendaItemId', 'memberId'])
@Check('recusal_has_reason', "reason <> ''")
export class Recusal {
  @Id() id: string;
  @Ref() agendaItemId: string;
  @BelongsTo(() => AgendaItem) agendaItem: Relation<AgendaItem>;
  @Ref() memberId: string;
  @BelongsTo(() => MeetingMember) member: Relation<MeetingMember>;
  @Text() reason: string;
  @Instant() createdAt: Date;
}
