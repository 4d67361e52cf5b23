import { Entity, Index } from 'typeorm';
import { Id, Instant, Json, Text } from '../database/columns.js';

/** News of a committed change, waiting to be told. Written in the transaction of the change. */
@Entity('outbox_message')
@Index('outbox_message_waiting', ['createdAt'], { where: 'dispatched_at IS NULL AND due_at IS NULL' })
@Index('outbox_message_due', ['dueAt'], { where: 'dispatched_at IS NULL AND due_at IS NOT NULL' })
@Index('outbox_message_type', ['type', 'createdAt'])
export class OutboxMessage {
  @Id() id: string;
  @Text() type: string;
  @Json() payload: Record<string, string | number | boolean | null>;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) dispatchedAt: Date | null;
  /** Nobody is told of it before; also when it comes again after telling failed. */
  @Instant({ nullable: true }) dueAt: Date | null;
}

/** What there is to tell. */
export type Told = Pick<OutboxMessage, 'id' | 'type' | 'payload' | 'createdAt'>;
