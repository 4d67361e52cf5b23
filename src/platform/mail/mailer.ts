import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import nodemailer, { type Transporter } from 'nodemailer';
import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { newId } from '../ids.js';
import { CONFIG } from '../tokens.js';
import { CapturedMail } from './captured-mail.entity.js';

export interface Mail {
  /** Stays the same when a mail is sent again after a crash, so that mailboxes show it once. */
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
}

/** Sends by SMTP where a server is configured; otherwise into the captured mailbox of the demonstration. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter | null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {
    this.transport = config.smtpUrl ? nodemailer.createTransport({ url: config.smtpUrl, pool: true, maxConnections: 8 } as never) : null;
  }

  get captures(): boolean {
    return this.transport === null;
  }

  async send(mail: Mail): Promise<void> {
    if (!this.transport) return this.capture(mail);
    await this.transport.sendMail({
      from: this.config.mailFrom,
      to: mail.to,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      messageId: mail.messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  private async capture(mail: Mail): Promise<void> {
    await this.db.reader.insert(CapturedMail, {
      id: newId(),
      at: this.clock.now(),
      recipient: mail.to.address,
      subject: mail.subject,
      messageId: mail.messageId,
      html: mail.html,
      text: mail.text,
    });
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}
