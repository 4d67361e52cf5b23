import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { done, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { allowLetterFrame, sendLetter } from '../platform/mail/letter-frame.js';
import type { Config } from '../platform/config.js';
import { CONFIG } from '../platform/tokens.js';
import { adminSide } from './admin-navigation.js';
import { letterStates, LettersService } from '../notifications/letters.service.js';

const query = z.object({
  state: z.enum(letterStates).optional().catch(undefined),
  to: z.string().max(200).optional(),
  cursor: z.string().max(500).optional(),
});

/** Letters for those who look after them. */
@Controller('admin/mail')
export class LettersPages {
  constructor(
    private readonly letters: LettersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(
    @Query({ schema: query }) { state, to, cursor }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const actor = signedIn(request);
    const [page, counts] = await Promise.all([
      this.letters.list(actor, { state, recipient: to, cursor }),
      this.letters.countByState(actor),
    ]);
    const address = (parts: Record<string, string | null | undefined>) => {
      const set = Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1]));
      return `/admin/mail${set.length ? `?${new URLSearchParams(set).toString()}` : ''}`;
    };
    return view('pages/admin/letters', {
      side: adminSide(actor, { locale: request.locale, current: 'mail', demo: this.config.demo }),
      to: to ?? '',
      state: state ?? '',
      tabs: [null, ...letterStates].map((one) => ({
        state: one ?? 'all',
        href: address({ state: one, to }),
        current: (state ?? null) === one,
        count: one ? (counts[one] ?? 0) : 0,
      })),
      items: page.items.map(({ id, subject, recipient, state: now, createdAt, sentAt, event, lastError }) => ({
        id,
        subject,
        recipient,
        state: now,
        at: sentAt ?? createdAt,
        event,
        lastError,
      })),
      older: page.next ? address({ state, to, cursor: page.next }) : null,
    });
  }

  @Get(':id')
  async read(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View> {
    const actor = signedIn(request);
    const { delivery, mail } = await this.letters.read(actor, id);
    const { subject, recipient, state, createdAt, sentAt, attempts, lastError, event } = delivery;
    allowLetterFrame(reply);
    return view('pages/admin/letter', {
      side: adminSide(actor, { locale: request.locale, current: 'mail', demo: this.config.demo }),
      id,
      letter: { subject, recipient, state, createdAt, sentAt, attempts, lastError, event },
      name: delivery.context['name'],
      text: mail.text,
      mayResend: state === 'failed',
      mayWithdraw: state === 'waiting',
    });
  }

  @Get(':id/html')
  async html(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendLetter(reply, (await this.letters.read(signedIn(request), id)).mail.html);
  }

  @Post(':id/resend')
  async resend(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.letters.resend(signedIn(request), id);
    return done(`/admin/mail/${id}`, 'notifications:resent');
  }

  @Post(':id/withdraw')
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.letters.withdraw(signedIn(request), id);
    return done(`/admin/mail/${id}`, 'notifications:withdrawn');
  }
}
