import { RefusalLinks } from './broadcasts/refusal-links.js';
import { Inject, Injectable } from '@nestjs/common';
import { homeZone } from '../domain/kernel/local-day.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { LinkVault } from '../platform/secrets/link-vault.js';
import type { Mail } from '../platform/mail/mailer.js';
import { CONFIG } from '../platform/tokens.js';
import { Templates } from '../platform/web/templates.js';
import type { Delivery } from './delivery.entity.js';
import { addressOf, lettersWords, type Letter } from './letter.js';
import { news } from './all-news.js';

type Written = Pick<Delivery, 'id' | 'event' | 'locale' | 'context' | 'recipient'> & Partial<Pick<Delivery, 'userId'>>;

/** Turns a delivery into the mail in both forms, at the time of sending. */
@Injectable()
export class LetterRenderer {
  private readonly host: string;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly templates: Templates,
    private readonly vault: LinkVault,
    private readonly links: RefusalLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.host = new URL(config.publicUrl).hostname;
  }

  subjectOf(delivery: Written): string {
    return this.letterOf(delivery).subject;
  }

  /** The mail as it leaves; refuses with `link-expired` when the link that it should carry is gone. */
  async mailOf(delivery: Written): Promise<Mail> {
    const { secretOf, name } = delivery.context as { secretOf?: string; name: string };
    const token = secretOf ? await this.vault.read(this.db.reader, secretOf) : null;
    if (secretOf && token === null) throw new Refusal({ code: 'link-expired' });
    return {
      messageId: `<${delivery.id}@${this.host}>`,
      to: { name, address: delivery.recipient },
      ...this.render(delivery, token ?? ''),
      ...(delivery.userId && this.letterOf(delivery).isRefusable && { refusal: this.links.linkOf(delivery.userId) }),
    };
  }

  /** What people who look after mail may see of it: all but the token of its link. */
  preview(delivery: Written): Pick<Mail, 'subject' | 'html' | 'text'> {
    return this.render(delivery, '•••');
  }

  private render(delivery: Written, token: string): Pick<Mail, 'subject' | 'html' | 'text'> {
    const letter = this.letterOf(delivery);
    const { name } = delivery.context as { name: string };
    const model = {
      ...letter,
      name: addressOf(name),
      href: letter.button ? `${this.config.publicUrl}${letter.button.path.replace('{token}', token)}` : '',
      home: this.config.publicUrl,
    };
    const context = this.contextOf(delivery);
    return {
      subject: letter.subject,
      html: this.templates.render('mails/letter', model, context),
      text: this.templates.render('mails/letter.txt', model, context),
    };
  }

  private letterOf({ event, locale, context }: Written): Letter {
    const { timeZone, zone = homeZone } = context as { timeZone: string; zone?: string };
    const words = lettersWords({ locale, timeZone, zone }, this.clock.now());
    return news[event]!.letter(withDates(context['facts']) as never, words);
  }

  private contextOf({ locale, context }: Written) {
    const { timeZone } = context as { timeZone: string };
    const page = { path: '', theme: null, csrf: '', user: null, nav: [], flash: null, demo: null };
    return { ...page, locale, timeZone, now: this.clock.now() };
  }
}

/** Instants come back from JSON as texts: names that end in `At` hold them. */
function withDates(facts: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts as Record<string, unknown>).map(([key, value]) => [
      key,
      key.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
    ]),
  );
}
