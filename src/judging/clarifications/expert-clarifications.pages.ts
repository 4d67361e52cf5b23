import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { clarificationBounds } from '../../domain/judging/clarification.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { heardModel } from './clarifications-model.js';
import { ClarificationsReader } from './clarifications.reader.js';
import { ClarificationsService } from './clarifications.service.js';

const form = z.object({ text: z.string().trim().min(10).max(clarificationBounds.question) });

/** What an expert asks of an entry on the own desk, and what was answered. */
@Controller('judging/desk/:assignment/clarifications')
export class ExpertClarificationsPages {
  constructor(
    private readonly reader: ClarificationsReader,
    private readonly clarifications: ClarificationsService,
  ) {}

  @Get()
  show(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, formWith());
  }

  @Post()
  ask(@Param('assignment') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ text }, actor) => this.clarifications.ask(actor, id, text),
      after: () => done(`/judging/desk/${id}/clarifications`, 'clarifications:askedDone'),
      again: (again) => {
        const labels = { text: translator(request.locale)('clarifications:text') };
        return this.page(id, request, formView(again, request, labels));
      },
    });
  }

  private async page(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { assignment, heard, isFrozen, isOn, now } = await this.reader.ofAssignment(signedIn(request), id);
    const place = { request, now, closesIn: assignment.expert.cycle.timeZone };
    return view('pages/judging/clarifications/asking', {
      back: `/judging/desk/${id}`,
      action: `/judging/desk/${id}/clarifications`,
      over: `${assignment.submission.registerNumber} · ${assignment.submission.nomination.title}`,
      mayAsk: isOn && !isFrozen,
      limit: clarificationBounds.question,
      rows: heard.map((row) => heardModel(row, place)),
      form,
    });
  }
}
