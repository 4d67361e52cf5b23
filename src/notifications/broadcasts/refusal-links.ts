import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { isId } from '../../platform/ids.js';
import { CONFIG } from '../../platform/tokens.js';
import { refusalPath } from '../../platform/mail/refusal-path.js';

/**
 * Links by which a reader refuses letters to many without signing in (RFC 8058): the account, and a seal under a key that follows
 * from the installation's secret. They open nothing else, and hold for good: whoever has the letter may refuse such letters.
 */
@Injectable()
export class RefusalLinks {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.secret, 'laureat', 'refusals of letters to many', 32));
  }

  /** The whole address, for the header of a letter. */
  linkOf(userId: string): string {
    return `${this.config.publicUrl}${refusalPath}/${userId}.${this.sealOf(userId)}`;
  }

  /** Whose link it is; null for one that was not made here. */
  readerOf(token: string): string | null {
    const [userId = '', seal = '', ...more] = token.split('.');
    if (!isId(userId) || more.length > 0) return null;
    const [given, right] = [Buffer.from(seal), Buffer.from(this.sealOf(userId))];
    return given.length === right.length && timingSafeEqual(given, right) ? userId : null;
  }

  private sealOf(userId: string): string {
    return createHmac('sha256', this.key).update(userId).digest('base64url');
  }
}
