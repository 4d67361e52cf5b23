import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { RemarksService } from './remarks.service.js';

const remarkForm = z.object({
  evaluationId: z.uuid(),
  criterionId: z.uuid(),
  verb: z.enum(['show', 'hide']),
  text: z.string().max(20_000).default(''),
  reason: z.string().max(2000).default(''),
});
const remarksQuery = z.object({ settled: z.literal('1').optional().catch(undefined) });

/** The moderation of experts' remarks, before their entrants read them. */
@Controller('cycles/:cycle/remarks')
export class RemarksPages {
  constructor(private readonly remarks: RemarksService) {}

  @Get()
  list(
    @Param('cycle') cycleId: string,
    @Query({ schema: remarksQuery }) { settled }: z.infer<typeof remarksQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(cycleId, request, { settled: settled === '1', again: null });
  }

  @Post()
  settle(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, remarkForm, {
      act: ({ verb, ...input }, actor) => this.remarks.settle(actor, cycleId, { ...input, shown: verb === 'show' }),
      after: () => done(`/cycles/${cycleId}/remarks`, 'results:remarks.done'),
      again: (form) => this.page(cycleId, request, { settled: false, again: formView(form, request) }),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    { settled, again }: { settled: boolean; again: FormView | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await this.remarks.list(signedIn(request), cycleId, settled);
    const home = `/cycles/${cycleId}/remarks`;
    return view('pages/results/entry-result/remarks', {
      side: cycleSide(request, cycleId, 'publication'),
      action: home,
      lead: t('results:remarks.lead', { waiting: found.waiting, settled: found.settled }),
      hidden: found.hidden > 0 ? t('results:hiddenEntries', { n: found.hidden }) : '',
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
