import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { download, view, type Download } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { PlanReader } from './plan.reader.js';
import { originWords } from './plan-words.js';
import { planFrame } from '../assignment/plan-frame-model.js';

/** What is taken away of a plan: the proof of a draw, and the pairs as a table. */
@Controller('cycles/:cycle/assignment')
export class PlanPapersPages {
  constructor(private readonly reader: PlanReader) {}

  @Get(':plan/draw')
  async draw(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    const t = translator(request.locale);
    const { plan, cycle, stages, now } = await this.reader.plan(signedIn(request), cycleId, planId);
    if (!plan.problem) throw new Refusal({ code: 'not-found' });
    const home = `/cycles/${cycleId}/assignment`;
    return view('pages/judging/plan-reading/plan-draw', {
      ...planFrame(request, { cycle, stages, now }),
      crumbs: [
        { href: home, label: t('judging:assign.title') },
        { href: `${home}/${planId}`, label: originWords(plan, t) },
        { label: t('judging:plan.draw') },
      ],
      facts: [
        { term: t('judging:assign.seed'), value: String(plan.seed), mono: true },
        { term: t('judging:plan.listHash'), value: plan.factsHash ?? '', mono: true },
        { term: t('judging:assign.entries'), value: String(plan.summary.entries) },
        { term: t('judging:assign.experts'), value: String(plan.summary.experts) },
        { term: t('judging:plan.perEntry'), value: String(plan.reviewsPerEntry) },
        { term: t('judging:assign.pairs'), value: String(plan.summary.pairs) },
      ],
      at: plan.createdAt,
      file: `${home}/${planId}/problem.json`,
      table: `${home}/${planId}/plan.csv`,
    });
  }

  /** The very bytes whose hash the page shows. */
  @Get(':plan/problem.json')
  async problem(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { plan } = await this.reader.plan(signedIn(request), cycleId, planId);
    if (!plan.problem) throw new Refusal({ code: 'not-found' });
    return download(canonicalJson(plan.problem), `draw-${plan.seed}.json`, 'application/json');
  }

  @Get(':plan/plan.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { plan, rows } = await this.reader.table(signedIn(request), cycleId, planId);
    const text = csvText([['entry', 'title', 'expert', 'name'], ...rows]);
    return download(text, `plan-${plan.seed}.csv`, 'text/csv; charset=utf-8');
  }
}
