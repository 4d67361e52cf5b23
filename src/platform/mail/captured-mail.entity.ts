import { Entity, Index, Unique } from 'typeorm';
import { Id, Instant, Text } from '../database/columns.js';

/** The mailbox of the demonstration: what would have been sent, when no SMTP server is configured. */
@Entity('captured_mail')
@Index('captured_mail_recent', ['at'])
@Unique('captured_mail_once', ['messageId'])
export class CapturedMail {
  @Id() id: string;
  @Instant() at: Date;
  @Text() recipient: string;
  @Text() subject: string;
  @Text() messageId: string;
  @Text() html: string;
  @Text() text: string;
}
