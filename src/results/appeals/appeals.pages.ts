import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { appealOutcomes } from '../../domain/results/appeals/appeal.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { AppealsService } from './appeals.service.js';

const decideForm = z.object({ outcome: z.enum(appealOutcomes), decision: z.string().max(20_000).default('') });
const marks = {
  filed: { mark: 'half', tone: 'wait' },
  withdrawn: { mark: 'dash', tone: '' },
  decided: { mark: 'full', tone: 'ok' },
} as const;

/** Appeals, for those who run the cycle. */
@Controller('cycles/:cycle')
export class AppealsPages {
  constructor(private readonly appeals: AppealsService) {}

  @Get('appeals')
  list(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, request, null);
  }

  @Post('appeals/:appeal/decide')
  decide(@Param('cycle') cycleId: string, @Param('appeal') appealId: string, @Req() request: FastifyRequest) {
    return takeForm(request, decideForm, {
      act: (input, actor) => this.appeals.decide(actor, appealId, input),
      after: () => done(`/cycles/${cycleId}/appeals`, 'results:appeal.decidedDone'),
      again: (form) => this.page(cycleId, request, { id: appealId, form: formView(form, request) }),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    again: { id: string; form: FormView } | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { rows, hidden, timeZone } = await this.appeals.list(signedIn(request), cycleId);
    const format = { locale: request.locale, timeZone, year: 'always' as const };
    return view('pages/results/appeals/appeals', {
      side: cycleSide(request, cycleId, 'publication'),
      back: `/cycles/${cycleId}/publication`,
      hidden: hidden > 0 ? t('results:hiddenEntries', { n: hidden }) : '',
      outcomes: appealOutcomes.map((value) => ({ value, label: t(`results:appeal.outcome.${value}`) })),
      rows: rows.map((row) => ({
        ...row,
        word: t(`results:appeal.state.${row.state}`),
        ...marks[row.state],
        filed: formatInstant(row.filedAt, format),
        decided: row.decidedAt ? formatInstant(row.decidedAt, format) : '',
        outcomeWords: row.outcome ? t(`results:appeal.outcome.${row.outcome}`) : '',
        action: `/cycles/${cycleId}/appeals/${row.id}/decide`,
        correctHref: row.mayCorrect
          ? `/cycles/${cycleId}/corrections/new?entry=${row.submissionId}&appeal=${row.id}`
          : '',
        correctionHref: row.correctionId ? `/cycles/${cycleId}/corrections/${row.correctionId}` : '',
        form: again?.id === row.id ? again.form : formWith(),
      })),
    });
  }
}
