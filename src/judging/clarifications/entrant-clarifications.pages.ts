import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { clarificationBounds } from '../../domain/judging/clarification.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { passedModel } from './clarifications-model.js';
import { ClarificationsReader } from './clarifications.reader.js';
import { ClarificationsService } from './clarifications.service.js';

const form = z.object({ answer: z.string().trim().min(1).max(clarificationBounds.answer) });

/** What experts ask of an entry, for its own people. */
@Controller('submissions/:id/clarifications')
export class EntrantClarificationsPages {
  constructor(
    private readonly reader: ClarificationsReader,
    private readonly clarifications: ClarificationsService,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post(':number')
  answer(@Param('id') id: string, @Param('number') number: string, @Req() request: FastifyRequest) {
    const place = `/submissions/${id}/clarifications`;
    return takeForm(request, form, {
      act: ({ answer }, actor) => this.clarifications.answer(actor, id, { number: numberOf(number), answer }),
      after: () => done(place, 'clarifications:answeredDone'),
      again: (again) => this.page(id, request, { number: numberOf(number), again }),
    });
  }

  private async page(
    id: string,
    request: FastifyRequest,
    typed: { number: number; again: FormAgain } | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { entry, rows, mayAnswer, now } = await this.reader.ofEntry(signedIn(request), id);
    const place = { request, now, closesIn: entry.cycle.timeZone, mayAnswer };
    return view('pages/judging/clarifications/answering', {
      title: entry.title || t('submissions:untitled'),
      entryHref: `/submissions/${id}`,
      base: `/submissions/${id}/clarifications`,
      limit: clarificationBounds.answer,
      mayAnswer,
      rows: rows.map((row) => ({
        ...passedModel(row, place),
        form:
          typed?.number === row.number
            ? formView(typed.again, request, { answer: t('clarifications:answer') })
            : formWith(),
      })),
    });
  }
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Refusal({ code: 'not-found' });
  return Number(text);
}
