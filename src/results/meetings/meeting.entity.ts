import { Check, Entity, Index, type Relation } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { BelongsTo, Day, Id, Instant, Json, Ref, Text, Version, Whole } from '../../platform/database/columns.js';

/** A sitting of a body: who was there, and whether it could decide. */
@Entity('meeting')
@Index('meeting_cycle', ['cycleId', 'heldOn'])
@Check('meeting_form_known', "form IN ('in-person', 'remote', 'by-correspondence')")
@Check('meeting_attendance_sane', 'members > 0 AND present >= 0 AND present <= members')
@Check('meeting_recused_sane', 'recused >= 0 AND present + recused <= members')
export class Meeting {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Text() body: string;
  /** The region whose commission sits; null for the bodies of the competition. */
  @Text({ nullable: true }) regionCode: string | null;
  @Text() number: string;
  @Day() heldOn: string;
  @Text() place: string;
  @Text({ default: 'in-person' }) form: 'in-person' | 'remote' | 'by-correspondence';
  @Whole() members: number;
  @Whole() present: number;
  /** Members who stood aside for a conflict of interest; they are not among the present. */
  @Whole({ default: 0 }) recused: number;
  @Text() chairName: string;
  @Text() secretaryName: string;
  @Json({ default: [] }) attendees: string[];
  @Ref({ nullable: true }) convenedById: string | null;
  @Instant() createdAt: Date;
  /** The entry that is being discussed now. */
  @Ref({ nullable: true }) discussingId: string | null;
  @Instant({ nullable: true }) discussingSince: Date | null;
  @Version() version: number;
}
