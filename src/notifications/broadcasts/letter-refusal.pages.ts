import { Controller, Get, Param, Post } from '@nestjs/common';
import { Refusal } from '../../domain/kernel/refusal.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { BroadcastsService } from './broadcasts.service.js';
import { refusalPath } from '../../platform/mail/refusal-path.js';
import { RefusalLinks } from './refusal-links.js';

/**
 * Refusing letters to many by the link of one, also by the single press of a mail program (RFC 8058). Opening it refuses nothing:
 * scanners of mail open every link.
 */
@Controller(refusalPath.slice(1))
export class LetterRefusalPages {
  constructor(
    private readonly broadcasts: BroadcastsService,
    private readonly links: RefusalLinks,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string): Promise<View> {
    return this.page(token, await this.broadcasts.takes({ userId: this.readerOf(token) }));
  }

  @Post(':token')
  async refuse(@Param('token') token: string): Promise<View> {
    await this.broadcasts.refuseByLink(this.readerOf(token));
    return this.page(token, false);
  }

  private page(token: string, takes: boolean): View {
    return view('pages/notifications/broadcasts/refusal', { action: `${refusalPath}/${token}`, takes });
  }

  private readerOf(token: string): string {
    const userId = this.links.readerOf(token);
    if (!userId) throw new Refusal({ code: 'link-expired' });
    return userId;
  }
}
