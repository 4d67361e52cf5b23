import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-side.js';
import { appealOutcomes } from '../../domain/results/entry-result.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { AppealsService } from './appeals.service.js';
import { RemarksService } from '../entry-result/remarks.service.js';

const decideForm = z.object({ outcome: z.enum(appealOutcomes), decision: z.string().max(20_000).default('') });
const remarkForm = z.object({
  evaluationId: z.uuid(),
  criterionId: z.uuid(),
  verb: z.enum(['show', 'hide']),
  text: z.string().max(20_000).default(''),
  reason: z.string().max(2000).default(''),
});
const remarksQuery = z.object({ settled: z.literal('1').optional().catch(undefined) });
const marks = {
  filed: { mark: 'half', tone: 'wait' },
  withdrawn: { mark: 'dash', tone: '' },
  decided: { mark: 'full', tone: 'ok' },
} as const;

/** Appeals and the moderation of remarks, for those who run the cycle. */
@Controller('cycles/:cycle')
export class AppealsPages {
  constructor(
    private readonly appeals: AppealsService,
    private readonly remarks: RemarksService,
  ) {}

  @Get('appeals')
  list(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(cycleId, request, null);
  }

  @Post('appeals/:appeal/decide')
  decide(
    @Param('cycle') cycleId: string,
    @Param('appeal') appealId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: decideForm,
      body,
      act: async (input) => {
        await this.appeals.decide(signedIn(request), appealId, input);
        return done(`/cycles/${cycleId}/appeals`, 'results:appeal.decidedDone');
      },
      again: (form) => this.page(cycleId, request, { id: appealId, form: formView(form, request) }),
    });
  }

  @Get('remarks')
  remarksList(
    @Param('cycle') cycleId: string,
    @Query({ schema: remarksQuery }) { settled }: z.infer<typeof remarksQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.remarksPage(cycleId, request, { settled: settled === '1', again: null });
  }

  @Post('remarks')
  settle(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: remarkForm,
      body,
      act: async ({ verb, ...input }) => {
        await this.remarks.settle(signedIn(request), cycleId, { ...input, shown: verb === 'show' });
        return done(`/cycles/${cycleId}/remarks`, 'results:remarks.done');
      },
      again: (form) => this.remarksPage(cycleId, request, { settled: false, again: formView(form, request) }),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    again: { id: string; form: FormView } | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const rows = await this.appeals.list(signedIn(request), cycleId);
    const format = { locale: request.locale, timeZone: 'Europe/Moscow', year: 'always' as const };
    return view('pages/results/appeals', {
      side: cycleSide(t, cycleId, 'publication'),
      back: `/cycles/${cycleId}/publication`,
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

  private async remarksPage(
    cycleId: string,
    request: FastifyRequest,
    { settled, again }: { settled: boolean; again: FormView | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await this.remarks.list(signedIn(request), cycleId, settled);
    const home = `/cycles/${cycleId}/remarks`;
    return view('pages/results/remarks', {
      side: cycleSide(t, cycleId, 'publication'),
      action: home,
      lead: t('results:remarks.lead', { waiting: found.waiting, settled: found.settled }),
      tabs: [
        { href: home, label: t('results:remarks.waiting'), current: !settled },
        { href: `${home}?settled=1`, label: t('results:remarks.settled'), current: settled },
      ],
      form: again ?? formWith(),
      rows: found.rows.map((row) => ({
        ...row,
        id: `${row.evaluationId}-${row.criterionId}`,
        value: again?.values['evaluationId'] === row.evaluationId ? String(again.values['text'] ?? row.text) : row.text,
        waits: row.shown === null,
        status: row.shown
          ? { word: t('results:remarks.shown'), mark: 'full', tone: 'ok' }
          : { word: t('results:remarks.hidden'), mark: 'dash', tone: '' },
        kept: row.releasedText ?? '',
        why: row.reason ?? '',
      })),
    });
  }
}
