import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { view, type View } from '../http/pages/page.js';
import { allowLetterFrame, linksIn, sendLetter } from './letter-frame.js';
import { MailboxService } from './mailbox.service.js';

const shown = 50;
const mailboxQuery = z.object({ to: z.string().max(320).optional(), before: z.uuid().optional() });

/** The captured mail of the demonstration. */
@Controller('dev/mail')
export class MailboxPages {
  constructor(private readonly mailbox: MailboxService) {}

  @Get()
  async list(@Query({ schema: mailboxQuery }) { to, before }: z.infer<typeof mailboxQuery>): Promise<View> {
    const mails = await this.mailbox.list({ to, before }, shown);
    const filter = to ? `to=${encodeURIComponent(to)}&` : '';
    const older = mails.length > shown ? `/dev/mail?${filter}before=${mails[shown - 1]!.id}` : null;
    return view('pages/platform/mail/mailbox', {
      to: to ?? '',
      mails: mails.slice(0, shown).map(({ id, at, recipient, subject }) => ({ id, at, recipient, subject })),
      older,
    });
  }

  @Get(':id')
  async read(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<View> {
    const mail = await this.mailbox.read(id);
    allowLetterFrame(reply);
    return view('pages/platform/mail/letter', { ...mail, links: linksIn(mail.text) });
  }

  @Get(':id/html')
  async html(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return sendLetter(reply, (await this.mailbox.read(id)).html);
  }
}
