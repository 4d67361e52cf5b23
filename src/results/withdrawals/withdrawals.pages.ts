import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { inOrder, outcomeStatus } from '../awards/outcome-words.js';
import { WithdrawalsService } from './withdrawals.service.js';

const reasonForm = z.object({ reason: z.string().max(4000).default('') });

/** The withdrawal of an entry that was chosen: who takes its place is shown before it is recorded. */
@Controller('cycles/:cycle/decisions/entries/:entry/withdraw')
export class WithdrawalsPages {
  constructor(private readonly withdrawals: WithdrawalsService) {}

  @Get()
  page(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return this.show(cycleId, entryId, request, formWith());
  }

  @Post()
  record(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.withdrawals.standDown(actor, entryId, reason),
      after: () => done(`/cycles/${cycleId}/decisions`, 'results:standDown.done'),
      again: (form) => this.show(cycleId, entryId, request, formView(form, request)),
    });
  }

  private async show(cycleId: string, entryId: string, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const { entry, own, promotions, cards } = await this.withdrawals.look(signedIn(request), entryId);
    const card = (id: string) => cards[id] ?? { title: '', organisation: '', region: '' };
    return view('pages/results/withdrawals/stand-down', {
      lead: t('results:standDown.lead', { title: card(entry.id).title, number: entry.registerNumber ?? '' }),
      facts: [
        {
          term: t('results:standDown.held'),
          value: inOrder(own)
            .map(({ outcome, reserveOrder }) => outcomeStatus(outcome, t, reserveOrder).word)
            .join(', '),
        },
      ],
      promotions: promotions.map(({ entryId: id, outcome, order }) => ({
        ...outcomeStatus(outcome, t),
        title: card(id).title,
        by: `${card(id).organisation}, ${card(id).region}`,
        order: t('results:standDown.order', { n: order }),
      })),
      action: `/cycles/${cycleId}/decisions/entries/${entryId}/withdraw`,
      back: {
        href: `/cycles/${cycleId}/decisions?nomination=${entry.nominationId}`,
        label: t('results:standDown.back'),
      },
      form,
    });
  }
}
