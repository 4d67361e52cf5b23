import { endsOf } from '../../domain/judging/score-sheet.js';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { distributions, outliers } from '../../domain/judging/own-scores.js';
import { hasPoints, pickOf, traitsOf, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatNumber } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { givenWords } from '../sheets/criteria-model.js';
import { DeskReader, type OwnSheetRow } from './desk.reader.js';
import { EvaluationsService } from '../writing/evaluations.service.js';
import { ExpertsReader } from '../experts/experts.reader.js';
import type { SheetRules } from '../sheets/sheet-rules.queries.js';

const chosen = z.object({ a: z.string().max(60).default(''), b: z.string().max(60).default('') });

/** The end of an expert's work: how the own points lie, what to look at again, two entries side by side, submitting all. */
@Controller('judging/:expert/finish')
export class FinishPages {
  constructor(
    private readonly desks: DeskReader,
    private readonly evaluations: EvaluationsService,
    private readonly reader: ExpertsReader,
  ) {}

  @Get()
  show(
    @Param('expert') expertId: string,
    @Query({ schema: chosen }) query: z.infer<typeof chosen>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(expertId, query, request, null);
  }

  @Post()
  submit(@Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.evaluations.submitComplete(actor, expertId),
      after: (n) => done(`/judging/${expertId}/finish`, 'judging:finish.submitted', { n }),
      again: ({ refusal }) => this.page(expertId, { a: '', b: '' }, request, refusal),
    });
  }

  private async page(
    expertId: string,
    { a, b }: z.infer<typeof chosen>,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const expert = await this.reader.ownExpert(actor, expertId);
    const { sheets, rules, queue } = await this.desks.ownSheets(actor, expertId);
    const byId = new Map(sheets.map((row) => [row.item.assignmentId, row]));
    const judged = rules.criteria.filter(({ kind }) => hasPoints(kind) && !pickOf(kind));
    const own = sheets.map(({ item, sheet }) => ({ id: item.assignmentId, scores: sheet.scores }));
    const drafts = sheets.filter(({ sheet }) => sheet.state === 'draft');
    const ready = drafts.filter(({ complete }) => complete).length;
    return view('pages/judging/desk/finish', {
      id: expertId,
      cycle: expert.cycle.title,
      figures: [
        { label: t('judging:finish.total'), value: queue.length },
        { label: t('judging:finish.done'), value: sheets.filter(({ sheet }) => sheet.state === 'submitted').length },
        { label: t('judging:finish.ready'), value: ready },
        { label: t('judging:finish.incomplete'), value: drafts.length - ready + (queue.length - sheets.length) },
      ],
      places: rules.criteria.some(({ kind }) => pickOf(kind)) ? `/judging/${expertId}/places` : '',
      ready: ready > 0 ? t('judging:finish.submit', { n: ready }) : '',
      distributions: distributions(
        own,
        judged.map(({ id, ...scale }) => ({ id, ...endsOf(scale) })),
      ).map((one, index) => ({
        title: judged[index]!.title,
        words:
          one.narrow && one.range && traitsOf(judged[index]!.kind).field !== 'verdict' ? narrowWords(one.range, t) : '',
        bars: bars(one.counts),
      })),
      outliers: outliers(own).map(({ id, mean, median }) => ({
        href: `/judging/desk/${id}`,
        title: byId.get(id)!.item.title,
        words: t('judging:finish.far', {
          mean: formatNumber(mean.toFixed(1), { locale }),
          median: formatNumber(median.toFixed(1), { locale }),
        }),
      })),
      options: sheets.map(({ item }) => ({ value: item.assignmentId, label: `${item.registerNumber} ${item.title}` })),
      a,
      b,
      compared: byId.get(a) && byId.get(b) ? compared(byId.get(a)!, byId.get(b)!, rules, t) : null,
      refusal: refusal && problemOf(refusal, { locale, timeZone: request.timeZone, requestId: request.id }),
    });
  }
}

const narrowWords = ({ from, to }: { from: string; to: string }, t: Translator): string =>
  from === to ? t('judging:finish.same', { points: from }) : t('judging:finish.narrow', { from, to });

function bars(counts: readonly { points: string; count: number }[]) {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return counts.map(({ points, count }) => ({ points, count, width: Math.round((100 * count) / most) }));
}

function compared(a: OwnSheetRow, b: OwnSheetRow, { criteria }: SheetRules, t: Translator) {
  const given = ({ sheet }: OwnSheetRow, id: string, kind: CriterionKind) =>
    sheet.cannotJudge.includes(id) ? t('judging:desk.cannot') : givenWords(sheet.scores[id] ?? '', kind, t) || '–';
  return {
    first: { title: a.item.title, href: `/judging/desk/${a.item.assignmentId}` },
    second: { title: b.item.title, href: `/judging/desk/${b.item.assignmentId}` },
    rows: criteria.map(({ id, title, kind }) => ({
      title,
      first: given(a, id, kind),
      second: given(b, id, kind),
      firstRemark: a.sheet.remarks[id] ?? '',
      secondRemark: b.sheet.remarks[id] ?? '',
    })),
  };
}
