import { Check, Entity, Index, Unique, type Relation } from 'typeorm';
import { BelongsTo, Flag, Id, Instant, Json, Ref, Text, Whole } from '../platform/database/columns.js';
import type { DeliveryCause } from './delivery-outcome.js';
import { OutboxMessage } from '../platform/outbox/outbox-message.entity.js';

/** One mail to one person about one event. The constraint makes it once, however often jobs run. */
@Entity('delivery')
@Unique('delivery_once', ['messageId', 'recipient'])
@Index('delivery_due', { synchronize: false })
@Index('delivery_sending', ['startedAt'], { where: "state = 'sending'" })
@Index('delivery_recent', ['createdAt', 'id'])
@Index('delivery_of_cycle', ['cycleId', 'createdAt', 'id'])
@Check('delivery_state_known', "state IN ('waiting', 'sending', 'sent', 'failed', 'withdrawn')")
@Check('delivery_cause_known', "cause IN ('', 'unreachable', 'put-off', 'refused', 'unwritable')")
@Check('delivery_sent_has_instant', "state <> 'sent' OR sent_at IS NOT NULL")
export class Delivery {
  @Id() id: string;
  /** The outbox message that it tells. */
  @Ref() messageId: string;
  @BelongsTo(() => OutboxMessage) message: Relation<OutboxMessage>;
  @Text() event: string;
  /** Whose organizers may see it; null for letters of accounts, which are the administrators'. */
  @Ref({ nullable: true }) cycleId: string | null;
  @Ref({ nullable: true }) userId: string | null;
  @Text() recipient: string;
  @Text() locale: 'ru' | 'en';
  @Text() subject: string;
  /** The reader's name and zone, the facts of the letter, and whose sealed token its link carries: never the token. */
  @Json() context: Record<string, unknown>;
  @Text({ default: 'waiting' }) state: 'waiting' | 'sending' | 'sent' | 'failed' | 'withdrawn';
  @Whole({ default: 0 }) attempts: number;
  @Text({ default: '' }) lastError: string;
  /** Why it did not go; '' where nothing hindered it. */
  @Text({ default: '' }) cause: DeliveryCause | '';
  /** Somebody waits for it: it goes before all others. */
  @Flag() isUrgent: boolean;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) startedAt: Date | null;
  @Instant({ nullable: true }) sentAt: Date | null;
  /** By the database's clock, as what follows: tries end some days after it. */
  @Instant({ nullable: true }) firstTriedAt: Date | null;
  /** Not tried again before. */
  @Instant({ nullable: true }) retryAt: Date | null;
}
