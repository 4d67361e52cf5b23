import { Check, Entity, Unique } from 'typeorm';
import { Id, Instant, Text, Unrecorded, Version } from '../../platform/database/columns.js';
import { homeZone } from '../../domain/kernel/local-day.js';

/** A person who can sign in. Addresses are kept in lower case, so that one mailbox is one person. */
@Entity('user_account')
@Unique('user_account_email_once', ['email'])
@Check('user_account_email_lower', 'email = lower(email)')
@Check('user_account_locale_known', "locale IN ('ru', 'en')")
export class User {
  @Id() id: string;
  @Text() email: string;
  /** Family name, given name, patronymic as the person writes them. */
  @Text() name: string;
  @Unrecorded() @Text({ nullable: true }) passwordHash: string | null;
  @Text({ default: 'ru' }) locale: 'ru' | 'en';
  @Text({ default: homeZone }) timeZone: string;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) deactivatedAt: Date | null;
  @Version() version: number;
}
