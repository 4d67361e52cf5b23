import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { mayRunJudging } from '../judging.policy.js';
import { anyForm, takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, ownPath, redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { refusalOf } from '../../platform/http/problems/refusal-of.js';
import { signedIn } from '../../platform/http/request.js';
import type { Task } from '../../platform/jobs/task.entity.js';
import { translator } from '../../platform/web/i18n.js';
import { taskModel } from '../../platform/web/task-model.js';
import { PlansService } from '../plans/plans.service.js';
import {
  conflictWords,
  histogramOf,
  impossibleWords,
  originWords,
  planFiguresWords,
  planRow,
  planStatus,
  proofWords,
  qualityWords,
  scopeWords,
} from './plan-words.js';
import { errorsOf, keptNote, planFrame, refusalModel } from '../assignment/plan-frame-model.js';
import { PlanReader } from './plan.reader.js';
import { PlanTasks, type PlanTaskResult } from '../plans/plan-tasks.service.js';

const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat());
const computeForm = z.object({
  seed: z.coerce.number().int().min(0).max(2_000_000_000),
  nominations: several,
  kind: z.enum(['match', 'top-up']).catch('match').default('match'),
});
const entriesQuery = z.object({
  nomination: z.uuid().optional().catch(undefined),
  q: z.string().max(100).default('').catch(''),
  cursor: z.string().max(500).optional().catch(undefined),
});
const markForm = z.object({
  do: z
    .string()
    .regex(/^(locked|forbidden|free) [0-9a-f-]{36} [0-9a-f-]{36}$/)
    .transform((said) => {
      const [as, entryId, expertId] = said.split(' ') as ['locked' | 'forbidden' | 'free', string, string];
      return { as, pair: { entryId, expertId } };
    }),
  back: z.string().max(500).default(''),
});
const nothing: FormAgain = { values: {}, problems: [], refusal: null };
const entriesShown = 50;

/** Plans of assignments: computed by a job, seen, changed, published. */
@Controller('cycles/:cycle/assignment')
export class PlansPages {
  constructor(
    private readonly service: PlansService,
    private readonly tasks: PlanTasks,
    private readonly reader: PlanReader,
  ) {}

  @Get()
  plans(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.plansPage(cycleId, request, nothing);
  }

  @Post()
  compute(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, computeForm, {
      act: ({ seed, nominations, kind }, actor) =>
        this.tasks.ask(actor, cycleId, { seed, nominationIds: nominations, origin: kind }),
      after: () => redirect(`/cycles/${cycleId}/assignment`),
      again: (form) => this.plansPage(cycleId, request, form),
    });
  }

  @Post('stop')
  async stop(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.tasks.stop(signedIn(request), cycleId);
    return redirect(`/cycles/${cycleId}/assignment`);
  }

  @Get(':plan')
  plan(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Query({ schema: entriesQuery }) query: z.infer<typeof entriesQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.planPage(cycleId, planId, query, request, nothing);
  }

  @Post(':plan/mark')
  mark(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    return takeForm(request, markForm, {
      act: ({ do: mark }, actor) => this.service.mark(actor, planId, mark),
      after: (_none, { do: { as }, back }) =>
        done(ownPath(back, `/cycles/${cycleId}/assignment/${planId}`), `judging:plan.marked.${as}`),
      again: (form) => this.planPage(cycleId, planId, { q: '' }, request, form),
    });
  }

  @Post(':plan/again')
  again(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.tasks.again(actor, planId),
      after: () => redirect(`/cycles/${cycleId}/assignment`),
      again: (form) => this.planPage(cycleId, planId, { q: '' }, request, form),
    });
  }

  @Post(':plan/publish')
  publish(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    const here = `/cycles/${cycleId}/assignment/${planId}`;
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.tasks.askPublish(actor, cycleId, planId),
      after: ({ state }) => (state === 'done' ? done(here, 'judging:assign.published') : redirect(here)),
      again: (form) => this.planPage(cycleId, planId, { q: '' }, request, form),
    });
  }

  @Post(':plan/stop')
  async stopPublish(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.tasks.stopPublish(signedIn(request), cycleId, planId);
    return redirect(`/cycles/${cycleId}/assignment/${planId}`);
  }

  @Post(':plan/drop')
  drop(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.service.drop(actor, planId),
      after: () => done(`/cycles/${cycleId}/assignment`, 'judging:plan.dropped'),
      again: (form) => this.planPage(cycleId, planId, { q: '' }, request, form),
    });
  }

  private async plansPage(cycleId: string, request: FastifyRequest, form: FormAgain): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { plans, nominations, reviewsPerEntry, rules, toDo, kept, cycle, stages, now } = await this.reader.overview(
      actor,
      cycleId,
    );
    const task = await this.tasks.find(actor, cycleId);
    const barred = await this.service.barredNominations(actor, cycleId, nominations);
    const home = `/cycles/${cycleId}/assignment`;
    const result = task?.state === 'done' ? (task.result as PlanTaskResult | null) : null;
    const chosen = form.values['nominations'];
    return view('pages/judging/plan-reading/assignment', {
      ...planFrame(request, { cycle, stages, now }),
      lead: t('judging:assign.lead', { k: reviewsPerEntry }),
      action: home,
      mode: t(`judging:plan.mode.${rules.mode}`),
      mayRun: mayRunJudging(actor, cycleId),
      toDo: [
        { label: t('judging:assign.entries'), value: toDo.entries },
        { label: t('judging:assign.experts'), value: toDo.experts },
        { label: t('judging:plan.toDo'), value: toDo.short },
      ],
      kept: keptNote(kept, home, t),
      topUp: barred.size === 0 && plans.some(({ state }) => state === 'published') && toDo.short > 0,
      barred: barred.size > 0,
      nominationsHint: t(barred.size > 0 ? 'judging:plan.barredHint' : 'judging:plan.nominationsHint'),
      mayCompute: barred.size < nominations.length,
      seed: typeof form.values['seed'] === 'string' ? form.values['seed'] : String(now.getUTCFullYear()),
      nominations: nominations
        .filter(({ id }) => !barred.has(id))
        .map(({ id, title }) => ({
          value: id,
          label: title,
          checked: chosen === undefined ? barred.size > 0 : [chosen].flat().includes(id),
        })),
      errors: errorsOf(form, request),
      refusal: refusalModel(form.refusal ?? refusedBy(task), request),
      task: taskModel(task, home),
      stopped: task?.state === 'stopped',
      impossible: result && 'impossible' in result ? impossibleWords(result.impossible, t) : null,
      ready: result && 'planId' in result ? `${home}/${result.planId}` : '',
      plans: plans.map((plan) => planRow(plan, nominations, t, home)),
    });
  }

  private async planPage(
    cycleId: string,
    planId: string,
    query: z.infer<typeof entriesQuery>,
    request: FastifyRequest,
    form: FormAgain,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { plan, kept, nominations, cycle, stages, now } = await this.reader.plan(actor, cycleId, planId);
    const key = decodeCursor(query.cursor, [inKey.text]);
    const rows = await this.reader.entries({
      userId: actor.userId,
      planId,
      nominationId: query.nomination ?? null,
      q: query.q,
      after: typeof key?.[0] === 'string' ? key[0] : null,
      limit: entriesShown + 1,
    });
    const shown = rows.slice(0, entriesShown);
    const home = `/cycles/${cycleId}/assignment`;
    const here = `${home}/${planId}`;
    const address = (extra: Record<string, string>) =>
      `${here}?${new URLSearchParams({ ...plainQuery(query), ...extra }).toString()}`;
    const others = (await this.reader.heads(cycleId)).filter(({ id }) => id !== planId);
    const locked = new Set(plan.locked.map((pair) => pair.join(' ')));
    const forbidden = new Set(plan.forbidden.map((pair) => pair.join(' ')));
    const publishing = plan.state === 'proposed' ? await this.tasks.findPublish(actor, cycleId, planId) : null;
    const task = taskModel(publishing, here);
    const mayChange = plan.state === 'proposed' && task === null && mayRunJudging(actor, cycleId);
    const hindrance = mayChange ? await refusalOf(() => this.service.getPublishablePlan(actor, planId)) : null;
    const { report } = plan;
    return view('pages/judging/plan-reading/plan', {
      ...planFrame(request, { cycle, stages, now }),
      crumbs: [{ href: home, label: t('judging:assign.title') }, { label: originWords(plan, t) }],
      title: originWords(plan, t),
      lead: scopeWords(plan.nominationIds, nominations, t),
      ...planStatus(plan.state, t),
      at: plan.publishedAt ?? plan.createdAt,
      seed: plan.seed,
      mayChange,
      mayPublish: mayChange && hindrance === null,
      mayCompute: mayChange && (await this.tasks.mayReplan(actor, plan)),
      hindrance: refusalModel(hindrance, request),
      here,
      kept: keptNote(kept, home, t),
      proof: report && proofWords(report, plan.origin, t),
      figures: report ? planFiguresWords(plan, report, t) : [],
      histogram: report ? histogramOf(report) : [],
      conflicts: report ? conflictWords(report, t) : [],
      quality: report && qualityWords(report, t, request.locale),
      released: plan.released.length,
      marks: {
        locked: plan.locked.length,
        forbidden: plan.forbidden.length,
        any: plan.locked.length + plan.forbidden.length > 0,
      },
      draw: plan.problem ? `${here}/draw` : '',
      others: others.map((other) => ({
        value: other.id,
        label: t('judging:plan.optionLabel', { origin: originWords(other, t), n: other.summary.pairs }),
      })),
      base: plan.baseId ? `${here}/compare?with=${plan.baseId}` : '',
      filter: {
        q: query.q,
        nomination: query.nomination ?? '',
        options: nominations.map(({ id, title }) => ({ value: id, label: title })),
      },
      back: address({}),
      entries: shown.map((row) => ({
        ...row,
        why: `${here}/why?entry=${row.id}`,
        experts: row.experts.map(({ id, name }) => ({
          name,
          why: `${here}/why?entry=${row.id}&expert=${id}`,
          locked: locked.has(`${row.id} ${id}`),
          forbidden: forbidden.has(`${row.id} ${id}`),
          pair: `${row.id} ${id}`,
        })),
      })),
      shown: t('judging:plan.shown', { n: shown.length }),
      older: rows.length > entriesShown ? address({ cursor: encodeCursor([shown.at(-1)!.number]) }) : '',
      newer: query.cursor ? here : '',
      task,
      stopped: publishing?.state === 'stopped',
      refusal: refusalModel(form.refusal ?? refusedBy(publishing), request),
    });
  }
}

/** Why work that was asked for came to nothing, where the rules said no. */
function refusedBy(task: Pick<Task, 'state' | 'result'> | null): Refusal | null {
  return task?.state === 'failed' ? new Refusal((task.result as { refusal: RefusalDetail }).refusal) : null;
}

const plainQuery = ({ q, nomination }: { q: string; nomination?: string | undefined }): Record<string, string> => ({
  ...(q && { q }),
  ...(nomination && { nomination }),
});
