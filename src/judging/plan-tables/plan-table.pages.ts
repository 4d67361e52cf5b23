import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { redirect, view, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { fileOf } from '../../platform/http/pages/upload.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { taskModel } from '../../platform/web/task-model.js';
import type { AssignmentPlan } from '../assignment/assignment-plan.entity.js';
import { signed, tableChanges } from '../plan-reading/plan-changes.js';
import { PlanReader } from '../plan-reading/plan.reader.js';
import { PlanTableService } from './plan-table.service.js';
import { PlanTasks, type PlanTaskResult } from '../plans/plan-tasks.service.js';
import { originWords } from '../plan-reading/plan-words.js';
import { planFrame, refusalModel } from '../assignment/plan-frame-model.js';

/** A plan that is changed as a table: looked through, then taken. */
@Controller('cycles/:cycle/assignment')
export class PlanTablePages {
  constructor(
    private readonly reader: PlanReader,
    private readonly tables: PlanTableService,
    private readonly tasks: PlanTasks,
  ) {}

  @Post(':plan/table')
  upload(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm(request, anyForm, {
      act: async () => this.tables.look(actor, cycleId, planId, await fileOf(request)),
      after: (task) => redirect(`/cycles/${cycleId}/assignment/table/${task.id}`),
      again: async ({ refusal }) => {
        const { plan, cycle, stages, now } = await this.reader.plan(actor, cycleId, planId);
        return view('pages/judging/plan-tables/plan-table', {
          ...planFrame(request, { cycle, stages, now }),
          ...emptyTable(cycleId, plan, translator(request.locale)),
          refusal: refusalModel(refusal, request),
        });
      },
    });
  }

  @Get('table/:task')
  table(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.tablePage(cycleId, taskId, request, null);
  }

  @Post('table/:task')
  confirm(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.tables.confirm(actor, cycleId, taskId),
      after: () => redirect(`/cycles/${cycleId}/assignment/table/${taskId}`),
      again: ({ refusal }) => this.tablePage(cycleId, taskId, request, refusal),
    });
  }

  @Post('table/:task/stop')
  async stopTable(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    await this.tasks.stop(signedIn(request), cycleId, taskId);
    return redirect(`/cycles/${cycleId}/assignment/table/${taskId}`);
  }

  private async tablePage(
    cycleId: string,
    taskId: string,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { task, report } = await this.tables.proposal(actor, cycleId, taskId);
    const { plan, cycle, stages, now } = await this.reader.plan(actor, cycleId, report.planId);
    const home = `/cycles/${cycleId}/assignment`;
    const result = task.state === 'done' ? (task.result as PlanTaskResult) : null;
    const failed = task.state === 'failed' ? new Refusal((task.result as { refusal: RefusalDetail }).refusal) : null;
    return view('pages/judging/plan-tables/plan-table', {
      ...planFrame(request, { cycle, stages, now }),
      ...emptyTable(cycleId, plan, t),
      heading: report.name,
      action: `${home}/table/${taskId}`,
      proposed: task.state === 'proposed' && report.total === 0,
      ready: result && 'planId' in result ? `${home}/${result.planId}` : '',
      task: taskModel(task, `${home}/table/${taskId}`),
      figures: [
        { label: t('judging:plan.rows'), value: report.rows },
        { label: t('judging:plan.added'), value: report.counts.added },
        { label: t('judging:plan.removed'), value: report.counts.removed },
        { label: t('judging:plan.kept'), value: report.counts.kept },
        { label: t('judging:plan.difference'), value: signed(report.difference) },
      ],
      problemsLead: report.total > 0 ? t('judging:plan.tableFaults', { n: report.total }) : '',
      problems: report.problems.map((problem) => ({
        row: problem.row,
        column: problem.column,
        text: fieldWords(problem, t),
      })),
      warnings: report.warnings.map(({ code, count }) => t(`judging:plan.warning.${code}`, { n: count })),
      changes: tableChanges(report.added, report.removed),
      refusal: refusalModel(refusal ?? failed, request),
    });
  }
}

function emptyTable(cycleId: string, plan: AssignmentPlan, t: Translator) {
  const home = `/cycles/${cycleId}/assignment`;
  return {
    crumbs: [
      { href: home, label: t('judging:assign.title') },
      { href: `${home}/${plan.id}`, label: originWords(plan, t) },
      { label: t('judging:plan.table') },
    ],
    heading: t('judging:plan.table'),
    upload: `${home}/${plan.id}/table`,
    planHref: `${home}/${plan.id}`,
    action: '',
    proposed: false,
    ready: '',
    task: null,
    figures: [],
    problemsLead: '',
    problems: [],
    warnings: [],
    changes: [],
  };
}
