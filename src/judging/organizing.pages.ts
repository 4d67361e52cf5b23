import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide, type CyclePage } from '../cycles/cycle-side.js';
import type { Stage } from '../cycles/stage.entity.js';
import { takeForm, type FormAgain } from '../platform/http/forms.js';
import { done, view, type Redirect, type View } from '../platform/http/page.js';
import { fieldWords, problemOf } from '../platform/http/problem.js';
import { signedIn } from '../platform/http/request.js';
import { translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import type { AssignmentPlan } from './assignment-plan.entity.js';
import { AssignmentsService } from './assignments.service.js';
import { JudgingReader } from './judging.reader.js';

const proposeForm = z.object({ seed: z.coerce.number().int().min(0).max(2_000_000_000) });

/** The organizer's pages of judging: assignment, progress. */
@Controller('cycles/:cycle')
export class OrganizingPages {
  constructor(
    private readonly assignments: AssignmentsService,
    private readonly reader: JudgingReader,
  ) {}

  @Get('assignment')
  plans(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.plansPage(cycleId, request, null);
  }

  @Post('assignment')
  propose(
    @Param('cycle') cycleId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: proposeForm,
      body,
      act: async ({ seed }) => {
        await this.assignments.propose(actor, cycleId, seed);
        return done(`/cycles/${cycleId}/assignment`, 'judging:assign.proposed');
      },
      again: (form) => this.plansPage(cycleId, request, form),
    });
  }

  @Post('assignment/:plan/publish')
  publish(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: z.looseObject({}),
      body: {},
      act: async () => {
        await this.assignments.publish(actor, planId);
        return done(`/cycles/${cycleId}/assignment`, 'judging:assign.published');
      },
      again: (form) => this.plansPage(cycleId, request, form),
    });
  }

  @Get('evaluation')
  async progress(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const { rows, stages, now } = await this.reader.completion(signedIn(request), cycleId);
    const assigned = rows.reduce((total, row) => total + row.assigned, 0);
    const submitted = rows.reduce((total, row) => total + row.submitted, 0);
    return view('pages/judging/board', {
      ...this.frame(request, cycleId, 'evaluation', stages, now),
      lead: t('judging:board.lead', { done: submitted, total: assigned }),
      rows: assigned === 0 ? [] : rows.map((row) => ({ ...row, left: row.assigned - row.submitted })),
    });
  }

  private async plansPage(cycleId: string, request: FastifyRequest, form: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const { plans, reviewsPerEntry, stages, now } = await this.reader.plans(signedIn(request), cycleId);
    return view('pages/judging/assignment', {
      ...this.frame(request, cycleId, 'assignment', stages, now),
      lead: t('judging:assign.lead', { k: reviewsPerEntry }),
      action: `/cycles/${cycleId}/assignment`,
      seed: typeof form?.values['seed'] === 'string' ? form.values['seed'] : String(now.getUTCFullYear()),
      errors: Object.fromEntries(
        (form?.problems ?? []).map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
      ),
      refusal: form?.refusal
        ? problemOf(form.refusal, { locale: request.locale, timeZone: request.timeZone, requestId: request.id })
        : null,
      plans: plans.map((plan) => this.planModel(plan, request)),
    });
  }

  private planModel(plan: AssignmentPlan, request: FastifyRequest) {
    const t = translator(request.locale);
    const { summary } = plan;
    const marks = {
      proposed: { mark: 'empty', tone: 'wait' },
      published: { mark: 'full', tone: 'ok' },
      dropped: { mark: 'dash', tone: '' },
    };
    return {
      id: plan.id,
      at: plan.createdAt,
      seed: plan.seed,
      word: t(`judging:assign.state.${plan.state}`),
      ...marks[plan.state],
      proposed: plan.state === 'proposed',
      publishHref: `/cycles/${plan.cycleId}/assignment/${plan.id}/publish`,
      figures: [
        { label: t('judging:assign.entries'), value: summary.entries },
        { label: t('judging:assign.experts'), value: summary.experts },
        { label: t('judging:assign.pairs'), value: summary.pairs },
        {
          label: t('judging:assign.loads'),
          value:
            summary.minLoad === summary.maxLoad ? String(summary.minLoad) : `${summary.minLoad}–${summary.maxLoad}`,
        },
        { label: t('judging:assign.avoided'), value: summary.conflicts },
      ],
      histogram: histogramOf(plan),
    };
  }

  private frame(request: FastifyRequest, cycleId: string, current: CyclePage, stages: Stage[], now: Date) {
    return {
      side: cycleSide(translator(request.locale), cycleId, current, {}),
      strip: phaseStrip({ stages, now, timeZone: request.timeZone, locale: request.locale }),
    };
  }
}

/** How many experts have how many entries. */
function histogramOf(plan: AssignmentPlan): { load: number; experts: number; share: number }[] {
  const loads = new Map<string, number>();
  for (const [, expertId] of plan.pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  const counts = new Map<number, number>();
  for (const load of loads.values()) counts.set(load, (counts.get(load) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([load, experts]) => ({ load, experts, share: Math.round((100 * experts) / most) }));
}
