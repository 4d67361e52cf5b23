import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CapturedMail } from './captured-mail.entity.js';
import { MailboxPages } from './mailbox.pages.js';
import { MailboxService } from './mailbox.service.js';
import { Mailer } from './mailer.js';

@Module({
  imports: [TypeOrmModule.forFeature([CapturedMail])],
  controllers: [MailboxPages],
  providers: [MailboxService, Mailer],
  exports: [MailboxService, Mailer],
})
export class MailModule {}
