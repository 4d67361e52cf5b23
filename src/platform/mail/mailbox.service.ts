import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { isId } from '../ids.js';
import { CONFIG } from '../tokens.js';
import { CapturedMail } from './captured-mail.entity.js';
import { Mailer } from './mailer.js';

/** The demonstration's mailbox. Elsewhere it does not exist: what is in it opens accounts. */
@Injectable()
export class MailboxService {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  list(filter: { to?: string | undefined; before?: string | undefined }, limit = 50): Promise<CapturedMail[]> {
    this.mustBeOpen();
    const query = this.db.reader.createQueryBuilder(CapturedMail, 'm').where('TRUE');
    if (filter.to?.trim()) query.andWhere('m.recipient = :to', { to: filter.to.trim().toLowerCase() });
    if (filter.before && isId(filter.before)) query.andWhere('m.id < :before', { before: filter.before });
    return query
      .orderBy('m.id', 'DESC')
      .limit(limit + 1)
      .getMany();
  }

  async read(id: string): Promise<CapturedMail> {
    this.mustBeOpen();
    const mail = isId(id) ? await this.db.reader.findOneBy(CapturedMail, { id }) : null;
    if (!mail) throw new Refusal({ code: 'not-found' });
    return mail;
  }

  private mustBeOpen(): void {
    if (!this.mailer.captures || !this.config.demo) throw new Refusal({ code: 'not-found' });
  }
}
