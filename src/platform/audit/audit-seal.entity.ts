import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Ref, Text } from '../database/columns.js';

/** A link of the chain over audit records, in the order of sealing. Append-only. */
@Entity('audit_seal')
@Unique('audit_seal_record_once', ['recordId'])
export class AuditSeal {
  @PrimaryColumn('bigint') position: string;
  @Ref() recordId: string;
  /** SHA-256 of the record's canonical form. */
  @Text() recordHash: string;
  /** SHA-256 of the previous link's hash, this position and this record's hash. */
  @Text() chainHash: string;
  @Instant() sealedAt: Date;
  /** Rows sealed together share the batch, so that a missing tail of one batch is seen. */
  @Column('integer') batchSize: number;
}
