import { Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accountSide } from '../../accounts/account/account-model.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { BroadcastsService } from './broadcasts.service.js';

const form = z.object({ takes: z.enum(['yes', 'no']) });

/** Which letters a person takes: those about duties always, letters to many by choice. */
@Controller('account/letters')
export class LetterChoicePages {
  constructor(private readonly broadcasts: BroadcastsService) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request);
  }

  @Post()
  choose(@Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ takes }, actor) => this.broadcasts.setTaking(actor, takes === 'yes'),
      after: () => done('/account/letters', 'broadcasts:chosen'),
      again: () => this.page(request),
    });
  }

  private async page(request: FastifyRequest): Promise<View> {
    return view('pages/notifications/broadcasts/choice', {
      side: accountSide(request.locale, 'letters'),
      takes: await this.broadcasts.takes(signedIn(request)),
    });
  }
}
