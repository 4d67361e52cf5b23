import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Text } from '../database/columns.js';

/** A head of the chain of records as it was signed and published: the anchor that the database cannot move. Append-only. */
@Entity('audit_head')
@Index('audit_head_newest', ['publishedAt'])
@Check('audit_head_hash_form', "chain_hash ~ '^[0-9a-f]{64}$'")
export class AuditHead {
  /** The place of the last sealed record. */
  @PrimaryColumn('bigint') position: string;
  @Column('text') chainHash: string;
  @Instant() publishedAt: Date;
  /** Ed25519 over `headText`, and the key that verifies it; base64. */
  @Text() signature: string;
  @Text() publicKey: string;
}
