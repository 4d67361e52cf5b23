import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { newId } from '../ids.js';
import { CONFIG } from '../tokens.js';

export interface Mail {
  /** Stays the same when a mail is sent again after a crash, so that mailboxes show it once. */
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  /** Where a mail program refuses more of the kind with one press (RFC 8058); without it there is nothing to refuse. */
  refusal?: string;
}

/** A server that says nothing for so long is given up; the letter goes again later. */
const patience = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 60_000 };

/** Sends by SMTP where a server is configured; otherwise into the captured mailbox of the demonstration. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private transport: Promise<Transporter> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  get captures(): boolean {
    return this.config.smtpUrl === null;
  }

  /** Sends letters side by side; each answers for itself, with its error where it did not go. */
  sendAll(mails: readonly Mail[]): Promise<Error | null>[] {
    const together = this.captures ? this.capture(mails) : null;
    return mails.map((mail) =>
      (together ?? this.send(mail)).then(
        () => null,
        (error: unknown) => error as Error,
      ),
    );
  }

  /** The library is loaded by the first letter: most processes send none. */
  private async opened(): Promise<Transporter> {
    const { default: nodemailer } = await import('nodemailer');
    const { smtpUrl: url } = this.config;
    return nodemailer.createTransport({ url, pool: true, maxConnections: 8, ...patience } as never);
  }

  private async send(mail: Mail): Promise<void> {
    const transport = await (this.transport ??= this.opened());
    await transport.sendMail({
      from: this.config.mailFrom,
      to: mail.to,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      messageId: mail.messageId,
      headers: {
        'Auto-Submitted': 'auto-generated',
        ...(mail.refusal && {
          'List-Unsubscribe': `<${mail.refusal}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
      },
    });
  }

  private async capture(mails: readonly Mail[]): Promise<void> {
    if (mails.length === 0) return;
    await this.db.reader.query(
      `INSERT INTO captured_mail (id, at, recipient, subject, message_id, html, text)
       SELECT m.id, $1, m.recipient, m.subject, m.message_id, m.html, m.text
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
              AS m(id, recipient, subject, message_id, html, text)
       ON CONFLICT (message_id) DO NOTHING`,
      [
        this.clock.now(),
        mails.map(() => newId()),
        mails.map(({ to }) => to.address),
        mails.map(({ subject }) => subject),
        mails.map(({ messageId }) => messageId),
        mails.map(({ html }) => html),
        mails.map(({ text }) => text),
      ],
    );
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.transport)?.close();
  }
}
