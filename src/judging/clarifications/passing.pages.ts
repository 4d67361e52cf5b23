import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { clarificationBounds } from '../../domain/judging/clarification.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { queuedModel } from './clarifications-model.js';
import { ClarificationsReader } from './clarifications.reader.js';
import { ClarificationsService } from './clarifications.service.js';

const form = z
  .object({
    verb: z.enum(['pass', 'decline']),
    question: z.string().trim().max(clarificationBounds.question).default(''),
    reason: z.string().trim().max(1000).default(''),
  })
  .refine(({ verb, question }) => verb === 'decline' || question !== '', {
    path: ['question'],
    params: { rule: 'required' },
  });

/** What experts ask, for who passes it on. */
@Controller('cycles/:cycle/clarifications')
export class PassingPages {
  constructor(
    private readonly reader: ClarificationsReader,
    private readonly clarifications: ClarificationsService,
  ) {}

  @Get()
  list(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, request, null);
  }

  @Post(':id')
  decide(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ verb, question, reason }, actor) =>
        verb === 'pass'
          ? this.clarifications.pass(actor, { cycleId, id }, question)
          : this.clarifications.decline(actor, { cycleId, id }, reason),
      after: (_, { verb }) =>
        done(
          `/cycles/${cycleId}/clarifications`,
          verb === 'pass' ? 'clarifications:passedDone' : 'clarifications:declinedDone',
        ),
      again: (again) => this.page(cycleId, request, { id, again }),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    typed: { id: string; again: FormAgain } | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { rows, days, isOpen, now, timeZone } = await this.reader.queue(signedIn(request), cycleId);
    const labels = { question: t('clarifications:question'), reason: t('clarifications:reason') };
    return view('pages/judging/clarifications/passing', {
      side: cycleSide(request, cycleId, 'questions'),
      crumbs: [
        { href: `/cycles/${cycleId}/questions`, label: t('questions:title') },
        { label: t('clarifications:title') },
      ],
      base: `/cycles/${cycleId}/clarifications`,
      rulesHref: `/cycles/${cycleId}/judging-rules`,
      isForeseen: days > 0,
      isOpen,
      term: t('clarifications:passTerm', { n: days }),
      limit: clarificationBounds.question,
      rows: rows.map((row) => ({
        ...queuedModel(row, { request, now, closesIn: timeZone }),
        form:
          typed?.id === row.id ? formView(typed.again, request, labels) : formWith({ question: row.asked, reason: '' }),
      })),
    });
  }
}
