import { Entity, Index } from 'typeorm';
import { Id, Instant, Json, Ref, Text } from '../database/columns.js';

/** Who did what to what, before and after, and when. Append-only: SQL refuses to change or delete it. */
@Entity('audit_record')
@Index('audit_record_subject', ['subjectType', 'subjectId', 'at'])
@Index('audit_record_recent', ['at', 'id'])
@Index('audit_record_actor', ['actorId', 'at'])
export class AuditRecord {
  @Id() id: string;
  @Instant() at: Date;
  @Ref({ nullable: true }) actorId: string | null;
  @Text() actorName: string;
  /** The verb: `submit`, `publish`, `read` … */
  @Text() action: string;
  @Text() subjectType: string;
  @Text() subjectId: string;
  @Json({ nullable: true }) before: Record<string, unknown> | null;
  @Json({ nullable: true }) after: Record<string, unknown> | null;
  @Text({ nullable: true }) requestId: string | null;
}
