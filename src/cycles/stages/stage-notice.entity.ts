import { Check, Entity, Index } from 'typeorm';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';

/** An announcement planned for an instant: made once, moved with the dates, never the reason why a stage is open. */
@Entity('stage_notice')
@Index('stage_notice_once', ['stageId', 'kind'], { unique: true, where: 'extension_id IS NULL' })
@Index('stage_notice_of_extension_once', ['extensionId', 'kind'], { unique: true, where: 'extension_id IS NOT NULL' })
@Index('stage_notice_due', ['dueAt'], { where: 'announced_at IS NULL' })
@Check(
  'stage_notice_kind_known',
  "kind IN ('opens', 'closes', 'closes-in-7-days', 'closes-in-3-days', 'closes-in-1-day')",
)
export class StageNotice {
  @Id() id: string;
  @Ref() stageId: string;
  /** Of a close that was moved for some alone; null of the stage's own dates. */
  @Ref({ nullable: true }) extensionId: string | null;
  @Text() kind: 'opens' | 'closes' | 'closes-in-7-days' | 'closes-in-3-days' | 'closes-in-1-day';
  @Instant() dueAt: Date;
  @Instant({ nullable: true }) announcedAt: Date | null;
}
