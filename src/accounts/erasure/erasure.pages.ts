import { Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { accountSide } from '../account/account-model.js';
import { keptRows } from './erasure-model.js';
import { ErasureService } from './erasure.service.js';

const form = z.object({ note: z.string().trim().max(2000).default('') });

/** What is kept about the reader, what of it can go, and asking for that. */
@Controller('account/erasure')
export class ErasurePages {
  constructor(private readonly erasure: ErasureService) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<View> {
    return this.page(request, formWith());
  }

  @Post()
  ask(@Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ note }, actor) => this.erasure.ask(actor, note),
      after: () => done('/account/erasure', 'erasure:asked'),
      again: (again) => this.page(request, formView(again, request)),
    });
  }

  @Post('withdraw')
  async withdraw(@Req() request: FastifyRequest): Promise<Redirect> {
    await this.erasure.withdraw(signedIn(request));
    return done('/account/erasure', 'erasure:withdrawn');
  }

  private async page(request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const { kept, last } = await this.erasure.own(signedIn(request));
    return view('pages/accounts/erasure/own', {
      side: accountSide(request.locale, 'profile'),
      rows: keptRows(kept, t),
      form,
      open: last?.state === 'open' ? { askedAt: last.askedAt, note: last.note } : null,
      declined: last?.state === 'declined' ? { at: last.decidedAt, ground: last.ground } : null,
    });
  }
}
