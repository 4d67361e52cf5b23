import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { readData } from '../../cycles/reference/load-reference.js';
import { mailboxOf, type MailboxRules } from '../../domain/judging/public-vote.js';
import type { Config } from '../../platform/config.js';
import { CONFIG } from '../../platform/tokens.js';

/**
 * Mailboxes as votes know them: by a hash under a key that follows from the installation's secret, so that nobody who has
 * the table alone can try whether somebody has voted.
 */
@Injectable()
export class Mailboxes {
  private readonly rules = readData<MailboxRules>('mailboxes.json');
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.secret, 'laureat', 'mailboxes of voters', 32));
  }

  hashOf(email: string): string {
    return createHmac('sha256', this.key).update(mailboxOf(email, this.rules)).digest('hex');
  }
}
