import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Json, Text, Whole } from './columns.js';

/** A POST that its sender may repeat: the key is claimed in the transaction of the deed, the answer kept for a day. */
@Entity('idempotency_key')
@Index('idempotency_key_age', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text') actorId: string;
  @PrimaryColumn('text') key: string;
  @Text() requestHash: string;
  @Whole({ nullable: true }) status: number | null;
  @Json({ nullable: true }) answer: unknown;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
