import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Json, Text, Whole } from './columns.js';

/** A POST that its sender may repeat: the key is claimed in the transaction of the deed, the answer kept for a day. */
@Entity('idempotency_key')
@Index('idempotency_key_age', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text') actorId: string;
  @PrimaryColumn('text') key: string;
  @Text() requestHash: string;
  /** Of the first request: the records of what it did have it too. */
  @Text({ nullable: true }) requestId: string | null;
  @Whole({ nullable: true }) status: number | null;
  @Json({ nullable: true }) answer: unknown;
  /** What the first answer said beside its body: ETag and Location. */
  @Json({ nullable: true }) headers: Record<string, string> | null;
  /** What the sender might do then, as a hash. */
  @Text({ nullable: true }) standing: string | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
