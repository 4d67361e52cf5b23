import { Check, Entity, Unique, type Relation } from 'typeorm';
import { BelongsTo, Id, Ref, Text, Whole } from '../../platform/database/columns.js';
import { Meeting } from '../meetings/meeting.entity.js';

/** A question of a sitting, of a nomination or of its own. */
@Entity('agenda_item')
@Unique('agenda_item_position_once', ['meetingId', 'position'])
@Check('agenda_item_has_title', "title <> ''")
export class AgendaItem {
  @Id() id: string;
  @Ref() meetingId: string;
  @BelongsTo(() => Meeting) meeting: Relation<Meeting>;
  @Whole() position: number;
  @Text() title: string;
  @Ref({ nullable: true }) nominationId: string | null;
}
